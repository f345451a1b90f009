// A hot store that lost something is closed, an honest one never, and one that does not answer is not known to be
// either.
#include <QtTest>

#include "services/orders/high_water_mark_keeper.h"
#include "services/recovery/store_guard.h"
#include "tests/harness/test_registry.h"
#include "tests/support/fake_marked_store.h"
#include "tests/support/gateway_world.h"
#include "tests/support/wait_until.h"

using namespace orderdeck;
using namespace std::chrono_literals;
using ports::HighWaterMarks;
using services::checkStore;
using services::whyRolledBack;

namespace {

HighWaterMarks marksOf(std::int64_t accepted, std::int64_t paying = 0) {
  return {.epoch = "e1",
          .since = {},
          .flow = {{">created", accepted}, {"created>paying", paying}},
          .stocked = {{"abc", 100}},
          .fences = {{"abc", 7}}};
}

bool contains(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

struct Watched {
  support::FakeMarkedStore store;
  support::FakeHighWaterMarkStore ledger;
  std::unique_ptr<services::StoreGuard> guard;

  services::StoreGuard& start() {
    guard = std::make_unique<services::StoreGuard>(
        [this] { return std::make_unique<support::FakeMarkedStore>(store); },
        [this] { return std::make_unique<support::FakeHighWaterMarkStore>(ledger); },
        services::StoreGuardSettings{.interval = core::Millis{5}, .away = core::Millis{5}});
    return *guard;
  }
};

}  // namespace

class StoreGuardTest : public QObject {
  Q_OBJECT
 private slots:
  void anHonestStoreIsNeverRolledBack() {
    QCOMPARE(whyRolledBack(std::nullopt, {}), std::string());  // nothing was ever accepted
    QCOMPARE(whyRolledBack(marksOf(10), marksOf(10)), std::string());
    QCOMPARE(whyRolledBack(marksOf(10), marksOf(11, 5)), std::string());
    // A ledger of before there were marks: no epoch to compare.
    QCOMPARE(
        whyRolledBack(HighWaterMarks{.epoch = {}, .since = {}, .flow = {{">created", 10}}, .stocked = {}, .fences = {}},
                      marksOf(10)),
        std::string());
  }

  void everyMarkTells_data() {
    QTest::addColumn<int>("which");
    QTest::addColumn<QString>("says");
    QTest::newRow("empty") << 0 << "empty";
    QTest::newRow("another epoch") << 1 << "e2";
    QTest::newRow("no epoch") << 2 << "without an epoch";
    QTest::newRow("accepted orders") << 3 << "9 accepted orders, it had counted 10";
    QTest::newRow("a move") << 4 << "created>paying";
    QTest::newRow("stocked") << 5 << "99 units of abc";
    QTest::newRow("a product is gone") << 6 << "0 units of abc";
    QTest::newRow("a token") << 7 << "token 6 of abc";
  }
  void everyMarkTells() {
    QFETCH(int, which);
    QFETCH(QString, says);
    HighWaterMarks seen = marksOf(10, 4);
    if (which == 0) seen = {};
    if (which == 1) seen.epoch = "e2";
    if (which == 2) seen.epoch.clear();
    if (which == 3) seen.flow[">created"] = 9;
    if (which == 4) seen.flow.erase("created>paying");
    if (which == 5) seen.stocked["abc"] = 99;
    if (which == 6) seen.stocked.clear();
    if (which == 7) seen.fences["abc"] = 6;
    const std::string why = whyRolledBack(marksOf(10, 4), seen);
    QVERIFY2(contains(why, says.toStdString()), why.c_str());
  }

  void theMarkLiesInTheStoreAndOutlivesTheNumbers() {
    support::FakeMarkedStore store;
    support::FakeHighWaterMarkStore ledger;
    ledger.kept.set(marksOf(10));
    store.setMarks(marksOf(9));
    const std::string why = checkStore(ledger, store).value();
    QVERIFY(!why.empty());
    // Its own orders go on and the numbers catch up; it is still not the store that it was.
    auto look = store.now.get();
    look.marks = marksOf(12);
    store.now.set(look);
    QCOMPARE(checkStore(ledger, store).value(), why);
    // The right store is put back: it bears no such mark.
    store.setMarks(marksOf(10));
    QCOMPARE(checkStore(ledger, store).value(), std::string());
  }

  /// Also where the ledger has no marks yet: it had its first stock, so it had an epoch.
  void aSeededStoreWithoutAnEpochWasEmptied() {
    support::FakeMarkedStore store;
    support::FakeHighWaterMarkStore ledger;
    QCOMPARE(checkStore(ledger, store).value(), std::string());  // a first start
    QVERIFY(!checkStore(ledger, store, true).value().empty());
    QVERIFY(!store.now.get().distrust.empty());
    Watched watched;
    auto& guard = watched.start();
    QVERIFY(guard.waitForLook(5s));
    QVERIFY(guard.isClosed());
  }

