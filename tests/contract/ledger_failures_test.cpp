// A ledger whose file or tables are at fault says that it is, until it is whole: full, absent, damaged, deleted; or the
// right to it was taken away.
#include <QtTest>

#include <sys/mount.h>
#include <unistd.h>

#include "adapters/sql/sql_ledger.h"
#include "adapters/sql/sql_ledger_audit.h"
#include "tests/contract/ledger_databases.h"
#include "tests/harness/test_registry.h"
#include "tests/support/ledger_stories.h"

using namespace orderdeck;
using namespace orderdeck::tests;
using adapters::sql::LedgerConfig;
using adapters::sql::SqlLedger;
using core::ErrorCode;

class LedgerFailuresTest : public QObject {
  Q_OBJECT

 private:
  Databases m_databases;

  static QByteArray contentOf(const QString& name) {
    QFile file(name);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
  }
  /// In place: the file stays the same one.
  static void overwrite(const QString& name, const QByteArray& bytes) {
    QFile file(name);
    QVERIFY(file.open(QIODevice::ReadWrite | QIODevice::Unbuffered));
    QCOMPARE(file.write(bytes), bytes.size());
    QVERIFY(file.resize(bytes.size()));
  }
  /// Neither an append nor a check goes through, both say that the ledger is at fault, and why.
  static void isUnusable(SqlLedger& ledger, const std::string& why) {
    const auto appended = ledger.append(entriesOf(completedOrder("01JX")));
    const auto checked = ledger.check();
    QVERIFY(!appended);
    QVERIFY(!checked);
    for (const core::Error& error : {appended.error(), checked.error()}) {
      QVERIFY2(error.code == ErrorCode::Unavailable && error.retryable, error.what.c_str());
      QVERIFY2(error.what.find(why) != std::string::npos, error.what.c_str());
    }
  }

