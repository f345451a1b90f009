// What the console's tests share: the theme, and settings in a temporary place.
#pragma once

#include <QApplication>
#include <QSettings>
#include <QTemporaryDir>

#include "ui/theme/theme.h"

namespace orderdeck::tests {

/// QSettings go to a temporary folder, the theme is the dark one. One a test class, made in initTestCase().
class ConsoleEnvironment {
 public:
  ConsoleEnvironment() {
    QCoreApplication::setOrganizationName(QStringLiteral("orderdeck-test"));
    QCoreApplication::setApplicationName(QStringLiteral("console-test"));
    QSettings::setDefaultFormat(QSettings::IniFormat);
    QSettings::setPath(QSettings::IniFormat, QSettings::UserScope, m_folder.path());
    ui::applyTheme(*qApp, ui::ThemeKind::Dark);
  }

 private:
  QTemporaryDir m_folder;
};

}  // namespace orderdeck::tests
