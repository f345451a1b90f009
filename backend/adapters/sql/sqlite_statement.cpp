#include "adapters/sql/sqlite_statement.h"

#include <sqlite3.h>

#include <QSqlError>

namespace orderdeck::adapters::sql {

using core::Result;

namespace {

core::Error lastError(SqlSession& session, const char* doing) {
  sqlite3* db = session.sqliteHandle();
  const QSqlError error(QString(), QString::fromUtf8(sqlite3_errmsg(db)), QSqlError::StatementError,
                        QString::number(sqlite3_extended_errcode(db)));
  return session.errorOf(error, QString::fromUtf8(doing));
}

}  // namespace

void SqliteStatement::Finalize::operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }

Result<SqliteStatement> SqliteStatement::prepare(SqlSession& session, const std::string& sql) {
  sqlite3_stmt* statement = nullptr;
  if (sqlite3_prepare_v3(session.sqliteHandle(), sql.data(), static_cast<int>(sql.size()), SQLITE_PREPARE_PERSISTENT,
                         &statement, nullptr) != SQLITE_OK)
    return std::unexpected(lastError(session, sql.c_str()));
  return SqliteStatement(session, statement);
}

std::string_view SqliteRow::text(int column) const {
  const auto* text = reinterpret_cast<const char*>(sqlite3_column_text(m_statement, column));
  return text ? std::string_view(text, static_cast<std::size_t>(sqlite3_column_bytes(m_statement, column)))
              : std::string_view();
}

std::int64_t SqliteRow::integer(int column) const { return sqlite3_column_int64(m_statement, column); }

void SqliteStatement::bind(std::span<const SqlValue> values) {
  for (std::size_t i = 0; i < values.size(); ++i) {
    const int column = static_cast<int>(i) + 1;
    if (const auto* text = std::get_if<std::string_view>(&values[i])) {
      // An empty view may have no data, which would be bound as NULL.
      sqlite3_bind_text(m_statement.get(), column, text->empty() ? "" : text->data(), static_cast<int>(text->size()),
                        SQLITE_STATIC);
    } else {
      sqlite3_bind_int64(m_statement.get(), column, std::get<std::int64_t>(values[i]));
    }
  }
}

core::Error SqliteStatement::failed() {
  auto error = lastError(*m_session, sqlite3_sql(m_statement.get()));
  sqlite3_reset(m_statement.get());
  return error;
}

Result<std::size_t> SqliteStatement::run(std::span<const SqlValue> values) {
  bind(values);
  int code = sqlite3_step(m_statement.get());
  while (code == SQLITE_ROW) code = sqlite3_step(m_statement.get());
  if (code != SQLITE_DONE) return std::unexpected(failed());
  sqlite3_reset(m_statement.get());
  return static_cast<std::size_t>(sqlite3_changes(m_session->sqliteHandle()));
}

Result<void> SqliteStatement::readRow(std::span<const SqlValue> values,
                                      const std::function<void(const SqliteRow&)>& read) {
  bind(values);
  const int code = sqlite3_step(m_statement.get());
  if (code != SQLITE_ROW && code != SQLITE_DONE) return std::unexpected(failed());
  if (code == SQLITE_ROW) read(SqliteRow(m_statement.get()));
  sqlite3_reset(m_statement.get());
  return {};
}

}  // namespace orderdeck::adapters::sql
