#include "ui/theme/language.h"

#include <QApplication>
#include <QFile>
#include <QLibraryInfo>
#include <QLocale>
#include <QTranslator>

#include "ui/theme/theme.h"

namespace orderdeck::ui {
namespace {
QString fileOf(const QString& language) { return QStringLiteral(":/i18n/orderdeck_%1.qm").arg(language); }
}  // namespace

bool languageAvailable(const QString& language) {
  return language == QLatin1String("en") || QFile::exists(fileOf(language));
}

QString applyLanguage(QApplication& app, const QString& language) {
  QLocale::setDefault(QLocale(QLocale::English,
                              QLocale::UnitedStates));  // %Ln writes figures as ui/theme/format does, in every language
  QString wanted = language;
  if (wanted.isEmpty())
    wanted = QLocale::system().language() == QLocale::Chinese ? QStringLiteral("zh_CN") : QStringLiteral("en");
  if (!languageAvailable(wanted)) wanted = QStringLiteral("en");
  const auto name = QStringLiteral("orderdeck-translator");
  if (auto* old = app.findChild<QTranslator*>(name)) {
    QCoreApplication::removeTranslator(old);
    delete old;
  }
  setStrongWeight(wanted == QLatin1String("zh_CN") ? QFont::Bold : QFont::DemiBold);
  // English has one too, where it was made, for plural forms.
  if (QFile::exists(fileOf(wanted))) {
    auto* translator = new QTranslator(&app);
    translator->setObjectName(name);
    if (translator->load(fileOf(wanted))) QCoreApplication::installTranslator(translator);
  }
  // Qt's own words: the file dialog, the buttons of questions. They come with Qt where its translations are installed.
  const auto qtName = QStringLiteral("qt-translator");
  delete app.findChild<QTranslator*>(qtName);
  auto* qtWords = new QTranslator(&app);
  qtWords->setObjectName(qtName);
  if (qtWords->load(QStringLiteral("qtbase_") + wanted, QLibraryInfo::path(QLibraryInfo::TranslationsPath)))
    QCoreApplication::installTranslator(qtWords);
  return wanted;
}

}  // namespace orderdeck::ui
