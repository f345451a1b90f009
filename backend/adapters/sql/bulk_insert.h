// One INSERT statement kept prepared in a few sizes, so that many rows need few calls. Private to adapters/sql; lives no longer than its
// session. Rows are added value by value, then flushed.
#pragma once

#include <functional>
#include <map>
#include <vector>

#include <QSqlQuery>
#include <QString>

#include "adapters/sql/sql_session.h"

namespace orderdeck::adapters::sql {

class BulkInsert {
 public:
  using OnRow = std::function<void(const QSqlQuery&)>;

  /// `head`: "INSERT INTO t (a, b) VALUES"; `tail`: "ON CONFLICT ...". `sizes`: rows a statement, falling, the last is 1.
  BulkInsert(SqlSession& session, QString head, int columns, QString tail, std::vector<int> sizes);

  void add(QVariant value) { m_values.push_back(std::move(value)); }

  /// Writes the rows that were added and forgets them, done or not. `onRow` gets each row that RETURNING gives.
  core::Result<void> flush(const OnRow& onRow = {});

 private:
  core::Result<QSqlQuery*> statement(int rows);

  SqlSession& m_session;
  const QString m_head;
  const int m_columns;
  const QString m_tail;
  const std::vector<int> m_sizes;
  std::vector<QVariant> m_values;
  std::map<int, QSqlQuery> m_statements;  // by rows
};

}  // namespace orderdeck::adapters::sql
