// Saving something to a file that the operator chooses: asks where (the last folder is offered), writes it whole or not
// at all, and tells what became of it. GUI thread.
#pragma once

#include <QByteArray>
#include <QString>
#include <QStringList>
#include <functional>
#include <optional>

class QWidget;

namespace orderdeck::ui {

struct PlaceToSave {
  QString title;        // of the dialog
  QStringList filters;  // "CSV files (*.csv)"; the operator chooses one of them
  QString suffix;       // "csv"
  QString name;         // what it is, in words: the offered name is made of it and the time
};

/// `chosen` is told the path, and which of the filters was on.
void askWhere(QWidget* owner, const PlaceToSave& place, std::function<void(const QString& path, int filter)> chosen);

/// Writes it and tells so, with the number of rows if it has any.
void saveWhole(QWidget* owner, const QString& path, const QByteArray& content, std::optional<qint64> rows = {});

void tellSaved(QWidget* owner, const QString& path, std::optional<qint64> rows);
void tellNotSaved(QWidget* owner, const QString& path, const QString& why);

}  // namespace orderdeck::ui
