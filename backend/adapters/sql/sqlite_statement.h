// A prepared statement of SQLite's own API, on a connection that QtSql opened. For what append() does with every row:
// through QtSql a row written costs twice as much and a row read four times, in copies to UTF-16 and back. Private to
// adapters/sql; lives no longer than its session, on its session's thread.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <variant>

#include "adapters/sql/sql_session.h"

struct sqlite3_stmt;

namespace orderdeck::adapters::sql {

/// A column's value. Text is not copied: it must live until the rows are written.
using SqlValue = std::variant<std::int64_t, std::string_view>;

/// A row that a query found; no longer valid when the query goes on.
class SqliteRow {
 public:
  explicit SqliteRow(sqlite3_stmt* statement) : m_statement(statement) {}
  std::string_view text(int column) const;
  std::int64_t integer(int column) const;

 private:
  sqlite3_stmt* m_statement;
};

class SqliteStatement {
 public:
  static core::Result<SqliteStatement> prepare(SqlSession& session, const std::string& sql);

  /// Binds `values` to ?1, ?2, ... and runs to the end. How many rows changed.
  core::Result<std::size_t> run(std::span<const SqlValue> values);
  /// The same for a query of which one row is expected at most: `read` is called with it when there is one.
  core::Result<void> readRow(std::span<const SqlValue> values, const std::function<void(const SqliteRow&)>& read);

 private:
  struct Finalize {
    void operator()(sqlite3_stmt* statement) const;
  };
  SqliteStatement(SqlSession& session, sqlite3_stmt* statement) : m_session(&session), m_statement(statement) {}
  void bind(std::span<const SqlValue> values);
  core::Error failed();

  SqlSession* m_session;
  std::unique_ptr<sqlite3_stmt, Finalize> m_statement;
};

}  // namespace orderdeck::adapters::sql
