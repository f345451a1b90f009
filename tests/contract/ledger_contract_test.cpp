// The contract of ports::LedgerWriter, LedgerReader and LedgerAudit's sums, the same on SQLite and on PostgreSQL.
#include <algorithm>
#include <random>

#include <QtTest>

#include "adapters/sql/sql_ledger.h"
#include "adapters/sql/sql_ledger_audit.h"
#include "tests/contract/ledger_databases.h"
#include "tests/contract/ledger_stories.h"
#include "tests/harness/test_registry.h"

using namespace orderdeck;
using namespace orderdeck::tests;
using adapters::sql::LedgerConfig;
using adapters::sql::SqlLedger;
using adapters::sql::SqlLedgerAudit;
using domain::OrderState;

namespace {

/// What the tables say of an order, its id replaced so that orders can be compared.
QStringList tablesOf(RawDatabase& db, const std::string& orderId) {
  const QString id = QString::fromStdString(orderId);
  QStringList lines;
  for (const char* sql : {"SELECT 'order', * FROM orders WHERE order_id = '%1'",
                          "SELECT 'item', * FROM order_items WHERE order_id = '%1' ORDER BY product_id",
                          "SELECT 'event', event_id, order_id, event, occurred_at, node, topic, partition, \"offset\", "
                          "body FROM order_events "
                          "WHERE order_id = '%1' ORDER BY event_id",
                          "SELECT 'payment', * FROM payments WHERE order_id = '%1'",
                          "SELECT 'points', * FROM points WHERE order_id = '%1'",
                          "SELECT 'movement', * FROM stock_movements WHERE order_id = '%1' ORDER BY movement_id"})
    lines += db.rows(QString(sql).arg(id));
  return lines.replaceInStrings(id, "ID");
}

std::string idOf(int number) { return QString("01J%1").arg(number, 8, 10, QChar('0')).toStdString(); }

}  // namespace

class LedgerContractTest : public QObject {
  Q_OBJECT

 private:
  Databases m_databases;

 private slots:
  void init() {
    QFETCH(QString, driver);
    if (driver == "postgresql" && !PostgresServer::isInstalled()) QSKIP("PostgreSQL 15 is not installed");
  }

  void anOrderIsThereWhole_data() { Databases::drivers(); }
  void anOrderIsThereWhole() {
    QFETCH(QString, driver);
    SqlLedger ledger(m_databases.fresh(driver));
    QCOMPARE(append(ledger, completedOrder("01JA")), Ids{"01JA"});
    const auto found = ledger.find("01JA");
    QVERIFY(found && *found);
    const ports::LedgerOrder& entry = **found;
    QCOMPARE(entry.order.userId, "user1");
    QCOMPARE(entry.order.state, OrderState::Completed);
    QCOMPARE(entry.order.amountMinor, kAmount);
    QCOMPARE(entry.order.items, kItems);
    QCOMPARE(entry.order.createdAt, kStart);
    QCOMPARE(entry.order.updatedAt, kStart + core::Millis{13});
    QCOMPARE(entry.order.paymentId, "pay01JA");
    QCOMPARE(entry.capturedMinor, kAmount);
    QCOMPARE(entry.refundedMinor, 0);
    QCOMPARE(entry.timeline.size(), 7u);
    QCOMPARE(entry.timeline.front().event, "OrderPlaced");
    QCOMPARE(entry.timeline.back().event, "OrderCompleted");
    QCOMPARE(entry.timeline[1].topic, "order-paid");
    QCOMPARE(entry.timeline[1].partition, 3);
    QCOMPARE(entry.timeline[1].offset, 42);
    QCOMPARE(entry.timeline[1].node, "node-1");
    const auto body = domain::decodeEvent(entry.timeline[1].body);
    QVERIFY(body);
    QCOMPARE(*body, completedOrder("01JA")[1]);
    QVERIFY(entry.timeline[1].recordedAt > kStart);
    const auto unknown = ledger.find("01JB");
    QVERIFY(unknown && !*unknown);
  }

  void textSurvives_data() { Databases::drivers(); }
  void textSurvives() {
    QFETCH(QString, driver);
    SqlLedger ledger(m_databases.fresh(driver));
    Event cancelled = at(5, EventKind::OrderCancelled, "01JT");
    cancelled.reason = "l'été \\ \"déjà\" ; -- 漢字 😀 $1 ? :x";
    append(ledger, {cancelled});
    const auto found = ledger.find("01JT");
    QVERIFY(found && *found);
    const auto body = domain::decodeEvent((*found)->timeline.front().body);
    QVERIFY(body);
    QCOMPARE(body->reason, cancelled.reason);
  }

