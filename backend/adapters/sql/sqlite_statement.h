// A prepared statement of SQLite's own API, on a connection that QtSql opened. For the rows of append() only: through QtSql a row costs twice as
// much, in copies to UTF-16 and back. Private to adapters/sql; lives no longer than its session, on its session's thread.
#pragma once

#include <cstdint>
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

class SqliteStatement {
 public:
  static core::Result<SqliteStatement> prepare(SqlSession& session, const std::string& sql);

  /// Binds `values` to ?1, ?2, ... and runs to the end. How many rows changed.
  core::Result<std::size_t> run(std::span<const SqlValue> values);

 private:
  struct Finalize {
    void operator()(sqlite3_stmt* statement) const;
  };
  SqliteStatement(SqlSession& session, sqlite3_stmt* statement) : m_session(&session), m_statement(statement) {}

  SqlSession* m_session;
  std::unique_ptr<sqlite3_stmt, Finalize> m_statement;
};

}  // namespace orderdeck::adapters::sql
