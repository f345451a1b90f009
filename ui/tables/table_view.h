// The console's table: fixed row height, sort by header, filter, copy as TSV (Ctrl+C), export as CSV, kept column
// layout. An empty table says what would be there. GUI thread.
#pragma once

#include <QSortFilterProxyModel>
#include <QTableView>

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
  /// In pixels at the standard text size; 30 unless told.
  void setRowHeight(int atStandardSize);
  /// Gives this column the room that is left.
  void stretchColumn(int column);

  /// Keys (KeyRole) of the selected rows.
  QStringList selectedKeys() const;
  void selectKey(const QString& key);

  QString selectionAsTsv() const;
  /// All rows as shown, RFC 4180 with a header line.
  QString allAsCsv() const;
  void exportCsv();  // asks for the file

 signals:
  void rowActivated(const QString& key);  // Enter or double click
  void currentKeyChanged(const QString& key);

 protected:
  void keyPressEvent(QKeyEvent* event) override;
  void paintEvent(QPaintEvent* event) override;
  void contextMenuEvent(QContextMenuEvent* event) override;
  void changeEvent(QEvent* event) override;
  void currentChanged(const QModelIndex& current, const QModelIndex& previous) override;

 private:
  class Proxy;
  void restyle();
  void saveLayout() const;

  QSortFilterProxyModel* m_proxy = nullptr;
  QStringList m_words, m_columns;
  QString m_emptyText, m_layoutKey;
  int m_rowHeight = 30;
};

}  // namespace orderdeck::ui
