// Real databases for the ledger's contract tests: SQLite files, and a PostgreSQL server of its own on a unix socket in
// a temporary folder, started by the first test that wants it and stopped with the object. One thread.
#pragma once

#include <pwd.h>
#include <sys/prctl.h>
#include <unistd.h>

#include <csignal>
#include <memory>
#include <stdexcept>

#include <QElapsedTimer>
#include <QFile>
#include <QProcess>
#include <QSqlDatabase>
#include <QSqlError>
#include <QSqlQuery>
#include <QSqlRecord>
#include <QTemporaryDir>
#include <QTest>
#include <QThread>

#include "adapters/sql/ledger_config.h"

namespace orderdeck::tests {

class PostgresServer {
 public:
  static inline const QString kPrograms = QStringLiteral("/usr/lib/postgresql/15/bin/");

  static bool isInstalled() { return QFile::exists(kPrograms + "initdb") && QFile::exists(kPrograms + "postgres"); }

  PostgresServer() {
    // The server refuses to run as root.
    if (const passwd* user = ::geteuid() == 0 ? ::getpwnam("postgres") : nullptr) {
      m_user = user->pw_uid;
      m_group = user->pw_gid;
      if (::chown(QFile::encodeName(m_folder.path()).constData(), m_user, m_group) != 0)
        throw std::runtime_error("chown failed");
    }
    QProcess init;
    asServerUser(init);
    init.start(kPrograms + "initdb",
               {"-D", data(), "-U", "orderdeck", "-A", "trust", "-N", "--locale=C.UTF-8", "-E", "UTF8"});
    if (!init.waitForFinished(60'000) || init.exitCode() != 0)
      throw std::runtime_error("initdb: " + init.readAllStandardError().toStdString());
    asServerUser(m_server);
    m_server.setStandardErrorFile(m_folder.filePath("log"));
    m_server.start(kPrograms + "postgres",
                   {"-D", data(), "-k", m_folder.path(), "-c", "listen_addresses=", "-c", "shared_buffers=64MB"});
    QElapsedTimer waited;
    waited.start();
    while (!execute("postgres", "SELECT 1")) {
      if (waited.elapsed() > 30'000 || m_server.state() == QProcess::NotRunning)
        throw std::runtime_error("postgres does not start");
      QThread::msleep(20);
    }
  }

  ~PostgresServer() {
    m_server.terminate();
    if (m_server.waitForFinished(5'000)) return;
    m_server.kill();
    m_server.waitForFinished();
  }

  QString dsn(const QString& database) const {
    return QString("host=%1 dbname=%2 user=orderdeck").arg(m_folder.path(), database);
  }

  bool execute(const QString& database, const QString& sql) const {
    bool done = false;
    {
      QSqlDatabase db = QSqlDatabase::addDatabase("QPSQL", "server");
      db.setConnectOptions(dsn(database));
      done = db.open() && QSqlQuery(db).exec(sql);
    }
    QSqlDatabase::removeDatabase("server");
    return done;
  }

 private:
  QString data() const { return m_folder.filePath("data"); }
  void asServerUser(QProcess& process) {
    process.setWorkingDirectory(m_folder.path());
    process.setChildProcessModifier([user = m_user, group = m_group] {
      if (user != 0 && (::setgid(group) != 0 || ::setuid(user) != 0)) ::_exit(1);
      ::prctl(PR_SET_PDEATHSIG, SIGINT);  // a fast shutdown, should the test crash
    });
  }

  QTemporaryDir m_folder{"/tmp/orderdeck-pg-XXXXXX"};
  uid_t m_user = 0;
  gid_t m_group = 0;
  QProcess m_server;
};

/// Makes empty databases, and a plain connection into them beside the ledger's.
class Databases {
 public:
  /// The data of a test that runs on each database that is there.
  static void drivers() {
    QTest::addColumn<QString>("driver");
    QTest::newRow("sqlite") << "sqlite";
    if (PostgresServer::isInstalled()) QTest::newRow("postgresql") << "postgresql";
  }

  adapters::sql::LedgerConfig fresh(const QString& driver) {
    const QString name = QString("ledger%1").arg(++m_count);
    if (driver == "sqlite") return {.driver = "sqlite", .dsn = m_folder.filePath(name + ".sqlite").toStdString()};
    if (!m_postgres) m_postgres = std::make_unique<PostgresServer>();
    if (!m_postgres->execute("postgres", "CREATE DATABASE " + name)) throw std::runtime_error("CREATE DATABASE failed");
    return {.driver = "postgresql", .dsn = m_postgres->dsn(name).toStdString()};
  }

 private:
  QTemporaryDir m_folder;
  std::unique_ptr<PostgresServer> m_postgres;
  int m_count = 0;
};

class RawDatabase {
 public:
  explicit RawDatabase(const adapters::sql::LedgerConfig& config) : m_name(QString("raw%1").arg(++s_count)) {
    m_db = QSqlDatabase::addDatabase(config.driver == "sqlite" ? "QSQLITE" : "QPSQL", m_name);
    if (config.driver == "sqlite") {
      m_db.setDatabaseName(QString::fromStdString(config.dsn));
    } else {
      m_db.setConnectOptions(QString::fromStdString(config.dsn));
    }
    if (!m_db.open()) throw std::runtime_error(m_db.lastError().text().toStdString());
  }
  ~RawDatabase() {
    m_db.close();
    m_db = QSqlDatabase();
    QSqlDatabase::removeDatabase(m_name);
  }

  void execute(const QString& sql) {
    QSqlQuery query(m_db);
    if (!query.exec(sql)) throw std::runtime_error((sql + ": " + query.lastError().text()).toStdString());
  }

  /// One line a row, columns separated by "|".
  QStringList rows(const QString& sql) {
    QSqlQuery query(m_db);
    if (!query.exec(sql)) throw std::runtime_error((sql + ": " + query.lastError().text()).toStdString());
    QStringList lines;
    while (query.next()) {
      QStringList line;
      for (int i = 0; i < query.record().count(); ++i) line << query.value(i).toString();
      lines << line.join('|');
    }
    return lines;
  }

  qint64 count(const QString& table) { return rows("SELECT COUNT(*) FROM " + table).value(0).toLongLong(); }

 private:
  static inline int s_count = 0;
  const QString m_name;
  QSqlDatabase m_db;
};

}  // namespace orderdeck::tests
