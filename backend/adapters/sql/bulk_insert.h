// One INSERT statement, kept prepared, and the rows that wait for it. Private to adapters/sql; lives no longer than its session.
//
// Most of what a row costs is QtSql's bindValue, not SQLite: twice as much by number as by name, since it makes a name of the number. So
// the statement of one row binds by name, and a column that still has its last row's value is not bound again. PostgreSQL gets many rows a
// statement, since there a call is a round trip; for SQLite that gains nothing.
#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include <QSqlQuery>
#include <QString>

#include "adapters/sql/sql_session.h"

namespace orderdeck::adapters::sql {

/// A column's value. Text is not copied: it must live until the rows are written.
using SqlValue = std::variant<std::int64_t, std::string_view>;

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
  core::Result<std::size_t> writeRows(std::span<const SqlValue> values);
  core::Result<QSqlQuery*> statement(std::size_t rows);
  void bindOne(QSqlQuery& query, std::span<const SqlValue> values);

  SqlSession& m_session;
  const QString m_head;
  const std::size_t m_columns;
  const QString m_tail;
  const std::vector<std::size_t> m_sizes;  // rows a statement, falling, the last is 1
  std::vector<QString> m_names;            // placeholders of the statement of one row
  std::vector<SqlValue> m_values;
  std::map<std::size_t, QSqlQuery> m_statements;  // by rows
  std::vector<std::variant<std::monostate, std::int64_t, std::string>> m_bound;  // what the statement of one row has bound
};

}  // namespace orderdeck::adapters::sql
