// The ledger's contract on SQLite and on PostgreSQL; and what their tables and LedgerAudit's sums say.
#include <algorithm>
#include <random>

#include <QtTest>

#include "adapters/sql/sql_ledger.h"
#include "adapters/sql/sql_ledger_audit.h"
#include "tests/contract/ledger_contract.h"
#include "tests/contract/ledger_databases.h"
#include "tests/harness/test_registry.h"
#include "tests/support/ledger_stories.h"

using namespace orderdeck;
using namespace orderdeck::tests;
using adapters::sql::LedgerConfig;
using adapters::sql::SqlLedger;
using adapters::sql::SqlLedgerAudit;
using contract::idOf;

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
    contract::anOrderIsThereWhole(ledger);
  }

  void textSurvives_data() { Databases::drivers(); }
  void textSurvives() {
    QFETCH(QString, driver);
    SqlLedger ledger(m_databases.fresh(driver));
    contract::textSurvives(ledger);
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
    contract::aBatchMayRepeatItself(ledger);
  }

  void whatComesAgainIsNotTakenAgain_data() { Databases::drivers(); }
  void whatComesAgainIsNotTakenAgain() {
    QFETCH(QString, driver);
    SqlLedger ledger(m_databases.fresh(driver));
    contract::whatComesAgainIsNotTakenAgain(ledger);
  }

  void anOrderIsWholeOnceItsEndHasAllThatItCallsFor_data() { Databases::drivers(); }
  void anOrderIsWholeOnceItsEndHasAllThatItCallsFor() {
    QFETCH(QString, driver);
    SqlLedger ledger(m_databases.fresh(driver));
    contract::anOrderIsWholeOnceItsEndHasAllThatItCallsFor(ledger);
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
    contract::listsTheNewestFirst(ledger);
  }

  void everyOrderIsFoundInPages_data() { Databases::drivers(); }
  void everyOrderIsFoundInPages() {
    QFETCH(QString, driver);
    SqlLedger ledger(m_databases.fresh(driver));
    contract::everyOrderIsFoundInPages(ledger);
  }

  void anOpenOrderHasItsDeadline_data() { Databases::drivers(); }
  void anOpenOrderHasItsDeadline() {
    QFETCH(QString, driver);
    SqlLedger ledger(m_databases.fresh(driver));
    contract::anOpenOrderHasItsDeadline(ledger);
  }

  /// As a ledger is that an older program wrote: it gets them when the system starts, and is read without them until
  /// then.
  void aLedgerWithoutIndexesIsReadAndGetsThem_data() { Databases::drivers(); }
  void aLedgerWithoutIndexesIsReadAndGetsThem() {
    QFETCH(QString, driver);
    const LedgerConfig config = m_databases.fresh(driver);
    append(*std::make_unique<SqlLedger>(config), completedOrder("01JA"));
    RawDatabase db(config);
    const QString ask = driver == "sqlite" ? "SELECT count(*) FROM sqlite_master WHERE name IN "
                                           : "SELECT count(*) FROM pg_indexes WHERE indexname IN ";
    const QString indexes = ask + "('orders_state', 'orders_user', 'order_items_product')";
    QCOMPARE(db.rows(indexes), QStringList{"3"});
    for (const char* name : {"orders_state", "orders_user", "order_items_product"})
      db.execute(QString("DROP INDEX %1").arg(name));
    LedgerConfig reading = config;
    reading.readOnly = true;
    QCOMPARE(SqlLedger(reading).list({.text = "user1"}).value().orders.size(), 1u);
    QCOMPARE(db.rows(indexes), QStringList{"0"});
    append(*std::make_unique<SqlLedger>(config), completedOrder("01JB"));
    QCOMPARE(db.rows(indexes), QStringList{"3"});
    QCOMPARE(SqlLedger(reading).list({.text = "user1"}).value().orders.size(), 2u);
  }

  void movementsOfAProduct_data() { Databases::drivers(); }
  void movementsOfAProduct() {
    QFETCH(QString, driver);
    SqlLedger ledger(m_databases.fresh(driver));
    contract::movementsOfAProduct(ledger);
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
