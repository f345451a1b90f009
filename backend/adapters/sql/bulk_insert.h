// One INSERT statement, kept prepared, and the rows that wait for it. Private to adapters/sql; lives no longer than its
// session.
//
// SQLite gets one row a statement, through its own API. PostgreSQL gets many rows a statement, since there a call is a
// round trip.
#pragma once

#include <map>
#include <optional>
#include <span>
#include <vector>

#include <QSqlQuery>
#include <QString>

#include "adapters/sql/sql_session.h"
#include "adapters/sql/sqlite_statement.h"

namespace orderdeck::adapters::sql {

class BulkInsert {
 public:
  /// `head`: "INSERT INTO t (a, b) VALUES"; `tail`: "ON CONFLICT ...".
  BulkInsert(SqlSession& session, QString head, std::size_t columns, QString tail);

  void add(SqlValue value) { m_values.push_back(value); }

  /// Writes the rows that were added and forgets them, done or not. How many of them changed the table.
  core::Result<std::size_t> write();
  /// The same with one statement a row: which of them changed the table.
  core::Result<std::vector<bool>> writeEach();

 private:
  core::Result<std::size_t> writeGrouped();
  core::Result<std::vector<bool>> writeOneByOne();
  core::Result<std::size_t> writeRows(std::span<const SqlValue> values);
  core::Result<std::size_t> writeRow(std::span<const SqlValue> values);
  core::Result<QSqlQuery*> statement(std::size_t rows);
  QString text(std::size_t rows) const;

  SqlSession& m_session;
  const QString m_head;
  const std::size_t m_columns;
  const QString m_tail;
  const std::vector<std::size_t> m_sizes;  // rows a statement, falling, the last is 1
  std::vector<SqlValue> m_values;
  std::map<std::size_t, QSqlQuery> m_statements;  // PostgreSQL's, by rows
  std::optional<SqliteStatement> m_row;           // SQLite's
};

}  // namespace orderdeck::adapters::sql
