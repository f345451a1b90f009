#include "ui/widgets/save_file.h"

#include <QCoreApplication>
#include <QDir>
#include <QFileDialog>
#include <QFileInfo>
#include <QRegularExpression>
#include <QSaveFile>
#include <QSettings>
#include <QStandardPaths>

#include "core/clock.h"
#include "ui/theme/format.h"
#include "ui/widgets/message.h"
#include "ui/widgets/place_over.h"

namespace orderdeck::ui {
namespace {

const QString kFolderKey = QStringLiteral("files/folder");

QString offeredFolder() {
  const QString last = QSettings().value(kFolderKey).toString();
  if (!last.isEmpty() && QFileInfo(last).isDir()) return last;
  const QString documents = QStandardPaths::writableLocation(QStandardPaths::DocumentsLocation);
  return QFileInfo(documents).isDir() ? documents : QDir::homePath();
}

// "consumer-groups-20261121-224107"
QString offeredName(const QString& words) {
  static const QRegularExpression kNoWord(QStringLiteral("[^\\w]+"), QRegularExpression::UseUnicodePropertiesOption);
  QString name = words.toLower(), time = format::dateTime(core::now());
  name.replace(kNoWord, QStringLiteral("-"));
  time.remove(QLatin1Char('-')).remove(QLatin1Char(':')).replace(QLatin1Char(' '), QLatin1Char('-'));
  return name + QLatin1Char('-') + time;
}

void save(QWidget* owner, const QString& path, const QByteArray& content) {
  const QString shown = QDir::toNativeSeparators(path);
  QSaveFile file(path);
  if (!file.open(QIODevice::WriteOnly) || file.write(content) != content.size() || !file.commit()) {
    const QString why = file.errorString();
    return Toast::show(
        owner, QCoreApplication::translate("orderdeck::ui::SaveFile", "%1 could not be saved: %2").arg(shown, why),
        Tone::Bad);
  }
  QSettings().setValue(kFolderKey, QFileInfo(path).absolutePath());
  Toast::show(owner, QCoreApplication::translate("orderdeck::ui::SaveFile", "Saved as %1").arg(shown));
}

}  // namespace

void askAndSave(QWidget* owner, FileToSave file) {
  auto* dialog = new QFileDialog(owner->window(), file.title, offeredFolder(), file.filter);
  dialog->setAttribute(Qt::WA_DeleteOnClose);
  dialog->setAcceptMode(QFileDialog::AcceptSave);
  dialog->setDefaultSuffix(file.suffix);
  dialog->selectFile(offeredName(file.name) + QLatin1Char('.') + file.suffix);
  QObject::connect(dialog, &QFileDialog::fileSelected, owner,
                   [owner, content = std::move(file.content)](const QString& path) { save(owner, path, content); });
  placeOver(dialog, owner);
  dialog->open();
}

}  // namespace orderdeck::ui