  /// Topics are not ordered among each other: whatever the sequence and however it is cut into batches, the rows end
  /// the same, and the order is whole with the last event that its end calls for, not before.
  void anySequenceGivesTheSameRows_data() {
    QTest::addColumn<QString>("driver");
    QTest::addColumn<int>("story");
    for (const char* driver : {"sqlite", "postgresql"})
      for (int story = 0; story < 4; ++story) QTest::addRow("%s %d", driver, story) << driver << story;
  }
  void anySequenceGivesTheSameRows() {
    QFETCH(QString, driver);
    QFETCH(int, story);
    struct Story {
      std::vector<Event> (*tell)(const std::string&);
      std::vector<std::size_t> calledFor;
      const char* state;
    };
    const Story stories[] = {{completedOrder, {0, 1, 2, 3, 4, 5, 6}, "completed"},
                             {declinedOrder, {0, 2}, "cancelled"},
                             {refundedOrder, {0, 1, 2, 3, 4, 5, 6}, "refunded"},
                             {latelyPaidOrder, {0, 1, 2, 3}, "cancelled"}};
    const auto& [tell, calledFor, state] = stories[story];
    const LedgerConfig config = m_databases.fresh(driver);
    SqlLedger ledger(config);
    std::mt19937 random(7);
    append(ledger, tell("01JREFERENCE"));
    RawDatabase db(config);
    const QStringList expected = tablesOf(db, "01JREFERENCE");
    QVERIFY(expected.filter("order|").value(0).contains(state));

    std::vector<std::size_t> sequence(tell("x").size());
    std::ranges::generate(sequence, [n = std::size_t{0}]() mutable { return n++; });
    int number = 0;
    do {
      const std::string id = idOf(number++);
      const std::vector<Event> events = tell(id);
      std::vector<std::size_t> missing = calledFor;
      for (std::size_t next = 0; next < sequence.size();) {
        std::vector<Event> batch;
        do {
          batch.push_back(events[sequence[next]]);
          std::erase(missing, sequence[next++]);
        } while (next < sequence.size() && random() % 3 != 0);
        const Ids whole = append(ledger, batch);
        QCOMPARE(!whole.empty(), missing.empty());
      }
      QCOMPARE(tablesOf(db, id), expected);
      // Every sequence of a short story; of a long one, as many as can be tried in some seconds.
      if (sequence.size() > 5) std::shuffle(sequence.begin(), sequence.end(), random);
    } while (sequence.size() > 5 ? number < 700 : std::ranges::next_permutation(sequence).found);
    QCOMPARE(number, sequence.size() > 5 ? 700 : 24);
  }

