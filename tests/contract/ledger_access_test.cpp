// What the ledger refuses, and how it says so: locked, read-only, of another schema; a PostgreSQL connection that is
// cut or absent.
#include <QtTest>

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

class LedgerAccessTest : public QObject {
  Q_OBJECT

 private:
  Databases m_databases;

 private slots:
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
    QCOMPARE(both->orders.size(), 2u);
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