 private slots:
  void aFullFileIsUnavailable() {
    LedgerConfig config = m_databases.fresh("sqlite");
    config.maxBytes = 400 * 1024;
    std::size_t batches = 0;
    core::Result<std::vector<std::string>> last;
    const auto batch = [](std::size_t number) {
      std::vector<Event> events;
      for (int i = 0; i < 10; ++i)
        std::ranges::copy(completedOrder(QString("01J%1-%2").arg(number).arg(i).toStdString()),
                          std::back_inserter(events));
      return entriesOf(events);
    };
    {
      SqlLedger ledger(config);
      while ((last = ledger.append(batch(batches))) && batches < 1'000) ++batches;
      QVERIFY(!last);
      QCOMPARE(last.error().code, ErrorCode::Unavailable);
      QVERIFY(last.error().retryable);
      QVERIFY(batches > 0);
      const auto counts = adapters::sql::SqlLedgerAudit(config).countByState();
      QVERIFY(counts);
      QCOMPARE(counts->at("completed"), static_cast<std::int64_t>(batches * 10));
      QVERIFY(!ledger.append(batch(batches)));
    }
    RawDatabase db(config);
    QCOMPARE(db.count("order_events"), static_cast<qint64>(batches * 70));
    QCOMPARE(db.count("stock_movements"), static_cast<qint64>(batches * 40));
    config.maxBytes = 0;
    SqlLedger roomier(config);
    const auto done = roomier.append(batch(batches));
    QVERIFY(done);
    QCOMPARE(done->size(), 10u);
  }

  void anAbsentFolderIsUnavailable() {
    SqlLedger ledger({.driver = "sqlite", .dsn = "/nonexistent/ledger.sqlite"});
    const auto refused = ledger.append(entriesOf(completedOrder("01JA")));
    QVERIFY(!refused);
    QCOMPARE(refused.error().code, ErrorCode::Unavailable);
    QVERIFY(refused.error().retryable);
  }

  void aFileThatIsNoDatabaseIsUnavailable() {
    const LedgerConfig config = m_databases.fresh("sqlite");
    QFile file(QString::fromStdString(config.dsn));
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(QByteArray(8'192, 'x'));
    file.close();
    SqlLedger ledger(config);
    isUnusable(ledger, "damaged");
    QCOMPARE(QFileInfo(file).size(), 8'192);  // nobody touched it
    QVERIFY(file.remove());
    QCOMPARE(append(ledger, completedOrder("01JB")), Ids{"01JB"});
  }

  /// Whatever becomes of the file while it is open: no event is at fault, the reason names the file, and once it is
  /// whole everything goes on.
  void aDamagedFileIsUnavailableUntilItIsWhole_data() {
    QTest::addColumn<QString>("how");
    for (const char* how : {"header", "half", "empty", "garbage", "deleted", "replaced", "folder gone"})
      QTest::newRow(how) << how;
  }

  void aDamagedFileIsUnavailableUntilItIsWhole() {
    QFETCH(QString, how);
    QTemporaryDir folder;
    const QString home = folder.filePath("home");
    QVERIFY(QDir().mkpath(home));
    LedgerConfig config{.driver = "sqlite", .dsn = (home + "/ledger.sqlite").toStdString()};
    const QString file = QString::fromStdString(config.dsn);
    {
      SqlLedger ledger(config);
      for (int i = 0; i < 200; ++i)
        append(ledger, completedOrder(QString("01J%1").arg(i, 6, 10, QChar('0')).toStdString()));
    }  // closed: all of it is in the file
    config.create = false;
    const QByteArray whole = contentOf(file);
    SqlLedger writer(config), reader({.driver = "sqlite", .dsn = config.dsn, .readOnly = true, .create = false});
    QVERIFY(writer.check());
    QVERIFY(reader.find("01J"));
    const QString aside = folder.filePath("aside");
    if (how == "header") overwrite(file, QByteArray(16, 'x') + whole.mid(16));
    if (how == "half") QVERIFY(QFile::resize(file, whole.size() / 2));
    if (how == "empty") QVERIFY(QFile::resize(file, 0));
    if (how == "garbage") overwrite(file, QByteArray(whole.size(), 'x'));
    if (how == "deleted") QVERIFY(QFile::rename(file, aside));
    if (how == "replaced") {
      QVERIFY(QFile::rename(file, aside));
      overwrite(file, QByteArray(4'096, 'x'));
    }
    if (how == "folder gone") QVERIFY(QFile::rename(home, aside));
    isUnusable(writer, config.dsn);
    SqlLedger another(config);
    isUnusable(another, config.dsn);
    const auto reading = SqlLedger({.driver = "sqlite", .dsn = config.dsn, .readOnly = true}).find("01J");
    QVERIFY(!reading && reading.error().retryable);
    QVERIFY(how != "deleted" || !QFile::exists(file));  // nobody began another one

    if (how == "folder gone")
      QVERIFY(QFile::rename(aside, home));
    else if (how == "deleted" || how == "replaced")
      QVERIFY((!QFile::exists(file) || QFile::remove(file)) && QFile::rename(aside, file));
    else
      overwrite(file, whole);
    QVERIFY2(writer.check(), writer.check() ? "" : writer.check().error().what.c_str());
    QCOMPARE(append(writer, completedOrder("01JZ")), Ids{"01JZ"});
    const auto orders = reader.list({.states = {}, .text = {}, .before = {}, .limit = 1'000});
    QVERIFY2(orders, orders ? "" : orders.error().what.c_str());
    QCOMPARE(orders->orders.size(), std::size_t{201});
    RawDatabase db(config);
    QCOMPARE(db.rows("PRAGMA integrity_check"), QStringList{"ok"});
  }

  /// What a connection writes into files that have no name any more, nobody reads.
  void whatIsWrittenIntoADeletedFileIsNotTaken_data() {
    QTest::addColumn<QString>("suffix");
    for (const char* suffix : {"", "-wal", "-shm"}) QTest::newRow(*suffix ? suffix : "file") << suffix;
  }

  void whatIsWrittenIntoADeletedFileIsNotTaken() {
    QFETCH(QString, suffix);
    LedgerConfig config = m_databases.fresh("sqlite");
    SqlLedger ledger(config);
    append(ledger, completedOrder("01JA"));
    const QString name = QString::fromStdString(config.dsn) + suffix;
    QVERIFY(QFile::exists(name));
    QVERIFY(QFile::remove(name));
    const auto next = ledger.append(entriesOf(completedOrder("01JB")));
    if (suffix.isEmpty()) {
      QVERIFY(!next);  // and no new one was begun
      QCOMPARE(next.error().code, ErrorCode::Unavailable);
      QVERIFY(!QFile::exists(name));
      return;
    }
    // The log: what was in it is saved, and what comes goes where it is read.
    QVERIFY2(next, next ? "" : next.error().what.c_str());
    RawDatabase db(config);
    QCOMPARE(db.count("order_events"), 14);
    QCOMPARE(db.rows("PRAGMA integrity_check"), QStringList{"ok"});
  }

  void aFullDiskIsUnavailableUntilThereIsRoom() {
    QTemporaryDir mounted;
    if (::geteuid() != 0 || ::mount("tmpfs", mounted.path().toLocal8Bit().constData(), "tmpfs", 0, "size=4m") != 0)
      QSKIP("no file system can be mounted here");
    const auto unmount = qScopeGuard([&] { ::umount2(mounted.path().toLocal8Bit().constData(), MNT_DETACH); });
    LedgerConfig config{.driver = "sqlite", .dsn = mounted.filePath("ledger.sqlite").toStdString()};
    SqlLedger ledger(config);
    append(ledger, completedOrder("01JA"));
    QVERIFY(ledger.check());
    QFile filler(mounted.filePath("filler"));
    QVERIFY(filler.open(QIODevice::WriteOnly | QIODevice::Unbuffered));
    while (filler.write(QByteArray(4'096, 'x')) == 4'096) {
    }
    core::Result<std::vector<std::string>> last;
    int taken = 1;
    for (; taken < 1'000; ++taken)
      if (last = ledger.append(entriesOf(completedOrder("01JA" + std::to_string(taken)))); !last) break;
    QVERIFY(!last);
    QCOMPARE(last.error().code, ErrorCode::Unavailable);
    QVERIFY(last.error().retryable);
    QVERIFY2(last.error().what.find(config.dsn) != std::string::npos, last.error().what.c_str());
    const auto checked = ledger.check();
    QVERIFY(!checked && checked.error().what.find("disk is full") != std::string::npos);
    QVERIFY(filler.resize(0));
    QVERIFY(ledger.check());
    QCOMPARE(append(ledger, completedOrder("01JZ")), Ids{"01JZ"});
    RawDatabase db(config);
    QCOMPARE(db.count("orders"), taken + 1);
  }

  void aCheckLeavesNothingBehind_data() { Databases::drivers(); }

  void aCheckLeavesNothingBehind() {
    QFETCH(QString, driver);
    const LedgerConfig config = m_databases.fresh(driver);
    SqlLedger ledger(config);
    append(ledger, completedOrder("01JA"));
    RawDatabase db(config);
    QVERIFY(ledger.check());
    QVERIFY(ledger.check());
    for (const auto& [table, rows] :
         {std::pair("orders", 1), std::pair("order_events", 7), std::pair("dead_letters", 0),
          std::pair("store_marks", 0), std::pair("payments", 1)})
      QCOMPARE(db.count(table), rows);
  }

  void aTableThatIsGoneIsNoEventsFault_data() { Databases::drivers(); }

  void aTableThatIsGoneIsNoEventsFault() {
    QFETCH(QString, driver);
    for (const char* table :
         {"orders", "order_events", "stock_movements", "dead_letters", "store_marks", "ledger_schema"}) {
      LedgerConfig config = m_databases.fresh(driver);
      SqlLedger ledger(config);
      append(ledger, completedOrder("01JA"));
      RawDatabase db(config);
      db.execute(QString("ALTER TABLE %1 RENAME TO aside").arg(table));
      const auto checked = ledger.check();
      if (driver == "sqlite" || QString(table) != "ledger_schema") {
        QVERIFY2(!checked, table);
        QCOMPARE(checked.error().code, ErrorCode::Unavailable);
        QVERIFY(checked.error().retryable);
      }
      if (QString(table) == "orders") isUnusable(ledger, "orders");
      db.execute(QString("ALTER TABLE aside RENAME TO %1").arg(table));
      QVERIFY2(ledger.check(), table);
      QCOMPARE(append(ledger, completedOrder("01JB")), Ids{"01JB"});
    }
  }

  void aRightThatWasTakenAwayIsNoEventsFault() {
    if (!PostgresServer::isInstalled()) QSKIP("PostgreSQL 15 is not installed");
    LedgerConfig config = m_databases.fresh("postgresql");
    append(*std::make_unique<SqlLedger>(config), completedOrder("01JA"));
    RawDatabase db(config);
    for (const char* sql : {"CREATE ROLE clerk LOGIN", "GRANT ALL ON ALL TABLES IN SCHEMA public TO clerk"})
      db.execute(sql);
    config.dsn.replace(config.dsn.find("user=orderdeck"), 14, "user=clerk");
    config.create = false;
    SqlLedger ledger(config);
    QCOMPARE(append(ledger, completedOrder("01JB")), Ids{"01JB"});
    for (const auto& [take, give] :
         {std::pair("REVOKE INSERT ON order_events FROM clerk", "GRANT INSERT ON order_events TO clerk"),
          std::pair("REVOKE ALL ON ALL TABLES IN SCHEMA public FROM clerk",
                    "GRANT ALL ON ALL TABLES IN SCHEMA public TO clerk"),
          std::pair("ALTER ROLE clerk NOLOGIN", "ALTER ROLE clerk LOGIN")}) {
      db.execute(take);
      db.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'clerk'");
      QVERIFY(!ledger.append(entriesOf(completedOrder("01JC"))));  // the cut connection
      isUnusable(ledger, "PostgreSQL");
      db.execute(give);
      QVERIFY(ledger.check());
      QVERIFY(ledger.append(entriesOf(completedOrder("01JC"))));
    }
    db.execute("ALTER DATABASE " + db.rows("SELECT current_database()").value(0) +
               " SET default_transaction_read_only = on");
    db.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'clerk'");
    QVERIFY(!ledger.append(entriesOf(completedOrder("01JD"))));
    isUnusable(ledger, "read-only");
    db.execute("ALTER DATABASE " + db.rows("SELECT current_database()").value(0) +
               " RESET default_transaction_read_only");
    QCOMPARE(append(ledger, completedOrder("01JD")), Ids{"01JD"});
  }

  void whoMayNotMakeTheLedgerWaitsForIt_data() { Databases::drivers(); }

  void whoMayNotMakeTheLedgerWaitsForIt() {
    QFETCH(QString, driver);
    const LedgerConfig config = m_databases.fresh(driver);
    LedgerConfig node = config;
    node.create = false;
    SqlLedger ledger(node);
    isUnusable(ledger, "ledger");
    QVERIFY(driver != "sqlite" || !QFile::exists(QString::fromStdString(config.dsn)));
    QVERIFY(SqlLedger(config).find("01JA"));
    QCOMPARE(append(ledger, completedOrder("01JA")), Ids{"01JA"});
  }
};

ORDERDECK_TEST(LedgerFailuresTest)
#include "ledger_failures_test.moc"
