// Writes a table's rows to a CSV file: those of its model, or page after page of what the model shows only a part of,
// with how many were written so far and a button that cancels. A file is there whole or not at all. GUI thread.
#pragma once

#include <QAbstractItemModel>
#include <QPointer>
#include <QSaveFile>
#include <functional>
#include <memory>

#include "core/error.h"

class QProgressDialog;

namespace orderdeck::ui {

/// Some rows of a table, as a model of the same columns, maybe none, and where those behind them begin; empty: nowhere.
struct FetchedRows {
  std::unique_ptr<QAbstractItemModel> rows;
  QString next;
};

/// Fetches the rows that begin at a `next` (empty: the first ones) and hands them over.
using TakeRows = std::function<void(core::Result<FetchedRows>)>;
using FetchRows = std::function<void(const QString& from, TakeRows take)>;

/// The header, with units, and the rows, of these columns.
QByteArray csvHead(const QAbstractItemModel& model, const QList<int>& columns);
QByteArray csvRows(const QAbstractItemModel& model, const QList<int>& columns);

class PagedExport : public QObject {
  Q_OBJECT
 public:
  /// Begins at once, and deletes itself at the end, which a toast on `owner`'s window tells.
  PagedExport(QWidget* owner, const QString& path, const QByteArray& head, QList<int> columns, FetchRows source);
  ~PagedExport() override;

 private:
  void fetch(const QString& from);
  void take(const core::Result<FetchedRows>& fetched);
  void showCount();
  void finish();
  void fail(const QString& why);

  QWidget* m_owner;
  QString m_path;
  QSaveFile m_file;
  QList<int> m_columns;
  FetchRows m_fetch;
  qint64 m_count = 0;
  QPointer<QProgressDialog> m_progress;
};

}  // namespace orderdeck::ui
