#include "adapters/sql/sql_session.h"

#include <atomic>
#include <filesystem>
#include <system_error>

#include <fmt/format.h>
#include <sqlite3.h>
#include <QSqlDriver>
#include <QSqlError>
#include <QStringList>

#include "adapters/sql/schema_upgrade.h"
#include "adapters/sql/sql_errors.h"
#include "ports/ledger/postgres_dsn.h"
#include "sql_embedded.h"

namespace orderdeck::adapters::sql {

using core::Error;
using core::ErrorCode;
using core::fail;
using core::Result;

namespace {

constexpr int kSchemaVersion = 1;

/// No message's fault: it waits until the right program runs on it.
Error otherSchema(int version) {
  return {ErrorCode::Unavailable,
          fmt::format("the ledger's schema is version {}, and this program's is {}: run the program that it belongs to",
                      version, kSchemaVersion),
          true};
}

QString nextConnectionName() {
  static std::atomic<int> count{0};
  return QStringLiteral("orderdeck-ledger-%1").arg(count.fetch_add(1));
}

}  // namespace

SqlSession::SqlSession(const LedgerConfig& config, QString name)
    : m_name(std::move(name)),
      m_isSqlite(config.driver == "sqlite"),
      m_path(m_isSqlite ? config.dsn : std::string()),
      m_db(QSqlDatabase::addDatabase(m_isSqlite ? QStringLiteral("QSQLITE") : QStringLiteral("QPSQL"), m_name)) {}

SqlSession::~SqlSession() {
  if (m_sqlite && isLost()) {
    // Closing would write the log back, and delete it by its name: into a damaged file, or that of the one which took
    // this one's place.
    sqlite3_db_config(m_sqlite, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, nullptr);
    if (m_file && m_file->onlyTheLogIsGone())
      sqlite3_wal_checkpoint_v2(m_sqlite, nullptr, SQLITE_CHECKPOINT_PASSIVE, nullptr, nullptr);
  }
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
  if (session->m_isSqlite) session->m_file.emplace(config.dsn);
  return session;
}

Result<void> SqlSession::connect(const LedgerConfig& config) {
  if (!m_db.isValid())
    return fail(ErrorCode::Unavailable, fmt::format("Qt's SQL driver for {} is not installed", config.driver));
  if (m_isSqlite) {
    // Counting every allocation under a global lock costs more than some of the allocations. Refused, harmlessly, once
    // SQLite is in use.
    static const int uncounted = sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
    static_cast<void>(uncounted);
    std::error_code ignored;
    if ((config.readOnly || !config.create) && !std::filesystem::exists(config.dsn, ignored)) {
      return fail(ErrorCode::Unavailable,
                  fmt::format("the ledger {} is not there. Put it back with its -wal: work then goes on by itself. A "
                              "new, empty one begins when the "
                              "system is started without it",
                              config.dsn),
                  true);
    }
    m_db.setDatabaseName(toQt(config.dsn));
    QString options = QStringLiteral("QSQLITE_BUSY_TIMEOUT=%1").arg(config.lockWait.count());
    if (config.readOnly) options += QStringLiteral(";QSQLITE_OPEN_READONLY");
    m_db.setConnectOptions(options);
  } else {
    auto parameters = ports::parsePostgresDsn(config.dsn);
    if (!parameters) return fail(ErrorCode::Unavailable, "ledger.dsn " + parameters.error().what, true);
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
    m_db.setConnectOptions(toQt(ports::encodePostgresDsn(*parameters)));
  }
  if (!m_db.open()) {
    Error error = errorOf(m_db.lastError(), QStringLiteral("open"));
    error.code = ErrorCode::Unavailable;  // whatever it was
    error.retryable = true;
    return std::unexpected(std::move(error));
  }
  const QVariant handle = m_db.driver()->handle();
  if (handle.isValid() && qstrcmp(handle.typeName(), "sqlite3*") == 0)
    m_sqlite = *static_cast<sqlite3* const*>(handle.constData());
  return {};
}

Result<void> SqlSession::prepareSqlite(const LedgerConfig& config) {
  // A commit is durable when append() returns: FULL syncs the log at every commit. A checkpoint every 64 MiB writes a
  // page back once that was changed many times. secure_delete, which Debian turns on, would zero what updates free.
  QStringList pragmas = {QStringLiteral("PRAGMA mmap_size = 0"), QStringLiteral("PRAGMA temp_store = FILE")};
  if (config.readOnly) {
    pragmas << QStringLiteral("PRAGMA cache_size = -4000");
  } else {
    pragmas << QStringLiteral(
                   "PRAGMA page_size = 8192")  // of a new file; events are long: a fifth less work than with 4,096
            << QStringLiteral("PRAGMA journal_mode = WAL") << QStringLiteral("PRAGMA synchronous = FULL")
            << QStringLiteral("PRAGMA cache_size = -24000")
            // 8 MB: what a checkpoint of 64 MB puts on the disk at once holds up Redis' sync, and so every order, for
            // 30 ms.
            << QStringLiteral("PRAGMA wal_autocheckpoint = 1000")
            << QStringLiteral("PRAGMA journal_size_limit = 67108864") << QStringLiteral("PRAGMA secure_delete = OFF");
  }
  for (const QString& pragma : pragmas)
    if (auto done = run(pragma); !done) return std::unexpected(done.error());
  if (config.maxBytes == 0) return {};
  auto pageSize = run(QStringLiteral("PRAGMA page_size"));
  if (!pageSize || !pageSize->next())
    return fail(ErrorCode::Unavailable, "the ledger's page size cannot be read", true);
  const qint64 pages = config.maxBytes / pageSize->value(0).toLongLong();
  pageSize->finish();
  auto limited = run(QStringLiteral("PRAGMA max_page_count = %1").arg(pages));
  return limited ? Result<void>{} : std::unexpected(limited.error());
}

Result<void> SqlSession::preparePostgres(const LedgerConfig& config) {
  QStringList settings = {QStringLiteral("SET lock_timeout = %1").arg(config.lockWait.count()),
                          QStringLiteral("SET client_min_messages = warning")};
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
  if (config.readOnly || !config.create) {
    const auto version = schemaVersion();
    if (!version) return std::unexpected(version.error());
    return *version == kSchemaVersion ? Result<void>{} : std::unexpected(otherSchema(*version));
  }
  if (auto done = begin(); !done) return done;
  const auto create = [this]() -> Result<void> {
    // Two writers that start together must not create at the same time; the key is arbitrary.
    if (!m_isSqlite)
      if (auto locked = run(QStringLiteral("SELECT pg_advisory_xact_lock(7231946)")); !locked)
        return std::unexpected(locked.error());
    const QString script = toQt(m_isSqlite ? kSqliteSchemaSql : kPostgresqlSchemaSql);
    for (const QString& statement : script.split(QStringLiteral(";\n"), Qt::SkipEmptyParts)) {
      if (statement.trimmed().isEmpty()) continue;
      if (auto done = run(statement); !done) return std::unexpected(done.error());
    }
    const auto version = schemaVersion();
    if (!version) return std::unexpected(version.error());
    if (*version == kSchemaVersion) {
      if (auto upgraded = upgradeSchema(*this); !upgraded) return upgraded;
      return makeOrderIndexes(*this);
    }
    if (*version != 0) return std::unexpected(otherSchema(*version));
    auto noted = run(QStringLiteral("INSERT INTO ledger_schema (version) VALUES (%1)").arg(kSchemaVersion));
    return noted ? makeOrderIndexes(*this) : std::unexpected(noted.error());
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
  if (committed) return isLost() ? Result<void>(std::unexpected(lostError())) : Result<void>{};
  rollback();
  return std::unexpected(committed.error());
}

void SqlSession::rollback() {
  // SQLite rolls back by itself when the disk is full or failed; then there is nothing to roll back, and no harm.
  QSqlQuery(m_db).exec(QStringLiteral("ROLLBACK"));
}

Error SqlSession::lostError() const {
  return {ErrorCode::Unavailable,
          m_isSqlite ? fmt::format("the ledger {} was moved away or replaced while it was open", m_path)
                     : "the ledger's connection was lost",
          true};
}

Error SqlSession::errorOf(const QSqlError& error, const QString& doing) {
  const QString said = error.databaseText();  // the driver's own words add nothing
  const std::string text = (said.isEmpty() ? error.text() : said).simplified().toStdString();
  const std::string what = doing.simplified().left(60).toStdString();
  const QString native = m_isSqlite || m_db.isOpen() ? error.nativeErrorCode() : QString();
  SqlFailure failure = m_isSqlite ? sqliteFailure(native.toInt(), text, m_path, what)
                                  : postgresFailure(native.toStdString(), text, what);
  m_isLost |= failure.sessionIsOver;
  return std::move(failure.error);
}

}  // namespace orderdeck::adapters::sql
