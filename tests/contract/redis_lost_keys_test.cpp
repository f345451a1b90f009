// A Redis that loses keys while it runs: from the first call on nothing is concluded from what is missing, and nothing
// that is missing is made anew.
#include <QTest>

#include "adapters/redis/redis_fence_source.h"
#include "adapters/redis/redis_lock.h"
#include "adapters/redis/redis_marked_store.h"
#include "services/orders/product_locks.h"
#include "tests/contract/redis_fixture.h"
#include "tests/harness/test_registry.h"

using namespace orderdeck;
using namespace orderdeck::test;
using core::ErrorCode;
using core::Millis;
using ports::StockEffect;
using ports::TransitionOutcome;
using enum domain::OrderState;

namespace {

template <typename T>
bool isRefused(const core::Result<T>& result) {
  return !result && result.error().code == ErrorCode::StoreRolledBack && result.error().retryable;
}

}  // namespace

class RedisLostKeysTest : public QObject {
  Q_OBJECT

  RedisFixture m_redis;
  adapters::redis::RedisLock m_lock{m_redis.address};
  adapters::redis::RedisFenceSource m_fences{m_redis.address};

  std::string placed(const Items& items = {{"abc", 2}}) {
    const auto order = placement(items);
    return placeOne(m_redis.orders, order).value().orderId;
  }
  auto place(const Items& items) {
    const auto order = placement(items);
    return m_redis.orders.place(std::span(&order, 1));
  }
  auto move(const ports::OrderTransition& one) { return m_redis.orders.transition(std::span(&one, 1)); }
  auto find(const std::string& id) { return m_redis.orders.find(std::span(&id, 1)); }
  auto lock(const std::string& product) { return m_lock.acquire({product}, "inventory-1", Millis{10'000}, Millis{0}); }
  std::string distrust() { return m_redis.get({"HGET", "epoch", "distrust"}); }
  std::string state(const std::string& id) { return m_redis.get({"HGET", "order:" + id, "state"}); }
  std::size_t keys(const char* pattern) { return m_redis.raw.run({"KEYS", pattern}).value().view().size(); }

 private slots:
  void init() { m_redis.reset({{"abc", 1'000}, {"xyz", 1'000}}); }

  void anEmptiedStoreTakesNothingInAndProvesNothing() {
    const std::string id = placed();
    m_redis.raw.run({"FLUSHALL"}).value();
    QVERIFY(isRefused(place({{"abc", 1}})));
    QVERIFY(isRefused(place({{"ghost", 1}})));
    QVERIFY(isRefused(move(movement(id, {Paying}))));
    QVERIFY(isRefused(move(movement("never", {Cancelled}, StockEffect::GiveBack))));
    QVERIFY(isRefused(find(id)));
    QVERIFY(isRefused(m_redis.stock.restock("abc", 1)));
    QVERIFY(isRefused(m_redis.stock.seedMore({{"abc", product("abc", 5)}})));
    QVERIFY(isRefused(m_redis.stock.levels()));
    QVERIFY(isRefused(m_redis.stock.level("abc")));
    QVERIFY(isRefused(lock("abc")));
    QCOMPARE(m_redis.number({"DBSIZE"}), 0);
    // Who looks at the store as it is sees just that.
    adapters::redis::RedisOrderStore orders(m_redis.address, adapters::redis::Absence::Raw);
    adapters::redis::RedisStockStore stock(m_redis.address, "test", adapters::redis::Absence::Raw);
    QVERIFY(!orders.find(std::span(&id, 1)).value().front());
    QVERIFY(stock.levels().value().empty());
    QVERIFY(!stock.level("abc").value());
  }

  void anEpochThatIsGoneIsEnough() {
    const std::string id = placed();
    m_redis.raw.run({"DEL", "epoch"}).value();
    QVERIFY(isRefused(place({{"abc", 1}})));
    QVERIFY(isRefused(move(movement(id, {Paying}))));
    QVERIFY(isRefused(lock("abc")));
    QCOMPARE(find(id).value().front()->state, Created);  // what is there is shown
    QVERIFY(isRefused(find("never")));
    QCOMPARE(m_redis.stock.levels().value().size(), 2u);
  }

  void anOpenOrderThatIsGoneClosesTheStore() {
    const std::string lost = placed(), other = placed();
    m_redis.raw.run({"DEL", "order:" + lost}).value();
    QVERIFY(isRefused(find(lost)));
    QCOMPARE(distrust(), std::string());  // a look changes nothing
    const auto moved = m_redis.orders.transition(std::vector{movement(other, {Paying}), movement(lost, {Paying})});
    QVERIFY(isRefused(moved));
    QVERIFY2(distrust().contains(lost), distrust().c_str());
    QCOMPARE(state(other), std::string("created"));
    QVERIFY(isRefused(place({{"abc", 1}})));
  }

  void anOrderThatHasEndedIsMerelyUnknown() {
    const std::string id = placed();
    QVERIFY(transitionOne(m_redis.orders, movement(id, {Cancelled}, StockEffect::GiveBack)).outcome ==
            TransitionOutcome::Moved);
    m_redis.orders.retire(std::vector{id}, Millis{1}).value();
    QTRY_COMPARE(m_redis.number({"EXISTS", "order:" + id}), 0);
    QVERIFY(transitionOne(m_redis.orders, movement(id, {Paying})).outcome == TransitionOutcome::Unknown);
    QVERIFY(transitionOne(m_redis.orders, movement("never", {Paying})).outcome == TransitionOutcome::Unknown);
    QVERIFY(!find(id).value().front());
    QCOMPARE(distrust(), std::string());
  }

  void aProductThatIsGoneClosesTheStore_data() {
    QTest::addColumn<QString>("by");
    for (const char* by : {"place", "restock", "seed", "fence", "sell", "giveback"}) QTest::newRow(by) << by;
  }
  void aProductThatIsGoneClosesTheStore() {
    QFETCH(QString, by);
    const std::string id = placed({{"abc", 2}, {"xyz", 1}});
    if (by == "sell") move(movement(id, {Paying, Paid})).value();
    m_redis.raw.run({"DEL", "stock:xyz"}).value();
    QVERIFY(isRefused(m_redis.stock.level("xyz")));
    QVERIFY(isRefused(m_redis.stock.levels()));
    QCOMPARE(distrust(), std::string());
    if (by == "place") QVERIFY(isRefused(place({{"abc", 1}, {"xyz", 1}})));
    if (by == "restock") QVERIFY(isRefused(m_redis.stock.restock("xyz", 1)));
    if (by == "seed") QVERIFY(isRefused(m_redis.stock.seed({{"xyz", product("xyz", 5)}})));
    if (by == "fence") QVERIFY(isRefused(m_fences.draw(std::vector<std::string>{"abc", "xyz"})));
    if (by == "sell") QVERIFY(isRefused(move(movement(id, {Reserved}, StockEffect::Sell))));
    if (by == "giveback") QVERIFY(isRefused(move(movement(id, {Cancelled}, StockEffect::GiveBack))));
    QVERIFY2(distrust().contains("xyz"), distrust().c_str());
    QCOMPARE(m_redis.number({"EXISTS", "stock:xyz"}), 0);
    QCOMPARE(m_redis.stock.level("abc").value()->fence, 0);
    QCOMPARE(m_redis.get({"HGET", "stock:abc", "reserved"}), std::string("2"));
    QCOMPARE(state(id), std::string(by == "sell" ? "paid" : "created"));
  }

  void theSetOfProductsThatIsGoneMakesNoProductUnknown() {
    m_redis.raw.run({"DEL", "products", "stock:xyz"}).value();
    QVERIFY(isRefused(place({{"xyz", 1}})));
    QVERIFY(!distrust().empty());
  }

  void aProductThatNeverWasIsUnknown() {
    QVERIFY(place({{"ghost", 1}}).value().front().error().code == ErrorCode::UnknownProduct);
    QVERIFY(m_redis.stock.restock("ghost", 1).error().code == ErrorCode::UnknownProduct);
    QVERIFY(!m_redis.stock.level("ghost").value());
    QCOMPARE(distrust(), std::string());
  }

  /// Anybody can put an event with any product on the bus.
  void forgedProductsLeaveNothing() {
    std::vector<std::string> forged;
    for (int i = 0; i < 2'000; ++i) forged.push_back("forged-" + std::to_string(i));
    forged.push_back("abc");
    services::ProductLocks locks(m_lock, m_fences, "inventory-1", Millis{10'000});
    const auto grant = locks.acquire({forged.begin(), forged.end()}, Millis{100});
    QVERIFY2(grant.has_value(), grant ? "" : grant.error().what.c_str());
    QCOMPARE(grant->fences.at("abc"), 1);
    QCOMPARE(grant->fences.at("forged-7"), 0);
    QCOMPARE(keys("stock:*"), 2u);
    locks.release(*grant);
    QCOMPARE(keys("lock*"), 0u);
    QVERIFY(transitionOne(m_redis.orders, movement("forged", {Reserved}, StockEffect::Sell)).outcome ==
            TransitionOutcome::Unknown);
    QCOMPARE(keys("stock:*"), 2u);
  }
};

ORDERDECK_TEST(RedisLostKeysTest)
#include "redis_lost_keys_test.moc"
