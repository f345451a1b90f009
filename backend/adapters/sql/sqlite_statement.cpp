#include "adapters/sql/sqlite_statement.h"

#include <sqlite3.h>

#include <QSqlError>

namespace orderdeck::adapters::sql {

using core::Result;

namespace {

core::Error lastError(SqlSession& session, const char* doing) {
  sqlite3* db = session.sqliteHandle();
  const QSqlError error(QString(), QString::fromUtf8(sqlite3_errmsg(db)), QSqlError::StatementError, QString::number(sqlite3_extended_errcode(db)));
  return session.errorOf(error, QString::fromUtf8(doing));
}

}  // namespace

void SqliteStatement::Finalize::operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }

Result<SqliteStatement> SqliteStatement::prepare(SqlSession& session, const std::string& sql) {
  sqlite3_stmt* statement = nullptr;
  if (sqlite3_prepare_v3(session.sqliteHandle(), sql.data(), static_cast<int>(sql.size()), SQLITE_PREPARE_PERSISTENT, &statement, nullptr) != SQLITE_OK)
    return std::unexpected(lastError(session, sql.c_str()));
  return SqliteStatement(session, statement);
}

Result<std::size_t> SqliteStatement::run(std::span<const SqlValue> values) {
  sqlite3_stmt* statement = m_statement.get();
  for (std::size_t i = 0; i < values.size(); ++i) {
    const int column = static_cast<int>(i) + 1;
    if (const auto* text = std::get_if<std::string_view>(&values[i])) {
      // An empty view may have no data, which would be bound as NULL.
      sqlite3_bind_text(statement, column, text->empty() ? "" : text->data(), static_cast<int>(text->size()), SQLITE_STATIC);
    } else {
      sqlite3_bind_int64(statement, column, std::get<std::int64_t>(values[i]));
    }
  }
  int code = sqlite3_step(statement);
  while (code == SQLITE_ROW) code = sqlite3_step(statement);
  if (code != SQLITE_DONE) {
    auto error = lastError(*m_session, sqlite3_sql(statement));
    sqlite3_reset(statement);
    return std::unexpected(std::move(error));
  }
  sqlite3_reset(statement);
  return static_cast<std::size_t>(sqlite3_changes(m_session->sqliteHandle()));
}

}  // namespace orderdeck::adapters::sql
