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

QString words(const char* text) { return QCoreApplication::translate("orderdeck::ui::SaveFile", text); }

}  // namespace

void tellSaved(QWidget* owner, const QString& path, std::optional<qint64> rows) {
  QSettings().setValue(kFolderKey, QFileInfo(path).absolutePath());
  const QString shown = QDir::toNativeSeparators(path);
  Toast::show(owner, rows ? words(QT_TRANSLATE_NOOP("orderdeck::ui::SaveFile", "Saved %1 rows as %2"))
                                .arg(format::number(static_cast<std::int64_t>(*rows)), shown)
                          : words(QT_TRANSLATE_NOOP("orderdeck::ui::SaveFile", "Saved as %1")).arg(shown));
}

void tellNotSaved(QWidget* owner, const QString& path, const QString& why) {
  Toast::show(owner,
              words(QT_TRANSLATE_NOOP("orderdeck::ui::SaveFile", "%1 could not be saved: %2"))
                  .arg(QDir::toNativeSeparators(path), why),
              Tone::Bad);
}

void saveWhole(QWidget* owner, const QString& path, const QByteArray& content, std::optional<qint64> rows) {
  QSaveFile file(path);
  if (!file.open(QIODevice::WriteOnly) || file.write(content) != content.size() || !file.commit())
    return tellNotSaved(owner, path, file.errorString());
  tellSaved(owner, path, rows);
}

void askWhere(QWidget* owner, const PlaceToSave& place, std::function<void(const QString&, int)> chosen) {
  auto* dialog = new QFileDialog(owner->window(), place.title, offeredFolder());
  dialog->setAttribute(Qt::WA_DeleteOnClose);
  dialog->setAcceptMode(QFileDialog::AcceptSave);
  dialog->setNameFilters(place.filters);
  dialog->setDefaultSuffix(place.suffix);
  dialog->selectFile(offeredName(place.name) + QLatin1Char('.') + place.suffix);
  QObject::connect(dialog, &QFileDialog::fileSelected, owner,
                   [dialog, filters = place.filters, chosen = std::move(chosen)](const QString& path) {
                     chosen(path, static_cast<int>(filters.indexOf(dialog->selectedNameFilter())));
                   });
  placeOver(dialog, owner);
  dialog->open();
}

}  // namespace orderdeck::ui
