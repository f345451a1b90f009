// RedisLock keeps the contract of DistributedLock on a real server; its keys; and tokens that protect what is written
// under it.
#include "adapters/redis/redis_lock.h"
#include "adapters/redis/redis_fence_source.h"
#include "adapters/redis/redis_lock_inspector.h"
#include "services/orders/product_locks.h"
#include "tests/contract/lock_contract.h"
#include "tests/contract/redis_fixture.h"
#include "tests/harness/test_registry.h"

using namespace orderdeck;
using namespace orderdeck::test;
using adapters::redis::RedisLock;
using core::Millis;
using domain::OrderState;

class RedisLockTest : public contract::LockContract, public contract::LockWorld {
  Q_OBJECT

  RedisFixture m_redis;
  RedisLock m_lock{m_redis.address};
  adapters::redis::RedisFenceSource m_fences{m_redis.address};

  contract::LockWorld& world() override { return *this; }
  std::unique_ptr<ports::DistributedLock> connect() override { return std::make_unique<RedisLock>(m_redis.address); }
  std::unique_ptr<ports::LockInspector> makeInspector() override {
    return std::make_unique<adapters::redis::RedisLockInspector>(m_redis.address);
  }

 private slots:
  void init() { m_redis.reset({{"abc", 1'000}, {"mno", 1'000}, {"xyz", 1'000}}); }

  void itsKeysEndByThemselves() {
    QVERIFY(m_lock.acquire({"product:abc"}, "inventory-1", Millis{10'000}, Millis{0}).has_value());
    const std::string value = m_redis.get({"GET", "lock:product:abc"});
    QVERIFY2(value.starts_with("inventory-1 1"), value.c_str());  // and since when
    QVERIFY(m_redis.number({"PTTL", "lock:product:abc"}) > 9'000);
    m_redis.raw
        .run({"ZADD", "lockwait:product:abc", std::to_string(core::toEpochMillis(core::now()) - 120'000), "dead"})
        .value();
    QVERIFY(!m_lock.acquire({"product:abc"}, "late", Millis{10'000}, Millis{5}));
    QCOMPARE(m_redis.number({"ZCARD", "lockwait:product:abc"}), 0);  // a dead waiter is forgotten
    QVERIFY(m_redis.number({"ZSCORE", "locks", "product:abc"}) > core::toEpochMillis(core::now()));
    m_redis.raw.run({"ZADD", "locks", "1", "product:old"}).value();
    QVERIFY(m_lock.acquire({"product:xyz"}, "inventory-1", Millis{10'000}, Millis{0}).has_value());
    QCOMPARE(m_redis.get({"ZSCORE", "locks", "product:old"}), std::string());
  }

  void whatIsLockedLeavesTheStockAlone() {
    const auto before = m_redis.get({"HLEN", "stock:abc"});
    QVERIFY(m_lock.acquire({"product:abc"}, "inventory-1", Millis{10'000}, Millis{0}).has_value());
    QCOMPARE(m_redis.get({"HLEN", "stock:abc"}), before);
  }

  void laterHoldersHaveNewerTokens() {
    constexpr int kThreads = 4, kRounds = 50;
    std::atomic<int> failures = 0, backwards = 0;
    std::int64_t newest = 0;  // only ever touched under the lock
    {
      std::vector<std::jthread> threads;
      for (int t = 0; t < kThreads; ++t) {
        threads.emplace_back([&, t] {
          RedisLock lock(m_redis.address);
          adapters::redis::RedisFenceSource fences(m_redis.address);
          services::ProductLocks locks(lock, fences, "holder-" + std::to_string(t), Millis{10'000});
          for (int round = 0; round < kRounds; ++round) {
            const auto grant = locks.acquire({"abc", "xyz"}, Millis{20'000});
            if (!grant) {
              ++failures;
              continue;
            }
            if (grant->fences.at("abc") <= newest) ++backwards;
            newest = grant->fences.at("abc");
            locks.release(*grant);
          }
        });
      }
    }
    QCOMPARE(failures.load(), 0);
    QCOMPARE(backwards.load(), 0);
    QCOMPARE(newest, kThreads * kRounds);
  }

  void aWriteAfterTheLeaseEndedIsRefused() {
    const auto order = placeOne(m_redis.orders, placement({{"abc", 2}})).value().orderId;
    transitionOne(m_redis.orders, movement(order, {OrderState::Paying, OrderState::Paid}));
    RedisLock other(m_redis.address);
    services::ProductLocks slowly(m_lock, m_fences, "slow", Millis{40}), locks(other, m_fences, "next", Millis{10'000});
    const auto slow = slowly.acquire({"abc"}, Millis{0});
    QVERIFY(slow.has_value());
    const auto next = locks.acquire({"abc"}, Millis{5'000});  // once the lease of `slow` has run out
    QVERIFY(next.has_value());
    QVERIFY(next->fences.at("abc") > slow->fences.at("abc"));

    auto sale = movement(order, {OrderState::Reserved}, ports::StockEffect::Sell);
    sale.fences = &slow->fences;
    QVERIFY(transitionOne(m_redis.orders, sale).outcome == ports::TransitionOutcome::StaleFence);
    QCOMPARE(m_redis.stock.level("abc").value()->sold, 0);
    slowly.release(*slow);
    QCOMPARE(contract::stateOf(*this, "product:abc"), std::string("next"));  // another's lock stays

    sale.fences = &next->fences;
    QVERIFY(transitionOne(m_redis.orders, sale).outcome == ports::TransitionOutcome::Moved);
    QCOMPARE(m_redis.stock.level("abc").value()->sold, 2);
  }
};

ORDERDECK_TEST(RedisLockTest)
#include "redis_lock_test.moc"
