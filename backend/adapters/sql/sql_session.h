// One open connection to the ledger's database, ready for use: pragmas or settings made, schema there. Private to
// adapters/sql. Belongs to the thread that opened it, and must be destroyed there.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include <QSqlDatabase>
#include <QSqlQuery>
#include <QString>
#include <QVariantList>

#include "adapters/sql/ledger_config.h"
#include "adapters/sql/sqlite_file.h"
#include "core/clock.h"
#include "core/error.h"

struct sqlite3;

namespace orderdeck::adapters::sql {

class SqlSession {
 public:
  /// Connects; a writer creates the schema when it is absent and it may. Unavailable (retryable), which says why, for a
  /// database that cannot be used: it is not there, damaged, or its schema is another version's.
  static core::Result<std::unique_ptr<SqlSession>> open(const LedgerConfig& config);
  ~SqlSession();
  SqlSession(const SqlSession&) = delete;
  SqlSession& operator=(const SqlSession&) = delete;

  bool isSqlite() const { return m_isSqlite; }
  /// The connection as SQLite's own API knows it; null on PostgreSQL.
  sqlite3* sqliteHandle() const { return m_sqlite; }

  core::Result<QSqlQuery> prepare(const QString& sql);
  /// Prepares, binds and runs; rows are read forward only, to their end, before the next statement runs.
  core::Result<QSqlQuery> run(const QString& sql, const QVariantList& values = {});
  /// Runs a prepared statement again.
  core::Result<void> execute(QSqlQuery& query, const QString& doing);

  /// Takes the write lock at once (SQLite), so that a conflict shows here and not in the middle.
  core::Result<void> begin();
  core::Result<void> commit();
  void rollback();

  /// The connection is of no use any more: a new session must be opened. Asked before a call and after it: what was
  /// written to a file that was deleted or replaced meanwhile is written nowhere.
  bool isLost() const { return m_isLost || (m_file && !m_file->isInPlace()); }
  /// What to answer after a commit, when isLost().
  core::Error lostError() const;

  core::Error errorOf(const QSqlError& error, const QString& doing);

 private:
  SqlSession(const LedgerConfig& config, QString name);
  core::Result<void> connect(const LedgerConfig& config);
  core::Result<void> prepareSqlite(const LedgerConfig& config);
  core::Result<void> preparePostgres(const LedgerConfig& config);
  core::Result<void> ensureSchema(const LedgerConfig& config);
  core::Result<int> schemaVersion();

  const QString m_name;
  const bool m_isSqlite;
  const std::string m_path;  // SQLite's
  bool m_isLost = false;
  std::optional<SqliteFile> m_file;  // SQLite's, once it is open
  QSqlDatabase m_db;
  sqlite3* m_sqlite = nullptr;
};

/// Text for the database and from it. Never a null QString, which would be bound as NULL.
inline QString toQt(std::string_view text) {
  return text.empty() ? QStringLiteral("") : QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size()));
}
inline std::string textAt(const QSqlQuery& query, int column) { return query.value(column).toString().toStdString(); }
inline core::Timestamp timeAt(const QSqlQuery& query, int column) {  // of milliseconds since 1970
  return core::fromEpochMillis(query.value(column).toLongLong());
}

}  // namespace orderdeck::adapters::sql
