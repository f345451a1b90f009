// What the ledger refuses, and how it says so: locked, read-only, of another schema; a right that was taken away, a
// PostgreSQL connection that is cut or absent.
#include <QtTest>

#include "adapters/sql/sql_ledger.h"
#include "tests/contract/ledger_databases.h"
#include "tests/contract/ledger_stories.h"
#include "tests/harness/test_registry.h"

using namespace orderdeck;
using namespace orderdeck::tests;
using adapters::sql::LedgerConfig;
using adapters::sql::SqlLedger;
using core::ErrorCode;

class LedgerAccessTest : public QObject {
  Q_OBJECT

 private:
  Databases m_databases;

 private slots:
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

  void anUnknownDriverThrows() {
    QVERIFY_EXCEPTION_THROWN(SqlLedger({.driver = "paper", .dsn = "x"}), std::invalid_argument);
  }

  void aCutConnectionIsMadeAgain() {
    if (!PostgresServer::isInstalled()) QSKIP("PostgreSQL 15 is not installed");
    const LedgerConfig config = m_databases.fresh("postgresql");
    SqlLedger ledger(config);
    QVERIFY(ledger.append(entriesOf(completedOrder("01JA"))));
    RawDatabase db(config);
    db.execute(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> "
        "pg_backend_pid()");
    const auto refused = ledger.append(entriesOf(completedOrder("01JB")));
    QVERIFY(!refused);
    QCOMPARE(refused.error().code, ErrorCode::Unavailable);
    QVERIFY(refused.error().retryable);
    QCOMPARE(db.count("order_events"), 7);
    const auto again = ledger.append(entriesOf(completedOrder("01JB")));
    QVERIFY(again);
    QCOMPARE(db.count("order_events"), 14);
  }

  void anAbsentServerIsUnavailable() {
    SqlLedger ledger({.driver = "postgresql", .dsn = "host=/nonexistent dbname=none user=none"});
    const auto refused = ledger.find("01JA");
    QVERIFY(!refused);
    QCOMPARE(refused.error().code, ErrorCode::Unavailable);
    QVERIFY(refused.error().retryable);
  }

  void aLockedLedgerIsUnavailable_data() { Databases::drivers(); }

  void aLockedLedgerIsUnavailable() {
    QFETCH(QString, driver);
    LedgerConfig config = m_databases.fresh(driver);
    config.lockWait = core::Millis{50};
    SqlLedger ledger(config);
    append(ledger, completedOrder("01JA"));
    RawDatabase other(config);
    other.execute(driver == "sqlite" ? "BEGIN EXCLUSIVE" : "BEGIN");
    if (driver != "sqlite") other.execute("LOCK TABLE orders IN ACCESS EXCLUSIVE MODE");
    const auto refused = ledger.append(entriesOf(completedOrder("01JB")));
    QVERIFY(!refused);
    QCOMPARE(refused.error().code, ErrorCode::Unavailable);
    QVERIFY(refused.error().retryable);
    other.execute("ROLLBACK");
    QCOMPARE(other.count("order_events"), 7);
    QCOMPARE(append(ledger, completedOrder("01JB")), Ids{"01JB"});
    QCOMPARE(other.count("order_events"), 14);
  }

  void aReaderReadsOnly_data() { Databases::drivers(); }

  void aReaderReadsOnly() {
    QFETCH(QString, driver);
    const LedgerConfig config = m_databases.fresh(driver);
    LedgerConfig readOnly = config;
    readOnly.readOnly = true;
    SqlLedger reader(readOnly);
    const auto tooEarly = reader.find("01JA");
    QVERIFY(!tooEarly);
    QCOMPARE(tooEarly.error().code, ErrorCode::Unavailable);
    QVERIFY(tooEarly.error().retryable);
    SqlLedger writer(config);
    append(writer, completedOrder("01JA"));
    const auto found = reader.find("01JA");
    QVERIFY(found && *found);
    append(writer, completedOrder("01JB"));
    const auto both = reader.list({});
    QVERIFY(both);
    QCOMPARE(both->size(), 2u);
    const auto refused = reader.append(entriesOf(completedOrder("01JC")));
    QVERIFY(!refused);
    QCOMPARE(refused.error().code, ErrorCode::Unavailable);
  }

  void anotherSchemaIsRefused_data() { Databases::drivers(); }

  void anotherSchemaIsRefused() {
    QFETCH(QString, driver);
    const LedgerConfig config = m_databases.fresh(driver);
    {
      SqlLedger ledger(config);
      append(ledger, completedOrder("01JA"));
    }
    RawDatabase db(config);
    db.execute("UPDATE ledger_schema SET version = 99");
    SqlLedger ledger(config);
    const auto refused = ledger.append(entriesOf(completedOrder("01JB")));
    QVERIFY(!refused);
    QCOMPARE(refused.error().code, ErrorCode::Unavailable);
    QVERIFY(refused.error().retryable);
    db.execute("UPDATE ledger_schema SET version = 1");
    QCOMPARE(append(ledger, completedOrder("01JB")), Ids{"01JB"});
  }
};

ORDERDECK_TEST(LedgerAccessTest)
#include "ledger_access_test.moc"
