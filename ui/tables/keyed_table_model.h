// A table of rows that have a key. setRows() takes the whole new list and turns it into the fewest changes: rows that
// came, rows that went, rows whose values changed; a new order of the same rows is a layout change. Never resets, so
// selection, scroll and sorting stay. GUI thread. Row needs operator==.
#pragma once

#include <QAbstractTableModel>
#include <QHash>
#include <QSet>
#include <functional>
#include <iterator>
#include <utility>
#include <vector>

#include "ui/tables/cell.h"

namespace orderdeck::ui {

template <typename Row>
class KeyedTableModel : public QAbstractTableModel {
 public:
  using KeyOf = std::function<QString(const Row&)>;

  KeyedTableModel(KeyOf keyOf, std::vector<Column<Row>> columns, QObject* parent = nullptr)
      : QAbstractTableModel(parent), m_keyOf(std::move(keyOf)), m_columns(std::move(columns)) {}

  int rowCount(const QModelIndex& parent = {}) const override {
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
  }
  int columnCount(const QModelIndex& parent = {}) const override {
    return parent.isValid() ? 0 : static_cast<int>(m_columns.size());
  }

  QVariant data(const QModelIndex& index, int role) const override {
    if (!checkIndex(index, CheckIndexOption::IndexIsValid)) return {};
    if (role == KeyRole) return m_keyOf(m_rows[static_cast<std::size_t>(index.row())]);
    return m_columns[static_cast<std::size_t>(index.column())].data(m_rows[static_cast<std::size_t>(index.row())],
                                                                    role);
  }

  QVariant headerData(int section, Qt::Orientation orientation, int role) const override {
    if (orientation != Qt::Horizontal || section < 0 || section >= columnCount()) return {};
    return m_columns[static_cast<std::size_t>(section)].header(role);
  }

  const Row& row(int at) const { return m_rows[static_cast<std::size_t>(at)]; }
  const std::vector<Row>& rows() const { return m_rows; }

  /// Keys must not repeat: of two equal ones the first counts.
  void setRows(std::vector<Row> next) {
    const QHash<QString, int> at = placesOf(next);
    removeAbsent(at);
    insertNew(next, at);
    reorder(next, at);
    update(std::move(next));
  }

  /// Adds rows behind the last one, at a cost that does not grow with the rows there are. The caller answers for their
  /// keys being new.
  void appendRows(std::vector<Row> more) {
    if (more.empty()) return;
    beginInsertRows({}, rowCount(), rowCount() + static_cast<int>(more.size()) - 1);
    std::move(more.begin(), more.end(), std::back_inserter(m_rows));
    endInsertRows();
  }

  /// Titles and words in cells were translated anew.
  void retranslate() {
    if (columnCount() > 0) emit headerDataChanged(Qt::Horizontal, 0, columnCount() - 1);
    if (!m_rows.empty()) changed(0, rowCount() - 1);
  }

 private:
  QHash<QString, int> placesOf(std::vector<Row>& rows) const {
    QHash<QString, int> at;
    at.reserve(static_cast<qsizetype>(rows.size()));
    std::vector<Row> unique;
    unique.reserve(rows.size());
    for (auto& row : rows) {
      const QString key = m_keyOf(row);
      if (at.contains(key)) continue;
      at.insert(key, static_cast<int>(unique.size()));
      unique.push_back(std::move(row));
    }
    rows = std::move(unique);
    return at;
  }

  void removeAbsent(const QHash<QString, int>& at) {
    for (int last = rowCount() - 1; last >= 0; --last) {
      if (at.contains(m_keyOf(row(last)))) continue;
      int first = last;
      while (first > 0 && !at.contains(m_keyOf(row(first - 1)))) --first;
      beginRemoveRows({}, first, last);
      m_rows.erase(m_rows.begin() + first, m_rows.begin() + last + 1);
      endRemoveRows();
      last = first;
    }
  }

  // New rows go where they stand in `next`, counted among the rows that are there; runs are inserted at once.
  void insertNew(const std::vector<Row>& next, const QHash<QString, int>& at) {
    if (at.size() == static_cast<qsizetype>(m_rows.size())) return;
    QSet<QString> present;
    present.reserve(static_cast<qsizetype>(m_rows.size()));
    for (const auto& row : m_rows) present.insert(m_keyOf(row));
    const auto isNew = [&](std::size_t i) { return !present.contains(m_keyOf(next[i])); };
    for (std::size_t first = 0; first < next.size(); ++first) {
      if (!isNew(first)) continue;
      std::size_t end = first + 1;
      while (end < next.size() && isNew(end)) ++end;
      const auto count = static_cast<std::ptrdiff_t>(end - first);
      beginInsertRows({}, static_cast<int>(first), static_cast<int>(end) - 1);
      m_rows.insert(m_rows.begin() + static_cast<std::ptrdiff_t>(first),
                    next.begin() + static_cast<std::ptrdiff_t>(first),
                    next.begin() + static_cast<std::ptrdiff_t>(first) + count);
      endInsertRows();
      first = end - 1;
    }
  }

  void reorder(const std::vector<Row>& next, const QHash<QString, int>& at) {
    bool same = true;
    for (std::size_t i = 0; same && i < next.size(); ++i) same = m_keyOf(m_rows[i]) == m_keyOf(next[i]);
    if (same) return;
    emit layoutAboutToBeChanged();
    const auto before = persistentIndexList();
    QModelIndexList after;
    after.reserve(before.size());
    for (const auto& old : before) after.append(createIndex(at.value(m_keyOf(row(old.row()))), old.column()));
    std::vector<Row> sorted(m_rows.size());
    for (auto& row : m_rows) {
      const auto place = static_cast<std::size_t>(at.value(m_keyOf(row)));
      sorted[place] = std::move(row);
    }
    m_rows = std::move(sorted);
    changePersistentIndexList(before, after);
    emit layoutChanged();
  }

  void update(std::vector<Row> next) {
    int first = -1;
    for (std::size_t i = 0; i <= next.size(); ++i) {
      const bool differs = i < next.size() && !(m_rows[i] == next[i]);
      if (differs) {
        m_rows[i] = std::move(next[i]);
        if (first < 0) first = static_cast<int>(i);
      } else if (first >= 0) {
        changed(first, static_cast<int>(i) - 1);
        first = -1;
      }
    }
  }

  void changed(int first, int last) { emit dataChanged(createIndex(first, 0), createIndex(last, columnCount() - 1)); }

  KeyOf m_keyOf;
  std::vector<Column<Row>> m_columns;
  std::vector<Row> m_rows;
};

}  // namespace orderdeck::ui
