// What RedisVelocityStore promises, on a real server: each user's orders in a window, an order counted once however
// often it is told of.
#include <QTest>

#include <algorithm>
#include <random>

#include "adapters/redis/redis_velocity_store.h"
#include "tests/contract/redis_fixture.h"
#include "tests/harness/test_registry.h"

using namespace orderdeck;
using namespace orderdeck::test;
using core::Millis;
using ports::Placement;

namespace {

using Counts = std::vector<std::int64_t>;

constexpr Millis kWindow{60'000};
const core::Timestamp kStart = core::fromEpochMillis(1'790'000'000'000);

Placement placement(const std::string& user, const std::string& id, std::int64_t after) {
  return {user, id, kStart + Millis{after}};
}

}  // namespace

class RedisVelocityTest : public QObject {
  Q_OBJECT

  RedisFixture m_redis;
  adapters::redis::RedisVelocityStore m_velocity{m_redis.address};

  Counts count(const std::vector<Placement>& placements, Millis window = kWindow, std::int64_t enough = 0) {
    return m_velocity.count(placements, window, enough).value();
  }

 private slots:
  void init() { m_redis.raw.run({"FLUSHALL"}).value(); }

  void eachUserIsCountedByItself() {
    QCOMPARE(count({placement("ann", "a1", 0), placement("bob", "b1", 0), placement("ann", "a2", 5)}),
             (Counts{1, 1, 2}));
    QCOMPARE(count({placement("ann", "a3", 10)}), (Counts{3}));
    QCOMPARE(count({}), Counts{});
  }

  void theWindowEndsWithTheOrderAndItsStartIsOutside() {
    QCOMPARE(count({placement("ann", "first", 0), placement("ann", "at the edge", 60'000),
                    placement("ann", "inside", 59'999)}),
             (Counts{1, 2, 2}));
    QCOMPARE(count({placement("ann", "later", 60'001)}), (Counts{3}));
  }

  void aRepeatCountsTheSame() {
    std::vector<Placement> placements;
    for (int i = 0; i < 1'000; ++i)
      placements.push_back(placement("user" + std::to_string(i % 7), "o" + std::to_string(i), i * 37));
    const Counts first = count(placements);
    QCOMPARE(count(placements), first);
    // Half a window later, when others came in between.
    for (int i = 0; i < 30; ++i) count({placement("user1", "later" + std::to_string(i), 37'000 + i * 1'000)});
    QCOMPARE(count(placements), first);
    QCOMPARE(first[999], 1 + 999 / 7);
  }

  /// Whatever the batches: in the end each is counted with all that its user placed in the window before it.
  void theSequenceDoesNotMatter() {
    std::mt19937 random(5);
    std::vector<Placement> placements;
    for (int i = 0; i < 600; ++i)
      placements.push_back(placement("user" + std::to_string(random() % 3), "o" + std::to_string(i),
                                     static_cast<std::int64_t>(random() % 90'000)));
    const auto expected = [&](const Placement& at) {
      return std::ranges::count_if(placements, [&](const Placement& other) {
        return other.userId == at.userId && other.placedAt > at.placedAt - kWindow && other.placedAt <= at.placedAt;
      });
    };
    std::ranges::shuffle(placements, random);
    for (std::size_t at = 0; at < placements.size(); at += 50)
      count({placements.begin() + static_cast<std::ptrdiff_t>(at),
             placements.begin() + static_cast<std::ptrdiff_t>(at) + 50});
    const Counts counts = count(placements);
    for (std::size_t i = 0; i < placements.size(); ++i) QCOMPARE(counts[i], expected(placements[i]));
  }

  /// Who asks only whether there are more than so many is told that, and no more than so many where there are not.
  void upToEnoughItMayBeTooHigh() {
    std::vector<Placement> placements;
    for (int i = 0; i < 10; ++i) placements.push_back(placement("ann", "o" + std::to_string(i), i * 9'000));
    const Counts exact = count(placements);
    QCOMPARE(exact, (Counts{1, 2, 3, 4, 5, 6, 7, 7, 7, 7}));
    for (std::int64_t enough = 1; enough <= 11; ++enough) {
      const Counts counts = count(placements, kWindow, enough);
      for (std::size_t i = 0; i < counts.size(); ++i) {
        QVERIFY(counts[i] >= exact[i]);
        QVERIFY(counts[i] == exact[i] || counts[i] <= enough);
      }
    }
  }

  void whatIsOverIsForgotten() {
    count({placement("ann", "old", 0)});
    const std::int64_t left = m_redis.number({"PTTL", "velocity:ann"});
    QVERIFY(left > 80'000 && left <= 90'000);
    count({placement("ann", "new", 90'001)});
    QCOMPARE(m_redis.number({"ZCARD", "velocity:ann"}), 1);
    count({placement("bob", "b", 0)}, Millis{50});
    QTRY_COMPARE(m_redis.number({"EXISTS", "velocity:bob"}), 0);
  }

  void aServerThatForgotTheScriptIsTaughtAgain() {
    count({placement("ann", "a1", 0)});
    m_redis.raw.run({"SCRIPT", "FLUSH"}).value();
    QCOMPARE(count({placement("ann", "a2", 1)}), (Counts{2}));
    QVERIFY(!m_velocity.count(std::vector{placement("ann", "a3", 2)}, Millis{0}, 1));
  }
};

ORDERDECK_TEST(RedisVelocityTest)
#include "redis_velocity_test.moc"
