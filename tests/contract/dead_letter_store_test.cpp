// ports::DeadLetterStore's contract, the same on SQLite and on PostgreSQL.
#include <QtTest>

#include "adapters/sql/sql_dead_letter_store.h"
#include "adapters/sql/sql_ledger.h"
#include "adapters/sql/sql_ledger_audit.h"
#include "tests/contract/dead_letter_contract.h"
#include "tests/contract/ledger_databases.h"
#include "tests/harness/test_registry.h"
#include "tests/support/ledger_stories.h"

using namespace orderdeck;
using namespace orderdeck::tests;
using adapters::sql::LedgerConfig;
using adapters::sql::SqlDeadLetterStore;
using adapters::sql::SqlLedger;
using contract::idsOf;
using contract::letterOf;
using contract::record;
using ports::DeadLetter;

class DeadLetterStoreTest : public QObject {
  Q_OBJECT

 private:
  Databases m_databases;

  void onA(void (*body)(ports::DeadLetterStore&)) {
    QFETCH(QString, driver);
    SqlDeadLetterStore store(m_databases.fresh(driver));
    body(store);
  }

 private slots:
  void aLetterIsThereWhole_data() { Databases::drivers(); }
  void aLetterIsThereWhole() { onA(contract::aLetterIsThereWhole); }
  void aLetterThatComesTwiceIsOne_data() { Databases::drivers(); }
  void aLetterThatComesTwiceIsOne() { onA(contract::aLetterThatComesTwiceIsOne); }
  void whatFailsAgainWaitsAgainAndCountsOn_data() { Databases::drivers(); }
  void whatFailsAgainWaitsAgainAndCountsOn() { onA(contract::whatFailsAgainWaitsAgainAndCountsOn); }
  void aRedriveIsForEveryServiceThatFailed_data() { Databases::drivers(); }
  void aRedriveIsForEveryServiceThatFailed() { onA(contract::aRedriveIsForEveryServiceThatFailed); }
  void whatFailsAgainWhileItIsRedrivenWaits_data() { Databases::drivers(); }
  void whatFailsAgainWhileItIsRedrivenWaits() { onA(contract::whatFailsAgainWhileItIsRedrivenWaits); }
  void theListIsFilteredAndPaged_data() { Databases::drivers(); }
  void theListIsFilteredAndPaged() { onA(contract::theListIsFilteredAndPaged); }
  void manyAreMarkedAtOnce_data() { Databases::drivers(); }
  void manyAreMarkedAtOnce() { onA(contract::manyAreMarkedAtOnce); }
  void whatIsNoTextIsReplaced_data() { Databases::drivers(); }
  void whatIsNoTextIsReplaced() {
    QFETCH(QString, driver);
    SqlDeadLetterStore store(m_databases.fresh(driver));
    DeadLetter letter = letterOf("a", 2'000);
    letter.why = std::string("at \0 \xff", 6);
    QVERIFY(record(store, {letter}));
    QCOMPARE(store.find("a").value()->why, std::string("at  \xef\xbf\xbd"));
  }

  void ordersThatStandStillAreNamed_data() { Databases::drivers(); }
  void ordersThatStandStillAreNamed() {
    QFETCH(QString, driver);
    const LedgerConfig config = m_databases.fresh(driver);
    SqlLedger ledger(config);
    append(ledger, completedOrder("01JA"));
    auto half = completedOrder("01JB");
    half.resize(2);
    append(ledger, half);
    SqlDeadLetterStore store(config);
    std::vector<DeadLetter> letters = {letterOf("a", 1), letterOf("b", 1), letterOf("c", 1), letterOf("d", 1)};
    letters[0].orderId = "01JA";
    letters[1].orderId = letters[2].orderId = "01JB";
    letters[3].orderId = "nobody's";
    QVERIFY(record(store, letters));
    QCOMPARE(store.openOrders().value(), Ids{"01JB"});
    QVERIFY(store.waitingOrders().has_value());
    const Ids waiting = *store.waitingOrders();
    QVERIFY(std::ranges::find(waiting, "nobody's") != waiting.end() && waiting.size() > 1);
    QVERIFY(store.mark(Ids{"b"}, "redriven", core::now()));
    QCOMPARE(store.openOrders().value(), Ids{"01JB"});
    QVERIFY(store.mark(Ids{"c"}, "discarded", core::now()));
    QCOMPARE(store.openOrders().value(), Ids{});
  }

  void whoOnlyReadsSeesItAll_data() { Databases::drivers(); }
  void whoOnlyReadsSeesItAll() {
    QFETCH(QString, driver);
    LedgerConfig config = m_databases.fresh(driver);
    config.readOnly = true;
    SqlDeadLetterStore reader(config);
    const auto early = reader.list({});
    QVERIFY(!early && early.error().retryable);  // no tables yet
    config.readOnly = false;
    SqlDeadLetterStore writer(config);
    QVERIFY(record(writer, {letterOf("a", 1)}));
    QCOMPARE(idsOf(reader.list({})), Ids{"a"});
    QVERIFY(!reader.mark(Ids{"a"}, "discarded", core::now()));
    QCOMPARE(reader.find("a").value()->status.text(), "waiting");
  }

  void whatFailsAgainAfterARedriveUnderItsIdWaitsAgain_data() { Databases::drivers(); }
  void whatFailsAgainAfterARedriveUnderItsIdWaitsAgain() {
    onA(contract::whatFailsAgainAfterARedriveUnderItsIdWaitsAgain);
  }
  void messagesDifferByTheirHeadersToo_data() { Databases::drivers(); }
  void messagesDifferByTheirHeadersToo() { onA(contract::messagesDifferByTheirHeadersToo); }
  void anOrderWhoseMailIsADeadLetterIsWhole_data() { Databases::drivers(); }
  void anOrderWhoseMailIsADeadLetterIsWhole() {
    QFETCH(QString, driver);
    const LedgerConfig config = m_databases.fresh(driver);
    SqlLedger ledger(config);
    auto story = completedOrder("01JA");
    std::erase_if(story, [](const domain::Event& event) { return event.kind == domain::EventKind::NotificationSent; });
    QCOMPARE(append(ledger, story), Ids{});
    SqlDeadLetterStore store(config);
    DeadLetter letter = letterOf("a", 1);
    letter.orderId = "01JA";
    QVERIFY(record(store, {letter}));
    QCOMPARE(append(ledger, story), Ids{});  // another service's letter says nothing of the mail
    letter.letterId = "b", letter.service = "notification",
    letter.body = R"({"event":"OrderTeleported","orderId":"01JA"})";
    QVERIFY(record(store, {letter}));
    QCOMPARE(append(ledger, story), Ids{});  // nor does what is no event
    const auto update = std::ranges::find(story, domain::EventKind::InventoryUpdated, &domain::Event::kind);
    letter.letterId = "c", letter.body = domain::encodeEvent(*update);
    QVERIFY(record(store, {letter}));
    QCOMPARE(append(ledger, story), Ids{"01JA"});
    QCOMPARE(adapters::sql::SqlLedgerAudit(config).illegalHistories(10).value(), Ids{});
  }

  void aLedgerOfBeforeGetsTheColumns_data() { Databases::drivers(); }
  void aLedgerOfBeforeGetsTheColumns() {
    QFETCH(QString, driver);
    const LedgerConfig config = m_databases.fresh(driver);
    QVERIFY(SqlLedger(config).find("01JA"));
    for (const char* column : {"message_headers", "null_key", "null_value"})
      RawDatabase(config).execute(QString("ALTER TABLE dead_letters DROP COLUMN %1").arg(column));
    RawDatabase(config).execute(
        "INSERT INTO dead_letters (letter_id, topic, partition, \"offset\", service, order_id, event, event_id, why, "
        "attempts, failed_at, recorded_at, "
        "message_key, body_bytes, truncated, status, redrives, fingerprint, body) "
        "VALUES ('old', 'order-paid', 0, 0, 's', 'o', '', '', 'w', 1, 1, 1, '', 0, 0, 'waiting', 0, 'f', '')");
    SqlDeadLetterStore store(config);
    QVERIFY(record(store, {letterOf("a", 1)}));
    const auto old = store.find("old").value();
    QVERIFY(old && old->headers.empty() && !old->nullKey && !old->nullValue);
  }

  void aLedgerOfBeforeGetsTheTable() {
    const LedgerConfig config = m_databases.fresh("sqlite");
    QVERIFY(SqlLedger(config).find("01JA"));
    RawDatabase(config).execute("DROP TABLE dead_letters");
    SqlDeadLetterStore store(config);
    QVERIFY(record(store, {letterOf("a", 1)}));
  }
};

ORDERDECK_TEST(DeadLetterStoreTest)
#include "dead_letter_store_test.moc"
