// What an audit asks of the ledger beside the ledger's own contract, on SQLite and PostgreSQL.
#include <QtTest>

#include "adapters/sql/sql_ledger.h"
#include "adapters/sql/sql_ledger_audit.h"
#include "tests/contract/ledger_databases.h"
#include "tests/harness/test_registry.h"
#include "tests/support/ledger_stories.h"

using namespace orderdeck;
using namespace orderdeck::tests;
using adapters::sql::SqlLedger;
using adapters::sql::SqlLedgerAudit;
using domain::OrderState;

class LedgerAuditTest : public QObject {
  Q_OBJECT
 private slots:
  void tellsTheStatesOfManyOrders_data() { Databases::drivers(); }
  void tellsTheStatesOfManyOrders() {
    QFETCH(QString, driver);
    const auto config = m_databases.fresh(driver);
    SqlLedger ledger(config);
    append(ledger, completedOrder("01JA"));
    append(ledger, declinedOrder("01JB"));
    SqlLedgerAudit audit(config);
    Ids asked = {"01JA", "nobody", "01JB"};
    for (int i = 0; i < 1'200; ++i) asked.push_back("unknown-" + std::to_string(i));
    const auto states = audit.states(asked);
    QVERIFY(states);
    QCOMPARE(states->size(), asked.size());
    QVERIFY((*states)[0] == OrderState::Completed && !(*states)[1] && (*states)[2] == OrderState::Cancelled &&
            !states->back());
    QVERIFY(audit.states({})->empty());
    QCOMPARE(*audit.orderCount(), 2);
  }

  void namesOrdersWhoseMoneyIsWrong_data() { Databases::drivers(); }
  void namesOrdersWhoseMoneyIsWrong() {
    QFETCH(QString, driver);
    const auto config = m_databases.fresh(driver);
    SqlLedger ledger(config);
    for (const auto& events : {completedOrder("01JA"), declinedOrder("01JB"), refundedOrder("01JC"),
                               latelyPaidOrder("01JD"), completedOrder("01JE")})
      append(ledger, events);
    SqlLedgerAudit audit(config);
    const Ids all = {"01JA", "01JB", "01JC", "01JD", "01JE"};
    QCOMPARE(audit.misbooked(10)->count, 0);
    QCOMPARE(*audit.overcharged(all), Ids{});
    RawDatabase raw(config);
    raw.execute("UPDATE payments SET captured_minor = 2 * captured_minor WHERE order_id = '01JA'");
    raw.execute("UPDATE payments SET refunded_minor = 0 WHERE order_id = '01JC'");
    QCOMPARE(*audit.overcharged(all), Ids{"01JA"});
    QCOMPARE(*audit.overcharged(std::vector<std::string>{"01JC"}), Ids{});
    const auto wrong = audit.misbooked(10);
    QVERIFY(wrong);
    QCOMPARE(wrong->count, 2);
    QCOMPARE((Ids{std::min(wrong->orderIds[0], wrong->orderIds[1]), std::max(wrong->orderIds[0], wrong->orderIds[1])}),
             (Ids{"01JA", "01JC"}));
    QCOMPARE(audit.misbooked(1)->orderIds.size(), 1u);
    QCOMPARE(audit.misbooked(1)->count, 2);
    raw.execute("UPDATE points SET accrued = accrued + 1 WHERE order_id = '01JE'");
    QCOMPARE(audit.misbooked(10)->count, 3);
  }

  // A key means one order for a day; what came with it later is another one's.
  void namesOrdersWithOneKey_data() { Databases::drivers(); }
  void namesOrdersWithOneKey() {
    QFETCH(QString, driver);
    const auto config = m_databases.fresh(driver);
    SqlLedger ledger(config);
    const auto placed = [](const char* id, const char* key, const char* hash, int hours) {
      Event event = at(0, EventKind::OrderPlaced, id);
      event.idempotencyKey = key;
      event.bodyHash = hash;
      event.placedAt += std::chrono::hours(hours);
      return event;
    };
    append(ledger, {at(0, EventKind::OrderPlaced, "01JA"), placed("01JB", "a", "1", 0), placed("01JC", "b", "1", 0),
                    placed("01JD", "b", "1", 25)});
    SqlLedgerAudit audit(config);
    auto keyed = audit.keyedOrders(core::Millis{24 * 3'600'000}, 10);
    QVERIFY2(keyed, keyed ? "" : keyed.error().what.c_str());
    QCOMPARE(keyed->count, 3);
    QVERIFY(keyed->shared.empty());
    append(ledger, {placed("01JE", "a", "1", 1), placed("01JF", "b", "2", 26), placed("01JG", "odd.key_-", "3", 0),
                    placed("01JH", "odd.key_-", "3", 2)});
    keyed = audit.keyedOrders(core::Millis{24 * 3'600'000}, 10);
    QVERIFY(keyed);
    QCOMPARE(keyed->count, 7);
    QCOMPARE(keyed->shared.size(), 3u);
    std::map<std::string, std::pair<Ids, bool>> shared;
    for (const auto& [key, orderIds, sameBody] : keyed->shared) shared[orderIds[0]] = {orderIds, sameBody};
    QVERIFY(shared.at("01JB") == std::pair(Ids{"01JB", "01JE"}, true));
    QVERIFY(shared.at("01JD") == std::pair(Ids{"01JD", "01JF"}, false));
    QVERIFY(shared.at("01JG") == std::pair(Ids{"01JG", "01JH"}, true));
    QCOMPARE(audit.keyedOrders(core::Millis{24 * 3'600'000}, 1)->shared.size(), 1u);
  }

  void namesUnfinishedOrders_data() { Databases::drivers(); }
  void namesUnfinishedOrders() {
    QFETCH(QString, driver);
    const auto config = m_databases.fresh(driver);
    SqlLedger ledger(config);
    append(ledger, completedOrder("01JA"));
    append(ledger, {at(0, EventKind::OrderPlaced, "01JB"), at(0, EventKind::OrderPlaced, "01JC"),
                    at(5, EventKind::PaymentProcessed, "01JC", "confirmed")});
    SqlLedgerAudit audit(config);
    const auto all = audit.unfinished("", 10);
    QVERIFY(all);
    QCOMPARE(all->size(), 2u);
    QVERIFY((*all)[0].orderId == "01JB" && (*all)[1].orderId == "01JC" && (*all)[1].state == OrderState::Paid);
    QCOMPARE(audit.unfinished("01JB", 10)->size(), 1u);
    QCOMPARE(audit.unfinished("", 1)->size(), 1u);
  }

  void findsEffectsBeforeTheirCauses_data() { Databases::drivers(); }
  void findsEffectsBeforeTheirCauses() {
    QFETCH(QString, driver);
    const auto config = m_databases.fresh(driver);
    SqlLedger ledger(config);
    // Offsets as they come: one topic a kind, so each event of an order is the next of its partition.
    std::int64_t offset = 0;
    for (const auto& events :
         {completedOrder("01JA"), refundedOrder("01JB"), completedOrder("01JC"), latelyPaidOrder("01JD")}) {
      auto entries = entriesOf(events);
      for (auto& entry : entries) entry.message.offset = ++offset;
      QVERIFY(ledger.append(entries));
    }
    SqlLedgerAudit audit(config);
    QVERIFY(audit.outOfOrder({}, 10)->empty());
    RawDatabase raw(config);
    raw.execute(
        "UPDATE order_events SET \"offset\" = 0, recorded_at = recorded_at - 5 WHERE event_id = '01JA-completed'");
    raw.execute("UPDATE order_events SET \"offset\" = 0 WHERE event_id = '01JB-refunded'");
    raw.execute(
        "UPDATE order_events SET \"offset\" = 0, partition = 4 WHERE event_id = '01JC-completed'");  // another
                                                                                                     // partition
    raw.execute(
        "UPDATE order_events SET \"offset\" = 0, recorded_at = recorded_at + 5 WHERE event_id = '01JD-refunded'");  // heard of later: a new life of the broker
    const auto found = audit.outOfOrder({}, 10);
    QVERIFY(found);
    QCOMPARE(found->size(), 2u);
    QCOMPARE((*found)[0].orderId, "01JA");
    QCOMPARE((*found)[0].cause, "01JA-shipped");
    QCOMPARE((*found)[0].effect, "01JA-completed");
    QCOMPARE((*found)[0].topic, "order-shipped");
    QCOMPARE((*found)[0].partition, 3);
    QCOMPARE((*found)[0].effectOffset, 0);
    QVERIFY((*found)[0].causeOffset > 0 && (*found)[0].causeOccurredAt == kStart + core::Millis{12});
    QCOMPARE((*found)[1].orderId, "01JB");
    // What the ledger could not take where it stood, and took when it was redriven, stood before its effect all the
    // same.
    raw.execute("UPDATE order_events SET \"offset\" = 500 WHERE event_id = '01JA-shipped'");
    raw.execute(
        "INSERT INTO dead_letters (letter_id, topic, partition, \"offset\", service, order_id, event, event_id, why, "
        "attempts, failed_at, recorded_at, message_key, "
        "body_bytes, truncated, status, redriven_at, redrives, fingerprint, body) VALUES ('l', 'order-shipped', 3, -1, "
        "'ledger', '01JA', 'OrderShipped', "
        "'01JA-shipped', '', 1, 0, 0, '', 0, 0, 'redriven', 0, 1, 0, '')");
    QCOMPARE(audit.outOfOrder({}, 10)->size(), 1u);
    raw.execute("DELETE FROM dead_letters");
    const Ids some = {"01JB", "01JC"};
    QCOMPARE(audit.outOfOrder(some, 10)->size(), 1u);
    QCOMPARE(audit.outOfOrder({}, 1)->front().orderId, "01JA");
  }

  void followsWhatComesIn() {
    const auto config = m_databases.fresh("sqlite");
    SqlLedger ledger(config);
    append(ledger, {restock("seed-abc", "abc", 100)});
    append(ledger, completedOrder("01JA"));
    append(ledger, declinedOrder("01JB"));
    SqlLedgerAudit audit(config);
    auto tail = audit.tail(0, 1'000, 3);
    QVERIFY(tail && *tail);
    QVERIFY((*tail)->caughtUp);
    QCOMPARE((*tail)->closed, 2);
    QCOMPARE((*tail)->newest, Ids{"01JB"});
    const auto row = (*tail)->row;
    tail = audit.tail(row, 1'000, 10);
    QVERIFY((*tail)->caughtUp && (*tail)->newest.empty());
    append(ledger, completedOrder("01JA"));  // repeats
    append(ledger, {at(0, EventKind::OrderPlaced, "01JC")});
    tail = audit.tail(row, 1'000, 10);
    QCOMPARE((*tail)->closed, 0);
    QCOMPARE((*tail)->newest, Ids{"01JC"});
    tail = audit.tail(0, 4, 10);  // bounded
    QVERIFY(!(*tail)->caughtUp);
    QCOMPARE((*tail)->row, 4);
  }

  void postgresCannotFollowCheaply() {
    if (!PostgresServer::isInstalled()) QSKIP("no PostgreSQL");
    const auto config = m_databases.fresh("postgresql");
    SqlLedger ledger(config);
    append(ledger, completedOrder("01JA"));
    SqlLedgerAudit audit(config);
    const auto tail = audit.tail(0, 1'000, 3);
    QVERIFY(tail && !*tail);
  }

 private:
  Databases m_databases;
};

ORDERDECK_TEST(LedgerAuditTest)
#include "ledger_audit_test.moc"
