// The console's table: fixed row height, sort by header, filter, copy as TSV (Ctrl+C), export as CSV, kept column
// layout. An empty table says what would be there. GUI thread.
#pragma once

#include <QSortFilterProxyModel>
#include <QTableView>

#include "ui/tables/table_export.h"

class QToolButton;

namespace orderdeck::ui {

class TableView : public QTableView {
  Q_OBJECT
 public:
  explicit TableView(QWidget* parent = nullptr);
  ~TableView() override;

  /// Shows `source` (not owned) through a sort and filter proxy that reads SortRole. setModel() shows a model as it is,
  /// unsortable.
  void setSource(QAbstractItemModel* source);
  QSortFilterProxyModel* proxy() const { return m_proxy; }

  /// Rows whose shown text contains every word of `text`, in any column.
  void setFilterText(const QString& text);

  /// Column order, widths, hidden columns and sorting are restored from `key` now and kept there, as long as the table
  /// has the columns it had then. Call it when the table has its model.
  void keepLayoutAs(const QString& key);
  /// What an empty table says ("No locks are held now").
  void setEmptyText(const QString& text);
  QString emptyText() const { return m_emptyText; }
  /// In pixels at the standard text size; 30 unless told.
  void setRowHeight(int atStandardSize);
  /// Gives this column the room that is left.
  void stretchColumn(int column);

  /// Keys (KeyRole) of the selected rows.
  QStringList selectedKeys() const;
  void selectKey(const QString& key);

  QString selectionAsTsv() const;
  /// Asks for a file and writes all rows of the filter as CSV, in the columns that are shown: raw values, with their
  /// units in the header. Of a table with a source; one that shows a model as it is is an excerpt of another one.
  void exportCsv();
  /// The model shows a part only: an export fetches all rows instead, by what `fetcher` makes when it begins.
  void exportBy(std::function<FetchRows()> fetcher) { m_fetcher = std::move(fetcher); }

 signals:
  void rowActivated(const QString& key);  // Enter or double click
  void currentKeyChanged(const QString& key);

 protected:
  void keyPressEvent(QKeyEvent* event) override;
  void paintEvent(QPaintEvent* event) override;
  void contextMenuEvent(QContextMenuEvent* event) override;
  void changeEvent(QEvent* event) override;
  void currentChanged(const QModelIndex& current, const QModelIndex& previous) override;
  void updateGeometries() override;

 private:
  class Proxy;
  void restyle();
  void nameExport();
  void saveLayout() const;
  QList<int> shownColumns() const;

  QSortFilterProxyModel* m_proxy = nullptr;
  QToolButton* m_export;  // at the right end of the header
  std::function<FetchRows()> m_fetcher;
  QStringList m_words, m_columns;
  QString m_emptyText, m_layoutKey;
  int m_rowHeight = 30;
};

}  // namespace orderdeck::ui
