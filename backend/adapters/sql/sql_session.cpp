#include "adapters/sql/sql_session.h"

#include <atomic>

#include <QSqlDriver>
#include <QSqlError>
#include <QStringList>
#include <fmt/format.h>
#include <sqlite3.h>

#include "adapters/sql/postgres_dsn.h"
#include "adapters/sql/schema_upgrade.h"
#include "sql_embedded.h"

namespace orderdeck::adapters::sql {

using core::Error;
using core::ErrorCode;
using core::fail;
using core::Result;

namespace {

constexpr int kSchemaVersion = 1;

QString nextConnectionName() {
  static std::atomic<int> count{0};
  return QStringLiteral("orderdeck-ledger-%1").arg(count.fetch_add(1));
}

Error sqliteError(const QString& native, std::string what) {
  switch (native.toInt() & 0xff) {  // the primary result code, https://www.sqlite.org/rescode.html
    case 5:    // BUSY
    case 6:    // LOCKED
    case 8:    // READONLY
    case 10:   // IOERR
    case 13:   // FULL
    case 14:   // CANTOPEN
    case 7:    // NOMEM
      return {ErrorCode::Unavailable, std::move(what), true};
    case 11:   // CORRUPT
    case 26:   // NOTADB
    case 19:   // CONSTRAINT
    case 18:   // TOOBIG
    case 20:   // MISMATCH
      return {ErrorCode::Corrupt, std::move(what), false};
    default: return {ErrorCode::Internal, std::move(what), false};
  }
}

Error postgresError(const QString& state, std::string what) {
  // SQLSTATE classes, https://www.postgresql.org/docs/15/errcodes-appendix.html: connection, transaction rollback, resources, operator
  // intervention, system; then lock not available and read-only transaction.
  static constexpr std::string_view kPassing[] = {"08", "40", "53", "57", "58", "55P03", "25006"};
  const std::string code = state.toStdString();
  for (const std::string_view passing : kPassing)
    if (code.starts_with(passing)) return {ErrorCode::Unavailable, std::move(what), true};
  // Integrity, and data that the server refuses: a text with a NUL in it, a number out of range.
  if (code.starts_with("23") || code.starts_with("22")) return {ErrorCode::Corrupt, std::move(what), false};
  return {ErrorCode::Internal, std::move(what), false};
}

}  // namespace

SqlSession::SqlSession(const LedgerConfig& config, QString name)
    : m_name(std::move(name)),
      m_isSqlite(config.driver == "sqlite"),
      m_db(QSqlDatabase::addDatabase(m_isSqlite ? QStringLiteral("QSQLITE") : QStringLiteral("QPSQL"), m_name)) {}

SqlSession::~SqlSession() {
  m_db.close();
  m_db = QSqlDatabase();
  QSqlDatabase::removeDatabase(m_name);
}

Result<std::unique_ptr<SqlSession>> SqlSession::open(const LedgerConfig& config) {
  std::unique_ptr<SqlSession> session(new SqlSession(config, nextConnectionName()));
  if (auto done = session->connect(config); !done) return std::unexpected(done.error());
  if (auto done = session->m_isSqlite ? session->prepareSqlite(config) : session->preparePostgres(config); !done)
    return std::unexpected(done.error());
  if (auto done = session->ensureSchema(config); !done) return std::unexpected(done.error());
  return session;
}

Result<void> SqlSession::connect(const LedgerConfig& config) {
  if (!m_db.isValid()) return fail(ErrorCode::Unavailable, fmt::format("Qt's SQL driver for {} is not installed", config.driver));
  if (m_isSqlite) {
    // Counting every allocation under a global lock costs more than some of the allocations. Refused, harmlessly, once SQLite is in use.
    static const int uncounted = sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
    static_cast<void>(uncounted);
    m_db.setDatabaseName(toQt(config.dsn));
    QString options = QStringLiteral("QSQLITE_BUSY_TIMEOUT=%1").arg(config.lockWait.count());
    if (config.readOnly) options += QStringLiteral(";QSQLITE_OPEN_READONLY");
    m_db.setConnectOptions(options);
  } else {
    auto parameters = parsePostgresDsn(config.dsn);
    if (!parameters) return fail(ErrorCode::Unavailable, parameters.error().what, true);
    const auto take = [&parameters = *parameters](const char* name) {
      const auto found = parameters.extract(name);
      return found.empty() ? QString() : toQt(found.mapped());
    };
    // One by one: Qt makes a space of a ';' in the options, and it may be one of the password.
    m_db.setHostName(take("host"));
    m_db.setDatabaseName(take("dbname"));
    m_db.setUserName(take("user"));
    m_db.setPassword(take("password"));
    parameters->insert({{"connect_timeout", "5"}, {"application_name", "orderdeck"}});
    m_db.setConnectOptions(toQt(encodePostgresDsn(*parameters)));
  }
  if (!m_db.open()) return fail(ErrorCode::Unavailable, "the ledger cannot be opened: " + m_db.lastError().text().toStdString(), true);
  const QVariant handle = m_db.driver()->handle();
  if (handle.isValid() && qstrcmp(handle.typeName(), "sqlite3*") == 0) m_sqlite = *static_cast<sqlite3* const*>(handle.constData());
  return {};
}

Result<void> SqlSession::prepareSqlite(const LedgerConfig& config) {
  // A commit is durable when append() returns: FULL syncs the log at every commit. A checkpoint every 64 MiB writes a page
  // back once that was changed many times. secure_delete, which Debian turns on, would zero what updates free.
  QStringList pragmas = {QStringLiteral("PRAGMA mmap_size = 0"), QStringLiteral("PRAGMA temp_store = FILE")};
  if (config.readOnly) {
    pragmas << QStringLiteral("PRAGMA cache_size = -4000");
  } else {
    pragmas << QStringLiteral("PRAGMA page_size = 8192")  // of a new file; events are long: a fifth less work than with 4,096
            << QStringLiteral("PRAGMA journal_mode = WAL") << QStringLiteral("PRAGMA synchronous = FULL") << QStringLiteral("PRAGMA cache_size = -24000")
            // 8 MB: what a checkpoint of 64 MB puts on the disk at once holds up Redis' sync, and so every order, for 30 ms.
            << QStringLiteral("PRAGMA wal_autocheckpoint = 1000") << QStringLiteral("PRAGMA journal_size_limit = 67108864")
            << QStringLiteral("PRAGMA secure_delete = OFF");
  }
  for (const QString& pragma : pragmas)
    if (auto done = run(pragma); !done) return std::unexpected(done.error());
  if (config.maxBytes == 0) return {};
  auto pageSize = run(QStringLiteral("PRAGMA page_size"));
  if (!pageSize || !pageSize->next()) return fail(ErrorCode::Unavailable, "the ledger's page size cannot be read", true);
  const qint64 pages = config.maxBytes / pageSize->value(0).toLongLong();
  pageSize->finish();
  auto limited = run(QStringLiteral("PRAGMA max_page_count = %1").arg(pages));
  return limited ? Result<void>{} : std::unexpected(limited.error());
}

Result<void> SqlSession::preparePostgres(const LedgerConfig& config) {
  QStringList settings = {QStringLiteral("SET lock_timeout = %1").arg(config.lockWait.count()), QStringLiteral("SET client_min_messages = warning")};
  if (config.readOnly) settings << QStringLiteral("SET default_transaction_read_only = on");
  for (const QString& setting : settings)
    if (auto done = run(setting); !done) return std::unexpected(done.error());
  return {};
}

Result<int> SqlSession::schemaVersion() {
  auto query = run(QStringLiteral("SELECT version FROM ledger_schema"));
  if (!query) return std::unexpected(query.error());
  int version = 0;
  while (query->next()) version = query->value(0).toInt();
  return version;
}

Result<void> SqlSession::ensureSchema(const LedgerConfig& config) {
  if (config.readOnly) {
    const auto version = schemaVersion();
    // Whatever it was, most likely the writer has not made the tables yet.
    if (!version) return fail(ErrorCode::Unavailable, "the ledger has no tables yet: " + version.error().what, true);
    if (*version != kSchemaVersion) return fail(ErrorCode::Corrupt, fmt::format("the ledger's schema is version {}, not {}", *version, kSchemaVersion));
    return {};
  }
  if (auto done = begin(); !done) return done;
  const auto create = [this]() -> Result<void> {
    // Two writers that start together must not create at the same time; the key is arbitrary.
    if (!m_isSqlite)
      if (auto locked = run(QStringLiteral("SELECT pg_advisory_xact_lock(7231946)")); !locked) return std::unexpected(locked.error());
    const QString script = toQt(m_isSqlite ? kSqliteSchemaSql : kPostgresqlSchemaSql);
    for (const QString& statement : script.split(QStringLiteral(";\n"), Qt::SkipEmptyParts)) {
      if (statement.trimmed().isEmpty()) continue;
      if (auto done = run(statement); !done) return std::unexpected(done.error());
    }
    const auto version = schemaVersion();
    if (!version) return std::unexpected(version.error());
    if (*version == kSchemaVersion) return upgradeSchema(*this);
    if (*version != 0) return fail(ErrorCode::Corrupt, fmt::format("the ledger's schema is version {}, not {}", *version, kSchemaVersion));
    auto noted = run(QStringLiteral("INSERT INTO ledger_schema (version) VALUES (%1)").arg(kSchemaVersion));
    return noted ? Result<void>{} : std::unexpected(noted.error());
  };
  if (auto done = create(); !done) {
    rollback();
    return done;
  }
  return commit();
}

Result<QSqlQuery> SqlSession::prepare(const QString& sql) {
  QSqlQuery query(m_db);
  query.setForwardOnly(true);
  if (!query.prepare(sql)) return std::unexpected(errorOf(query.lastError(), sql));
  return query;
}

Result<QSqlQuery> SqlSession::run(const QString& sql, const QVariantList& values) {
  QSqlQuery query(m_db);
  query.setForwardOnly(true);
  if (values.isEmpty()) {
    if (!query.exec(sql)) return std::unexpected(errorOf(query.lastError(), sql));
    return query;
  }
  if (!query.prepare(sql)) return std::unexpected(errorOf(query.lastError(), sql));
  for (const QVariant& value : values) query.addBindValue(value);
  if (auto done = execute(query, sql); !done) return std::unexpected(done.error());
  return query;
}

Result<void> SqlSession::execute(QSqlQuery& query, const QString& doing) {
  if (!query.exec()) return std::unexpected(errorOf(query.lastError(), doing));
  return {};
}

Result<void> SqlSession::begin() {
  auto begun = run(m_isSqlite ? QStringLiteral("BEGIN IMMEDIATE") : QStringLiteral("BEGIN"));
  return begun ? Result<void>{} : std::unexpected(begun.error());
}

Result<void> SqlSession::commit() {
  auto committed = run(QStringLiteral("COMMIT"));
  if (committed) return {};
  rollback();
  return std::unexpected(committed.error());
}

void SqlSession::rollback() {
  // SQLite rolls back by itself when the disk is full or failed; then there is nothing to roll back, and no harm.
  QSqlQuery(m_db).exec(QStringLiteral("ROLLBACK"));
}

Error SqlSession::errorOf(const QSqlError& error, const QString& doing) {
  std::string what = fmt::format("ledger: {} (in: {})", error.text().simplified().toStdString(), doing.simplified().left(60).toStdString());
  const QString native = error.nativeErrorCode();
  if (m_isSqlite) return sqliteError(native, std::move(what));
  if (native.isEmpty() || native.startsWith(QStringLiteral("08")) || native.startsWith(QStringLiteral("57P")) || !m_db.isOpen()) {
    m_isLost = true;
    return {ErrorCode::Unavailable, std::move(what), true};
  }
  return postgresError(native, std::move(what));
}

}  // namespace orderdeck::adapters::sql
