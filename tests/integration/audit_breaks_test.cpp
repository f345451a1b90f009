// Each invariant can fail: a sound system at rest in a real Redis and a real ledger, one of them broken
// by hand in the raw store or in the client's journal, and exactly that invariant turns red, with its offender's name.
// The live audit, on the same stores, sees what can be seen live.
#include <QtTest>

#include <fstream>

#include "adapters/redis/redis_fence_probe.h"
#include "core/ids.h"
#include "services/orders/order_events.h"
#include "tests/harness/test_registry.h"
#include "tests/integration/audit_world.h"
#include "tests/support/wait_until.h"

using namespace orderdeck;
using domain::OrderState;
using namespace orderdeck::tests::audited;

class AuditBreaksTest : public QObject {
  Q_OBJECT
 private slots:
  void aSoundSystemIsSoundLiveToo() {
    World world;
    const auto report = world.audit();
    QVERIFY2(report.ok && brokenOf(report.invariants).isEmpty(), qPrintable(tellAll(report.invariants)));
    for (const auto& i : report.invariants) QVERIFY2(i.status == "ok", qPrintable(tellAll(report.invariants)));
    QVERIFY(report.balance ==
            (api::Balance{.accepted = 5, .finished = 5, .inFlight = 0, .deadLettered = 0, .unaccounted = 0}));
    Live live(world);
    QCOMPARE(live.next(), "");
    const std::lock_guard lock(live.mutex);
    for (const auto& result : live.findings.invariants)
      QVERIFY2(result.verdict == ops::Verdict::Ok, result.detail.c_str());
  }

