// What RedisLock promises, on a real server: exclusion, growing tokens, waiting in order, leases that end.
#include <QTest>

#include <atomic>
#include <future>
#include <thread>

#include "adapters/redis/redis_lock.h"
#include "tests/contract/redis_fixture.h"
#include "tests/harness/test_registry.h"

using namespace orderdeck;
using namespace orderdeck::test;
using adapters::redis::RedisLock;
using core::ErrorCode;
using core::Millis;
using domain::OrderState;

class RedisLockTest : public QObject {
  Q_OBJECT

  RedisFixture m_redis;
  RedisLock m_lock{m_redis.address};

  std::string holderOf(const std::string& product) { return m_redis.get({"GET", "lock:product_" + product}); }
  std::int64_t waitersOf(const std::string& product) {
    return m_redis.number({"ZCARD", "lockwait:product_" + product});
  }

 private slots:
  void init() { m_redis.reset({{"abc", 1'000}, {"mno", 1'000}, {"xyz", 1'000}}); }

  void grantNamesSortedProductsAndTokens() {
    const auto grant = m_lock.acquire({"xyz", "abc", "xyz"}, "inventory-1", Millis{10'000}, Millis{100});
    QVERIFY(grant.has_value());
    QVERIFY((grant->productIds == std::vector<std::string>{"abc", "xyz"}));
    QVERIFY((grant->fences == std::map<std::string, std::int64_t>{{"abc", 1}, {"xyz", 1}}));
    QCOMPARE(holderOf("abc"), std::string("inventory-1"));
    QVERIFY(m_redis.number({"PTTL", "lock:product_abc"}) > 9'000);
    QVERIFY(m_lock.release(*grant, "inventory-1").has_value());
    QCOMPARE(m_redis.number({"EXISTS", "lock:product_abc", "lock:product_xyz"}), 0);
    QCOMPARE(m_lock.acquire({"abc"}, "inventory-1", Millis{10'000}, Millis{100})->fences.at("abc"), 2);
  }

  void holdersExcludeOneAnother() {
    constexpr int kThreads = 4, kRounds = 100;
    std::atomic<int> inside = 0, overlaps = 0, failures = 0, backwards = 0;
    std::int64_t newest = 0;  // only ever touched under the lock: a race here shows as a token out of order
    {
      std::vector<std::jthread> threads;
      for (int t = 0; t < kThreads; ++t) {
        threads.emplace_back([&, t] {
          RedisLock lock(m_redis.address);
          const std::string holder = "holder-" + std::to_string(t);
          for (int round = 0; round < kRounds; ++round) {
            // Named in different sequences: were they not taken in one order, two of them would wait for each other.
            const auto grant =
                lock.acquire(t % 2 ? std::vector<std::string>{"abc", "xyz"} : std::vector<std::string>{"xyz", "abc"},
                             holder, Millis{10'000}, Millis{20'000});
            if (!grant) {
              ++failures;
              continue;
            }
            if (++inside > 1) ++overlaps;
            if (grant->fences.at("abc") <= newest) ++backwards;
            newest = grant->fences.at("abc");
            --inside;
            if (!lock.release(*grant, holder)) ++failures;
          }
        });
      }
    }
    QCOMPARE(failures.load(), 0);
    QCOMPARE(overlaps.load(), 0);
    QCOMPARE(backwards.load(), 0);
    QCOMPARE(newest, kThreads * kRounds);
    QVERIFY(m_lock.inspect().value().empty());
  }

  void timeOutLeavesNothingHeld() {
    const auto other = m_lock.acquire({"mno"}, "other", Millis{10'000}, Millis{0});
    QVERIFY(other.has_value());
    const auto grant = m_lock.acquire({"abc", "mno", "xyz"}, "late", Millis{10'000}, Millis{30});
    QVERIFY(!grant);
    QVERIFY(grant.error().code == ErrorCode::Timeout);
    QVERIFY(grant.error().retryable);
    QVERIFY(grant.error().what.find("mno") != std::string::npos);
    QCOMPARE(holderOf("abc"), std::string());
    QCOMPARE(holderOf("xyz"), std::string());
    QCOMPARE(holderOf("mno"), std::string("other"));
    QCOMPARE(waitersOf("mno"), 0);
  }

  void waiterIsSeenAndGetsItsTurn() {
    const auto first = m_lock.acquire({"abc"}, "first", Millis{10'000}, Millis{0});
    const auto waitInTurn = [&](const std::string& holder) {
      return std::async(std::launch::async, [this, holder] {
        RedisLock lock(m_redis.address);
        auto grant = lock.acquire({"abc"}, holder, Millis{10'000}, Millis{10'000});
        if (grant) lock.release(*grant, holder).value();
        return grant;
      });
    };
    auto second = waitInTurn("second");
    QTRY_COMPARE_WITH_TIMEOUT(waitersOf("abc"), 1, 5'000);
    QTest::qWait(2);  // waiters are ordered by the millisecond they came
    auto third = waitInTurn("third");
    QTRY_COMPARE_WITH_TIMEOUT(waitersOf("abc"), 2, 5'000);

    const auto seen = m_lock.inspect().value();
    QCOMPARE(seen.size(), 1u);
    QCOMPARE(seen[0].productId, std::string("abc"));
    QCOMPARE(seen[0].holder, std::string("first"));
    QCOMPARE(seen[0].fence, 1);
    QVERIFY((seen[0].waiters == std::vector<std::string>{"second", "third"}));
    QVERIFY(seen[0].ttl > Millis{5'000} && seen[0].ttl <= Millis{10'000});
    QVERIFY(seen[0].held >= Millis{2} && seen[0].held < Millis{5'000});
    QVERIFY(m_redis.number({"TTL", "lockwait:product_abc"}) > 0);

    QVERIFY(m_lock.release(*first, "first").has_value());
    const auto grants = std::array{second.get(), third.get()};
    for (const auto& grant : grants) QVERIFY(grant.has_value());
    QVERIFY(grants[0]->waited >= Millis{2});
    QCOMPARE(waitersOf("abc"), 0);
    QVERIFY(m_lock.inspect().value().empty());
  }

  void deadWaiterIsForgotten() {
    const auto held = m_lock.acquire({"abc"}, "first", Millis{10'000}, Millis{0});
    m_redis.raw
        .run({"ZADD", "lockwait:product_abc", std::to_string(core::toEpochMillis(core::now()) - 120'000), "dead"})
        .value();
    QVERIFY(!m_lock.acquire({"abc"}, "late", Millis{10'000}, Millis{5}));
    QCOMPARE(waitersOf("abc"), 0);
  }

  void writeAfterTheLeaseEndedIsRefused() {
    const auto order = placeOne(m_redis.orders, placement({{"abc", 2}})).value().orderId;
    moveOne(m_redis.orders, movement(order, {OrderState::Paying, OrderState::Paid}));
    const auto slow = m_lock.acquire({"abc"}, "slow", Millis{40}, Millis{0});
    QVERIFY(slow.has_value());
    RedisLock other(m_redis.address);
    const auto next =
        other.acquire({"abc"}, "next", Millis{10'000}, Millis{5'000});  // once the lease of `slow` has run out
    QVERIFY(next.has_value());
    QVERIFY(next->fences.at("abc") > slow->fences.at("abc"));

    auto sale = movement(order, {OrderState::Reserved}, ports::StockEffect::Sell);
    sale.fences = &slow->fences;
    QVERIFY(moveOne(m_redis.orders, sale).outcome == ports::MoveOutcome::StaleFence);
    QCOMPARE(m_redis.stock.level("abc").value()->sold, 0);
    QVERIFY(m_lock.release(*slow, "slow").has_value());
    QCOMPARE(holderOf("abc"), std::string("next"));  // another's lock stays

    sale.fences = &next->fences;
    QVERIFY(moveOne(m_redis.orders, sale).outcome == ports::MoveOutcome::Moved);
    QCOMPARE(m_redis.stock.level("abc").value()->sold, 2);
  }

  void waitingLongerThanTheLeaseStartsAnew() {
    const auto other = m_lock.acquire({"xyz"}, "other", Millis{400}, Millis{0});
    QVERIFY(other.has_value());
    RedisLock waiter(m_redis.address);
    const auto grant = waiter.acquire({"abc", "xyz"}, "patient", Millis{150}, Millis{5'000});
    QVERIFY(grant.has_value());
    QCOMPARE(holderOf("abc"), std::string("patient"));
    QCOMPARE(holderOf("xyz"), std::string("patient"));
    QVERIFY(grant->fences.at("abc") > 1);
    QCOMPARE(m_redis.stock.level("abc").value()->fence, grant->fences.at("abc"));
  }
};

ORDERDECK_TEST(RedisLockTest)
#include "redis_lock_test.moc"
