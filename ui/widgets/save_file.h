// Saving something to a file that the operator chooses: asks where (the last folder is offered), writes it whole or not
// at all, and tells what became of it. GUI thread.
#pragma once

#include <QByteArray>
#include <QString>

class QWidget;

namespace orderdeck::ui {

struct FileToSave {
  QString title;       // of the dialog
  QString filter;      // "CSV files (*.csv)"
  QString suffix;      // "csv"
  QString name;        // what it is, in words: the offered name is made of it and the time
  QByteArray content;  // as it was when the operator asked
};

void askAndSave(QWidget* owner, FileToSave file);

}  // namespace orderdeck::ui