  void duplicatesChangeNothing_data() { Databases::drivers(); }
  void duplicatesChangeNothing() {
    QFETCH(QString, driver);
    const LedgerConfig config = m_databases.fresh(driver);
    SqlLedger ledger(config);
    SqlLedgerAudit audit(config);
    RawDatabase db(config);
    std::vector<Event> events = completedOrder("01JA");
    std::ranges::move(refundedOrder("01JB"), std::back_inserter(events));
    events.push_back(restock("01JR", "abc", 100));
    append(ledger, events);
    const auto dump = [&] { return tablesOf(db, "01JA") + tablesOf(db, "01JB") + tablesOf(db, "01JR"); };
    const QStringList before = dump();

    std::vector<Event> again = events;
    std::ranges::copy(events, std::back_inserter(again));
    for (Event& event : again) {
      event.occurredAt += core::Millis{
          1'000};  // made again later by a node that crashed; and were it another's money, it would not count
      event.amountMinor *= 2;
    }
    std::shuffle(again.begin(), again.end(), std::mt19937(3));
    Ids whole = append(ledger, again);
    std::ranges::sort(whole);
    whole.erase(std::ranges::unique(whole).begin(), whole.end());
    QCOMPARE(whole, (Ids{"01JA", "01JB"}));
    QCOMPARE(dump(), before);
    const auto sums = audit.money();
    QVERIFY(sums);
    QCOMPARE(sums->captured, 2 * kAmount);
  }

  void aBatchMayRepeatItself_data() { Databases::drivers(); }
  void aBatchMayRepeatItself() {
    QFETCH(QString, driver);
    SqlLedger ledger(m_databases.fresh(driver));
    std::vector<Event> events = refundedOrder("01JA");
    std::ranges::copy(refundedOrder("01JA"), std::back_inserter(events));
    append(ledger, events);
    const auto found = ledger.find("01JA");
    QVERIFY(found && *found);
    QCOMPARE((*found)->capturedMinor, kAmount);
    QCOMPARE((*found)->refundedMinor, kAmount);
    QCOMPARE((*found)->timeline.size(), 7u);
  }

  void sumsAreRight_data() { Databases::drivers(); }
  void sumsAreRight() {
    QFETCH(QString, driver);
    const LedgerConfig config = m_databases.fresh(driver);
    SqlLedger ledger(config);
    SqlLedgerAudit audit(config);
    std::vector<Event> paidOnly = completedOrder("01JC");
    paidOnly.resize(2);
    append(ledger, {restock("01J0", "abc", 1'000), restock("01J1", "xyz", 70)});
    for (const auto& events :
         {completedOrder("01JA"), declinedOrder("01JB"), paidOnly, refundedOrder("01JD"), latelyPaidOrder("01JE")})
      append(ledger, events);
    const auto movements = audit.movementSums();
    QVERIFY(movements);
    QCOMPARE(movements->size(), 2u);
    const ports::MovementSums& abc = movements->at("abc");
    QCOMPARE(abc.stocked, 1'000);
    QCOMPARE(abc.reserved, 10);
    QCOMPARE(abc.sold, 4);
    QCOMPARE(abc.released, 4);
    QCOMPARE(abc.returned, 2);
    QCOMPARE(movements->at("xyz").stocked, 70);
    QCOMPARE(movements->at("xyz").reserved, 5);
    const auto money = audit.money();
    QVERIFY(money);
    QCOMPARE(money->captured, 4 * kAmount);
    QCOMPARE(money->refunded, 2 * kAmount);
    QCOMPARE(money->owed, 2 * kAmount);
    QCOMPARE(money->chargedTwice, 0);
    const auto counts = audit.countByState();
    QVERIFY(counts);
    QCOMPARE(*counts,
             (std::map<std::string, std::int64_t>{{"completed", 1}, {"cancelled", 2}, {"paid", 1}, {"refunded", 1}}));
  }

  void pointsAreGivenAndTakenBackOnce_data() { Databases::drivers(); }
  void pointsAreGivenAndTakenBackOnce() {
    QFETCH(QString, driver);
    const LedgerConfig config = m_databases.fresh(driver);
    SqlLedger ledger(config);
    append(ledger, completedOrder("01JA"));
    append(ledger, refundedOrder("01JB"));
    append(ledger, {refundedOrder("01JC").back()});  // the reversal came first
    append(ledger, refundedOrder("01JC"));
    RawDatabase db(config);
    QCOMPARE(db.rows("SELECT order_id, user_id, accrued, reversed FROM points ORDER BY order_id"),
             (QStringList{"01JA|user1|44|0", "01JB|user1|44|44", "01JC|user1|44|44"}));
  }

  void aSecondChargeShows_data() { Databases::drivers(); }
  void aSecondChargeShows() {
    QFETCH(QString, driver);
    const LedgerConfig config = m_databases.fresh(driver);
    SqlLedger ledger(config);
    SqlLedgerAudit audit(config);
    append(ledger, completedOrder("01JA"));
    Event second = at(50, EventKind::PaymentProcessed, "01JA", "confirmed");
    second.eventId += "-2";
    second.paymentId = "payOther";
    append(ledger, {second});
    const auto money = audit.money();
    QVERIFY(money);
    QCOMPARE(money->captured, 2 * kAmount);
    QCOMPARE(money->chargedTwice, 1);
  }

  void listsTheNewestFirst_data() { Databases::drivers(); }
  void listsTheNewestFirst() {
    QFETCH(QString, driver);
    SqlLedger ledger(m_databases.fresh(driver));
    for (int i = 0; i < 30; ++i) {
      std::vector<Event> events = i % 3 == 0 ? declinedOrder(idOf(i)) : completedOrder(idOf(i));
      events.front().userId = i < 10 ? "ann" : "bob";
      if (i == 4) events.front().items.push_back({"rare", 1, 10});
      append(ledger, events);
    }
    const auto ids = [&](const ports::OrderQuery& query) {
      Ids found;
      const auto orders = ledger.list(query);
      if (!orders) throw std::runtime_error(orders.error().what);
      for (const auto& entry : *orders) found.push_back(entry.order.orderId);
      return found;
    };
    QCOMPARE(ids({{}, {}, {}, 3}), (Ids{idOf(29), idOf(28), idOf(27)}));
    QCOMPARE(ids({{}, {}, idOf(28), 2}), (Ids{idOf(27), idOf(26)}));
    QCOMPARE(ids({}).size(), 30u);
    QCOMPARE(ids({{OrderState::Cancelled}, {}, {}, 200}).size(), 10u);
    QCOMPARE(ids({{OrderState::Cancelled}, {}, idOf(9), 2}), (Ids{idOf(6), idOf(3)}));
    QCOMPARE(ids({{OrderState::Cancelled, OrderState::Completed}, {}, {}, 200}).size(), 30u);
    QCOMPARE(ids({{OrderState::Paid}, {}, {}, 200}), Ids{});
    QCOMPARE(ids({{}, idOf(17), {}, 200}), Ids{idOf(17)});
    QCOMPARE(ids({{}, idOf(29).substr(0, idOf(29).size() - 1), {}, 200}).size(), 10u);
    QCOMPARE(ids({{}, "ann", {}, 200}).size(), 10u);
    QCOMPARE(ids({{OrderState::Cancelled}, "an", {}, 200}), (Ids{idOf(9), idOf(6), idOf(3), idOf(0)}));
    QCOMPARE(ids({{}, "rare", {}, 200}), Ids{idOf(4)});
    QCOMPARE(ids({{}, "%", {}, 200}), Ids{});
    QCOMPARE(ids({{}, "x' OR '1'='1", {}, 200}), Ids{});
    const auto page = ledger.list({{}, {}, {}, 1});
    QVERIFY(page);
    QCOMPARE(page->front().order.items, kItems);
    QCOMPARE(page->front().capturedMinor, kAmount);
    QVERIFY(page->front().timeline.empty());
  }

  void movementsOfAProduct_data() { Databases::drivers(); }
  void movementsOfAProduct() {
    QFETCH(QString, driver);
    SqlLedger ledger(m_databases.fresh(driver));
    append(ledger, {restock("seed-abc", "abc", 100)});
    append(ledger, completedOrder("01JA"));
    const auto all = ledger.movements("abc", 10);
    QVERIFY(all);
    QCOMPARE(all->size(), 3u);
    QCOMPARE((*all)[0].kind, "sold");
    QCOMPARE((*all)[0].movementId, "01JA:abc:sold");
    QCOMPARE((*all)[0].orderId, "01JA");
    QCOMPARE((*all)[0].quantity, 2);
    QCOMPARE((*all)[0].occurredAt, kStart + core::Millis{9});
    const auto newest = ledger.movements("abc", 1);
    QVERIFY(newest);
    QCOMPARE(newest->size(), 1u);
    QCOMPARE((*newest)[0].kind, "sold");
    const auto none = ledger.movements("nothing", 10);
    QVERIFY(none && none->empty());
  }

  void knowsWhatIsMissing_data() { Databases::drivers(); }
  void knowsWhatIsMissing() {
    QFETCH(QString, driver);
    const LedgerConfig config = m_databases.fresh(driver);
    SqlLedger ledger(config);
    SqlLedgerAudit audit(config);
    append(ledger, completedOrder("01JA"));
    append(ledger, {at(5, EventKind::PaymentProcessed, "01JB", "confirmed"), restock("01JR", "abc", 5)});
    const auto unplaced = audit.ordersWithoutPlacement(10);
    QVERIFY(unplaced);
    QCOMPARE(*unplaced, Ids{"01JB"});
    Ids asked = {"01JA", "01JX", "01JB"};
    for (int i = 0; i < 1'200; ++i) asked.push_back(idOf(i));
    const auto missing = audit.missing(asked);
    QVERIFY(missing);
    QCOMPARE(missing->size(), 1'201u);
    QCOMPARE(missing->front(), "01JX");
  }

  void contradictionsShow_data() { Databases::drivers(); }
  void contradictionsShow() {
    QFETCH(QString, driver);
    const LedgerConfig config = m_databases.fresh(driver);
    SqlLedger ledger(config);
    SqlLedgerAudit audit(config);
    for (const auto& events :
         {completedOrder("01JA"), declinedOrder("01JB"), refundedOrder("01JC"), latelyPaidOrder("01JD")})
      append(ledger, events);
    auto illegal = audit.illegalHistories(10);
    QVERIFY(illegal);
    QCOMPARE(*illegal, Ids{});

    std::vector<Event> bothEnds = completedOrder("01JE");
    bothEnds.push_back(at(20, EventKind::OrderCancelled, "01JE", "items returned"));
    std::vector<Event> shippedUnpaid = declinedOrder("01JF");
    shippedUnpaid.push_back(at(30, EventKind::OrderShipped, "01JF"));
    std::vector<Event> skewed = completedOrder("01JG");  // by a node whose clock was set back
    skewed[1].occurredAt -= std::chrono::hours(1);
    for (const auto& events : {bothEnds, shippedUnpaid, skewed}) append(ledger, events);
    illegal = audit.illegalHistories(10);
    QVERIFY(illegal);
    QCOMPARE(*illegal, (Ids{"01JE", "01JF"}));
    illegal = audit.illegalHistories(1);
    QVERIFY(illegal);
    QCOMPARE(illegal->size(), 1u);
  }
};

ORDERDECK_TEST(LedgerContractTest)
#include "ledger_contract_test.moc"