  void anEpochThatBeginsBetweenTheLooksIsNoFalseAlarm() {
    support::FakeMarkedStore store;
    support::FakeHighWaterMarkStore ledger;
    ledger.kept.set(marksOf(10));
    HighWaterMarks rebuilt = marksOf(9);
    rebuilt.epoch = "e2";
    ledger.afterRead = [&] {
      ledger.kept.set(rebuilt);
      store.setMarks(rebuilt);
    };
    QCOMPARE(checkStore(ledger, store).value(), std::string());
    QCOMPARE(store.now.get().distrust, std::string());
  }

  void theGuardClosesAndOpens() {
    Watched watched;
    watched.ledger.kept.set(marksOf(10));
    watched.store.setMarks(marksOf(10));
    auto& guard = watched.start();
    QVERIFY(guard.waitForLook(5s));
    QVERIFY(!guard.isClosed());
    watched.store.setMarks(marksOf(3));
    QVERIFY(support::waitUntil([&] { return guard.isClosed(); }));
    QVERIFY2(contains(guard.refusal().what, "orderdeckctl rebuild"), guard.refusal().what.c_str());
    QVERIFY2(contains(guard.reason(), "3 accepted orders"), guard.reason().c_str());
    HighWaterMarks rebuilt = marksOf(10);
    rebuilt.epoch = "e2";
    watched.ledger.kept.set(rebuilt);
    watched.store.setMarks(rebuilt);
    QVERIFY(support::waitUntil([&] { return !guard.isClosed(); }));
  }

  void whatDoesNotAnswerIsNotRolledBack() {
    Watched watched;
    watched.store.away.set(true);
    watched.ledger.kept.set(marksOf(10));
    auto& guard = watched.start();
    QVERIFY(!guard.waitForLook(100ms));
    QVERIFY(!guard.isClosed());
    watched.store.setMarks({});
    watched.ledger.away.set(true);
    watched.store.away.set(false);
    QVERIFY(!guard.waitForLook(100ms));
    QVERIFY(!guard.isClosed());
    watched.ledger.away.set(false);
    QVERIFY(support::waitUntil([&] { return guard.isClosed(); }));
    // Once it was seen, being away does not open it.
    watched.store.away.set(true);
    QTest::qWait(50);
    QVERIFY(guard.isClosed());
  }

  void theGatewayRefusesWritesAndSaysWhy() {
    Watched watched;
    watched.ledger.kept.set(marksOf(10));
    watched.store.setMarks(marksOf(3));
    auto& guard = watched.start();
    QVERIFY(guard.waitForLook(5s));
    support::GatewayWorld world;
    world.settings.guard = &guard;
    world.start();
    for (const auto& [path, body] : {std::pair<std::string, std::string>{"/orders", support::kGoodOrder},
                                     {"/orders/o1/cancel", ""},
                                     {"/inventory/abc/restock", R"({"quantity":5})"}}) {
      const auto reply = world.call("POST", path, body);
      QCOMPARE(reply.status, 503);
      QCOMPARE(support::code(reply), std::string("store_rolled_back"));
      QVERIFY2(contains(reply.body, "orderdeckctl rebuild"), reply.body.c_str());
    }
    const auto ready = world.call("GET", "/readyz");
    QCOMPARE(ready.status, 503);
    QVERIFY2(contains(ready.body, "rolled back"), ready.body.c_str());
    QCOMPARE(world.call("GET", "/inventory/abc").status, 200);
    QCOMPARE(world.store.orderCount(), std::size_t{0});
  }

  void aStoreThatRefusesByItselfIsToldAsSuch() {
    support::GatewayWorld world;
    world.start();
    world.store.failNext("place", 1, {core::ErrorCode::StoreRolledBack, "Redis answered: ROLLEDBACK", true});
    const auto reply = world.call("POST", "/orders", support::kGoodOrder);
    QCOMPARE(reply.status, 503);
    QCOMPARE(support::code(reply), std::string("store_rolled_back"));
  }

  void marksAreWrittenWhenTheyGrow() {
    support::FakeMarkedStore store;
    support::FakeHighWaterMarkStore ledger;
    services::HighWaterMarkKeeper keeper(store, ledger);
    store.setMarks(marksOf(1));
    QVERIFY(keeper.keep().has_value());
    QVERIFY(keeper.keep().has_value());
    QCOMPARE(ledger.raises.get(), 1);
    store.setMarks(marksOf(2));
    QVERIFY(keeper.keep().has_value());
    QCOMPARE(ledger.kept.get()->flow.at(">created"), 2);
    // A store that is closed, or away, says nothing that may be kept.
    store.now.set({.marks = marksOf(9), .distrust = "rolled back"});
    QVERIFY(keeper.keep().has_value());
    store.away.set(true);
    QVERIFY(keeper.keep().has_value());
    QCOMPARE(ledger.kept.get()->flow.at(">created"), 2);
    // But marks that cannot be written must not be passed over: what is appended then might be more than they say.
    store.away.set(false);
    store.setMarks(marksOf(10));
    ledger.away.set(true);
    QVERIFY(!keeper.keep().has_value());
  }
};

ORDERDECK_TEST(StoreGuardTest)
#include "store_guard_test.moc"