  void eachBreakTurnsExactlyItsInvariantRed_data() {
    using Break = std::function<void(World&)>;
    QTest::addColumn<QString>("number");
    QTest::addColumn<QString>("live");      // broken live
    QTest::addColumn<QString>("offender");  // "first": the first order; else a product; empty: a number without a name
    QTest::addColumn<Break>("breakIt");
    const auto row = [](const char* number, const char* live, const char* offender, Break breakIt) {
      QTest::newRow(number) << number << live << offender << breakIt;
    };
    // Sold once more than there is, and both stores agree on it.
    row("1", "1", "xyz", [](World& w) {
      w.redis.command({"HSET", "stock:xyz", "available", "-5", "sold", "1005"});
      w.sql(QString("INSERT INTO stock_movements VALUES ('m1', '%1', 'xyz', 'reserved', 1005, 1), ('m2', '%1', 'xyz', "
                    "'sold', 1005, 1)")
                .arg(w.ids[0].c_str()));
    });
    // A finished order keeps its stock; with that the product's reserved units stay, in both stores.
    row("2", "2", "first", [](World& w) {
      w.redis.command({"HSET", "order:" + w.ids[0], "stock", "reserved"});
      w.redis.command({"HINCRBY", "stock:abc", "sold", "-2"});
      w.redis.command({"HINCRBY", "stock:abc", "reserved", "2"});
      w.sql(QString("DELETE FROM stock_movements WHERE order_id = '%1' AND kind = 'sold'").arg(w.ids[0].c_str()));
    });
    row("3", "3", "abc", [](World& w) { w.redis.command({"HINCRBY", "stock:abc", "stocked", "1"}); });
    row("4", "4", "", [](World& w) { w.redis.command({"HINCRBY", "flow", ">created", "1"}); });
    row("5", "", "first", [](World& w) {
      w.sql(QString("UPDATE payments SET captured_minor = 2000 WHERE order_id = '%1'").arg(w.ids[0].c_str()));
    });
    row("6", "", "first", [](World& w) {
      const auto body = QString::fromStdString(
          domain::encodeEvent(domain::makeEvent(domain::EventKind::OrderCancelled, w.ids[0], core::now(), "test-1")));
      w.sql(QString("INSERT INTO order_events VALUES ('%1-cancelled', '%1', 'OrderCancelled', 9999999999999, 1, 'x', "
                    "'order-closed', 0, 0, '%2')")
                .arg(w.ids[0].c_str(), body));
    });
    row("7", "", "first", [](World& w) {
      w.sql(QString("UPDATE order_events SET \"offset\" = 100000, recorded_at = recorded_at + 500 WHERE event_id = "
                    "'%1-shipped'")
                .arg(w.ids[0].c_str()));
    });
    row("8", "8", "order-of-another", [](World& w) {
      w.appendKeyed("key-0 " + QString("%1").arg(core::stableHash("body"), 16, 16, QChar('0')).toStdString() +
                    " 202 order-of-another");
    });
    row("9", "9", "abc", [](World& w) { w.redis.command({"HSET", "stock:abc", "fence", "3"}); });
    row("10", "", "first", [](World& w) { w.redis.command({"HSET", "order:" + w.ids[0], "state", "refunded"}); });
    row("11", "11", "", [](World& w) {
      for (int i = 0; i < 20; ++i) w.redis.command({"XADD", "outbox", "*", "event", "{}"});
    });
    row("12", "", "", [](World& w) { w.recovery.since = std::chrono::steady_clock::now() - core::Millis{5'000}; });
  }

  void eachBreakTurnsExactlyItsInvariantRed() {
    QFETCH(QString, number);
    QFETCH(QString, live);
    QFETCH(QString, offender);
    QFETCH(std::function<void(World&)>, breakIt);
    World world;
    world.redis.command({"HSET", "stock:abc", "fence", "7"});
    QVERIFY(world.audit().ok);
    Live watch(world);
    QCOMPARE(watch.next(), "");
    breakIt(world);

    const auto report = world.audit();
    QVERIFY(!report.ok);
    QVERIFY2(brokenOf(report.invariants) == number, qPrintable(tellAll(report.invariants)));
    const auto& broken = report.invariants[static_cast<std::size_t>(number.toInt() - 1)];
    const std::string name = offender == "first" ? world.ids[0] : offender.toStdString();
    if (!name.empty()) {
      const auto& names = offender == "abc" || offender == "xyz" ? broken.products : broken.orders;
      QVERIFY2(std::ranges::find(names, name) != names.end(), broken.detail.c_str());
      QVERIFY(broken.offenders >= 1);
    }
    if (offender == "first") {
      QVERIFY(!report.broken.empty());
      QCOMPARE(report.broken.front().order.orderId, name);
      QVERIFY(report.broken.front().timeline.size() >= 5);
    }
    QCOMPARE(watch.next(), live);
  }

  // Single corruptions of the raw stores, and who must see each: one invariant, or those that it truly breaks together.
  void everyCorruptionIsSeen_data() {
    using Break = std::function<void(World&)>;
    QTest::addColumn<QString>("broken");
    QTest::addColumn<Break>("breakIt");
    const auto row = [](const char* name, const char* broken, Break breakIt) {
      QTest::newRow(name) << broken << breakIt;
    };
    const auto sql = [&row](const char* name, const char* broken, const char* text) {
      row(name, broken,
          [text](World& w) { w.sql(QString(text).replace("$1", w.ids[0].c_str()).replace("$2", w.ids[1].c_str())); });
    };
    const auto redis = [&row](const char* name, const char* broken, std::vector<std::string> words) {
      row(name, broken, [words](World& w) {
        std::vector<std::string> command = words;
        for (auto& word : command)
          if (const auto at = word.find("$1"); at != std::string::npos) word.replace(at, 2, w.ids[0]);
        w.redis.command(command);
      });
    };
    // The ledger's rows.
    sql("an order's row is gone", "5,10", "DELETE FROM orders WHERE order_id = '$1'");
    sql("an order's state is behind its events", "6,10", "UPDATE orders SET state = 'shipped' WHERE order_id = '$1'");
    sql("an order's state is another end", "5,6,10", "UPDATE orders SET state = 'cancelled' WHERE order_id = '$1'");
    sql("an order's state goes on after its end", "5,6,10",
        "UPDATE orders SET state = 'refunded' WHERE order_id = '$1'");
    sql("an order's worth", "5", "UPDATE orders SET amount_minor = amount_minor + 1 WHERE order_id = '$1'");
    sql("what was seen of an order", "6", "UPDATE orders SET seen = seen & ~64 WHERE order_id = '$1'");
    sql("an event is gone", "6", "DELETE FROM order_events WHERE event_id = '$1-paid'");
    sql("the last event is gone", "6", "DELETE FROM order_events WHERE event_id = '$1-completed'");
    sql("the placing is gone", "6", "DELETE FROM order_events WHERE event_id = '$1-placed'");
    sql("an event of another order", "6", "UPDATE order_events SET order_id = '$2' WHERE event_id = '$1-shipped'");
    sql("a second charge", "5", "UPDATE payments SET captured_minor = captured_minor * 2 WHERE order_id = '$1'");
    sql("a charge is gone", "5", "DELETE FROM payments WHERE order_id = '$1'");
    sql("money went back", "5", "UPDATE payments SET refunded_minor = 100 WHERE order_id = '$1'");
    sql("a charge without an order", "5", "INSERT INTO payments VALUES ('p9', 'nobody', 500, 0, 'captured')");
    sql("points are not what was paid", "5", "UPDATE points SET accrued = accrued + 1 WHERE order_id = '$1'");
    sql("points are gone", "5", "DELETE FROM points WHERE order_id = '$1'");
    sql("a movement is gone: reserved", "10",
        "DELETE FROM stock_movements WHERE order_id = '$1' AND kind = 'reserved'");
    sql("a movement is gone: sold", "10", "DELETE FROM stock_movements WHERE order_id = '$1' AND kind = 'sold'");
    sql("a movement of another quantity", "10",
        "UPDATE stock_movements SET quantity = 3 WHERE order_id = '$1' AND kind = 'sold'");
    sql("a movement of another product", "10",
        "UPDATE stock_movements SET product_id = 'xyz' WHERE order_id = '$1' AND kind = 'sold'");
    sql("units that nobody stocked", "3",
        "UPDATE stock_movements SET quantity = quantity + 1 WHERE kind = 'stocked' AND product_id = 'abc'");
    sql("units of a product that does not exist", "3",
        "INSERT INTO stock_movements VALUES ('m9', 'r9', 'ghost', 'stocked', 5, 1)");
    sql("an order of a product that does not exist", "10",
        "INSERT INTO stock_movements VALUES ('m9', '$1', 'ghost', 'reserved', 5, 1)");
    sql("offsets the wrong way", "7",
        "UPDATE order_events SET \"offset\" = 0, recorded_at = recorded_at - 500 WHERE event_id = '$1-completed'");
    sql("two orders with one key", "8",
        "UPDATE order_events SET body = replace(body, '\"key-1\"', '\"key-0\"') WHERE event_id = '$2-placed'");
    // Redis' keys.
    redis("available", "3", {"HINCRBY", "stock:abc", "available", "1"});
    redis("reserved", "2,3,10", {"HINCRBY", "stock:abc", "reserved", "1"});
    redis("sold", "3,10", {"HINCRBY", "stock:abc", "sold", "1"});
    redis("below 0", "1,3", {"HSET", "stock:abc", "available", "-1"});
    redis("a product is gone", "3,10", {"SREM", "products", "abc"});
    redis("the token went back", "9", {"HSET", "stock:abc", "fence", "3"});
    redis("an order's end", "10", {"HSET", "order:$1", "state", "cancelled"});
    redis("an order is reopened", "4,6", {"HSET", "order:$1", "state", "paid"});
    redis("an order holds what it sold", "2", {"HSET", "order:$1", "stock", "reserved"});
    redis("an order too many", "4", {"HINCRBY", "flow", ">created", "1"});
    redis("an order too few", "4,6", {"HINCRBY", "flow", ">created", "-1"});
    redis("a move too many", "6", {"HINCRBY", "flow", "created>paying", "1"});
    redis("an end too many", "6,10", {"HINCRBY", "flow", "shipped>completed", "1"});
    redis("an end too few", "10", {"HINCRBY", "flow", "shipped>completed", "-1"});
    redis("a move that does not exist", "6", {"HSET", "flow", "completed>paid", "1"});
    redis("an order in the index that is not there", "4", {"ZADD", "deadlines", "1", "nobody"});
    // What a client was told.
    row("an answer that is nowhere", "4",
        [](World& w) { std::ofstream(w.journalFolder() + "/01.log", std::ios::app) << "told-but-nowhere\n"; });
    row("one key, two answers", "8", [](World& w) {
      w.appendKeyed("key-0 " + QString("%1").arg(core::stableHash("body"), 16, 16, QChar('0')).toStdString() +
                    " 202 another");
    });
  }

  void everyCorruptionIsSeen() {
    QFETCH(QString, broken);
    QFETCH(std::function<void(World&)>, breakIt);
    World world;
    world.redis.command({"HSET", "stock:abc", "fence", "7"});
    const auto before = world.audit();
    QVERIFY2(before.ok, qPrintable(tellAll(before.invariants)));
    breakIt(world);
    const auto report = world.audit();
    QVERIFY2(brokenOf(report.invariants) == broken,
             qPrintable("broken: " + brokenOf(report.invariants) + "\n" + tellAll(report.invariants)));
  }

  // An order that is open, and of which Redis has lost the hash, the place in the index, or both.
  void anOpenOrderThatIsGoneIsLostNotUndersold_data() {
    QTest::addColumn<bool>("hash");
    QTest::addColumn<bool>("index");
    QTest::addColumn<bool>("booked");
    QTest::newRow("hash") << true << false << true;
    QTest::newRow("index") << false << true << true;
    QTest::newRow("both") << true << true << true;
    QTest::newRow("hash, and the ledger never heard of it") << true << false << false;
  }

  void anOpenOrderThatIsGoneIsLostNotUndersold() {
    QFETCH(bool, hash);
    QFETCH(bool, index);
    QFETCH(bool, booked);
    World world;
    const domain::Order order = world.place();
    world.redis.command({"DEL", "outbox"});
    if (booked) world.record(services::placedEvent(order, "test-1"));
    Live live(world);
    QCOMPARE(live.next(), "");
    QCOMPARE(brokenOf(world.audit().invariants), "");
    if (hash) world.redis.command({"DEL", "order:" + order.orderId});
    if (index) world.redis.command({"ZREM", "deadlines", order.orderId});
    const auto report = world.audit();
    QVERIFY2(brokenOf(report.invariants) == "4", qPrintable(tellAll(report.invariants)));
    QCOMPARE(report.invariants[3].orders, std::vector<std::string>{order.orderId});
    QVERIFY(support::waitUntil([&] { return live.next() == "4"; }));
  }

  // A node whose clock was set back or forward by an hour dates its events so: nothing is wrong with its orders.
  void aClockThatWasSetBreaksNothing() {
    World world;
    for (const int minutes : {-60, 60}) {
      for (const char* event : {"placed", "paid", "reserved", "shipped", "completed"}) {
        world.sql(QString("UPDATE order_events SET occurred_at = occurred_at + %1, recorded_at = recorded_at + %1 "
                          "WHERE event_id LIKE '%%-%2'")
                      .arg(minutes * 60'000)
                      .arg(event));
        const auto report = world.audit();
        QVERIFY2(report.ok, qPrintable(tellAll(report.invariants)));
      }
    }
  }

  // A store that cannot be read leaves unknown what depends on it, with its reason, live too; and nothing is said to
  // hold.
  void aStoreThatCannotBeReadIsNotChecked() {
    World world;
    std::filesystem::resize_file(world.config.dsn, 0);
    std::ofstream(world.config.dsn) << "this is no database, and was one before";
    for (const char* rest : {"-wal", "-shm"}) std::filesystem::remove(world.config.dsn + rest);
    auto report = world.audit();
    QVERIFY(!report.ok && !report.atRest && !report.unrest.empty());
    QCOMPARE(brokenOf(report.invariants), "");
    for (const int number : {3, 4, 5, 6, 7, 8, 10}) {
      const auto& i = report.invariants[static_cast<std::size_t>(number - 1)];
      QVERIFY2(i.status == "unknown" && i.detail.find("the ledger could not be read: ") == 0, i.detail.c_str());
    }
    QCOMPARE(report.invariants[0].status.text(), "ok");
    QCOMPARE(report.invariants[8].status.text(), "ok");
    world.server.stop();
    report = world.audit();
    for (const int number : {1, 2, 9})
      QCOMPARE(report.invariants[static_cast<std::size_t>(number - 1)].status.text(), "unknown");
  }

  // What the live audit samples are the orders of new rows: so these break one as it comes in.
  void newRowsThatAreBrokenTurnRedLive() {
    World world;
    Live live(world);
    QCOMPARE(live.next(), "");
    const domain::Order order = world.place();
    world.move(order.orderId, {OrderState::Paying});
    world.redis.command({"DEL", "outbox"});
    domain::Order paid = order;
    paid.state = OrderState::Paid;
    paid.paymentId = "pay" + order.orderId;
    for (const auto& event : services::eventsOf(paid, "test-1")) world.record(event);
    QVERIFY(support::waitUntil([&] {
      const std::lock_guard lock(live.mutex);
      return live.findings.invariants[9].verdict == ops::Verdict::Broken;
    }));
    const std::lock_guard lock(live.mutex);
    QCOMPARE(live.findings.invariants[9].orders, std::vector<std::string>{order.orderId});
    QVERIFY(live.findings.invariants[4].verdict == ops::Verdict::Ok);
  }

  void theFenceProbeLeavesNothingBehind() {
    World world;
    const auto before = world.redis.keys("*");
    const auto flow = world.redis.hash("flow");
    adapters::redis::RedisFenceProbe probe(world.address);
    QVERIFY(probe.refusesOldToken().value());
    world.redis.command({"SCRIPT", "FLUSH"});
    QVERIFY(!probe.refusesOldToken());  // the scripts are gone: an error, not a verdict
    QCOMPARE(world.redis.keys("*").size(), before.size());
    QCOMPARE(world.redis.hash("flow"), flow);
  }
};

ORDERDECK_TEST(AuditBreaksTest)
#include "audit_breaks_test.moc"
