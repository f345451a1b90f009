// Redis keeps the contract of the hot store, on a real server; and the keys that it writes.
#include "adapters/redis/redis_fence_source.h"
#include "tests/contract/redis_fixture.h"
#include "tests/contract/store_contract.h"
#include "tests/harness/test_registry.h"

using namespace orderdeck;
using namespace orderdeck::test;

namespace {

class RedisWorld : public contract::StoreWorld {
 public:
  ports::HotStore& hot() override { return redis.orders; }
  ports::StockStore& stock() override { return redis.stock; }
  ports::FenceSource& fences() override { return m_fences; }
  std::unique_ptr<ports::HotStore> connect() override {
    return std::make_unique<adapters::redis::RedisOrderStore>(redis.address);
  }
  std::unique_ptr<ports::StockStore> connectStock() override {
    return std::make_unique<adapters::redis::RedisStockStore>(redis.address, "test-2");
  }
  void reset(const std::vector<std::pair<std::string, std::int64_t>>& products) override { redis.reset(products); }
  void putState(const std::string& orderId, domain::OrderState state) override {
    redis.raw.run({"HSET", "order:" + orderId, "state", domain::stateName(state)}).value();
  }
  void putUnits(const std::string& productId, std::int64_t available, std::int64_t reserved) override {
    redis.raw
        .run({"HSET", "stock:" + productId, "available", std::to_string(available), "reserved",
              std::to_string(reserved)})
        .value();
  }
  void putFence(const std::string& productId, std::int64_t token) override {
    redis.raw.run({"HSET", "stock:" + productId, "fence", std::to_string(token)}).value();
  }

  RedisFixture redis;

 private:
  adapters::redis::RedisFenceSource m_fences{redis.address};
};

}  // namespace

class RedisOrderStoreTest : public contract::StoreContract {
  Q_OBJECT

  RedisWorld m_world;
  RedisFixture& m_redis = m_world.redis;

  contract::StoreWorld& world() override { return m_world; }

 private slots:
  void init() { m_world.reset({{"abc", 1'000}, {"xyz", 5}}); }

  void aRefusedPlacementLeavesNoKey() {
    for (const auto& second : {std::pair("xyz", 6), std::pair("none", 1)}) {
      const auto place = placement({{"abc", 2}, second}, "key");
      QVERIFY(!placeOne(m_redis.orders, place));
      QCOMPARE(m_redis.number(
                   {"EXISTS", "order:" + place.order.orderId, "idem:key", "outbox", "deadlines", "flow", "stock:none"}),
               0);
    }
  }

  void anIdempotencyKeyIsKeptForADay() {
    QVERIFY(placeOne(m_redis.orders, placement({{"abc", 2}}, "key", "body1")).has_value());
    QVERIFY(m_redis.number({"TTL", "idem:key"}) > 86'000);
  }

  void aChangesKeyIsKeptForADay() {
    QVERIFY(m_redis.stock.restock("abc", 1, {"key-1", "hash"}).has_value());
    QVERIFY(m_redis.number({"TTL", "idem:key-1"}) > 86'000);
    const auto place = placement({{"abc", 2}});
    QVERIFY(placeOne(m_redis.orders, place).has_value());
    auto cancel = movement(place.order.orderId, {domain::OrderState::Cancelled}, ports::StockEffect::GiveBack);
    cancel.requestKey = {"key-2", "hash"};
    QVERIFY(transitionOne(m_redis.orders, cancel).outcome == ports::TransitionOutcome::Moved);
    QVERIFY(m_redis.number({"TTL", "idem:key-2"}) > 86'000);
  }

  void whatCouldNotBeSentIsUnavailable() {
    adapters::redis::RedisAddress nowhere{.endpoint = "unix:/nowhere/redis.sock", .password = {}};
    adapters::redis::RedisOrderStore orders(nowhere);
    adapters::redis::RedisStockStore stock(nowhere, "test-1");
    const std::vector places{placement({{"abc", 2}})};
    const auto move = movement("o1", {domain::OrderState::Cancelled});
    QCOMPARE(orders.place(places).error().code, core::ErrorCode::Unavailable);
    QCOMPARE(orders.transition({&move, 1}).error().code, core::ErrorCode::Unavailable);
    QCOMPARE(stock.restock("abc", 1).error().code, core::ErrorCode::Unavailable);
  }

  void stockAddedNamesItsNode() {
    QVERIFY(m_redis.stock.restock("abc", 1).has_value());
    QCOMPARE(contract::outboxOf(m_world).at(0).node, std::string("test-1"));
  }
};

ORDERDECK_TEST(RedisOrderStoreTest)
#include "redis_order_store_test.moc"
