// The console's language. English is in the source; others come from :/i18n/orderdeck_LANG.qm. GUI thread.
#pragma once

#include <QString>

class QApplication;

namespace orderdeck::ui {

/// "en" or "zh_CN"; empty: the system's. Every widget gets QEvent::LanguageChange. Returns the one that is on now.
QString applyLanguage(QApplication& app, const QString& language);
bool languageAvailable(const QString& language);

}  // namespace orderdeck::ui
