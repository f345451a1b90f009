// How retries are paced: full jitter within a doubling limit, and a budget beyond which every retry waits the longest
// back-off.
#include <QtTest>

#include "core/retry_budget.h"
#include "services/loop/backoff.h"
#include "tests/harness/test_registry.h"
#include "tests/support/gateway_world.h"
#include "tests/support/wait_until.h"

using namespace orderdeck;
using namespace std::chrono_literals;
using core::RetryBudget;

class RetryTest : public QObject {
  Q_OBJECT

 private slots:
  void waitsDoubleUpToTheLongest() {
    std::vector<core::Millis> longest(6), shortest(6, 1h);
    for (int round = 0; round < 2'000; ++round) {
      services::Backoff backoff(100ms, 1'000ms);
      for (std::size_t i = 0; i < longest.size(); ++i) {
        const auto wait = backoff.next();
        longest[i] = std::max(longest[i], wait);
        shortest[i] = std::min(shortest[i], wait);
      }
    }
    const std::vector<core::Millis> limits = {100ms, 200ms, 400ms, 800ms, 1'000ms, 1'000ms};
    for (std::size_t i = 0; i < limits.size(); ++i) {
      QVERIFY(longest[i] <= limits[i]);
      QVERIFY(longest[i] > limits[i] * 9 / 10);
      QVERIFY(shortest[i] < limits[i] / 10);  // full jitter: from nothing on
    }
  }

  void aResetBeginsAnew() {
    services::Backoff backoff(10ms, 10'000ms);
    for (int i = 0; i < 10; ++i) backoff.next();
    backoff.reset();
    QVERIFY(backoff.next() <= 10ms);
  }

  void retriesAreAShareOfTries() {
    RetryBudget::Steady::time_point now{};
    RetryBudget budget({.share = 0.25, .floorPerSecond = 0, .most = 2}, [&now] { return now; });
    QVERIFY(budget.take());
    QVERIFY(budget.take());
    QVERIFY(!budget.take());
    now += 1h;
    QVERIFY(!budget.take());
    for (int i = 0; i < 3; ++i) budget.countTry();
    QVERIFY(!budget.take());
    budget.countTry();
    QVERIFY(budget.take());
    QVERIFY(!budget.take());
  }

  void aFloorIsAlwaysThere() {
    RetryBudget::Steady::time_point now{};
    RetryBudget budget({.share = 0, .floorPerSecond = 0.5, .most = 1}, [&now] { return now; });
    QVERIFY(budget.take());
    now += 1'999ms;
    QVERIFY(!budget.take());
    now += 1ms;
    QVERIFY(budget.take());
  }

  void nothingIsSavedBeyondTheMost() {
    RetryBudget::Steady::time_point now{};
    RetryBudget budget({.share = 1, .floorPerSecond = 100, .most = 3}, [&now] { return now; });
    now += 1h;
    for (int i = 0; i < 100; ++i) budget.countTry();
    for (int i = 0; i < 3; ++i) QVERIFY(budget.take());
    QVERIFY(!budget.take());
  }

  void theRelayKeepsToItsBudget() {
    support::GatewayWorld world({.outbox = {.poll = 1ms,
                                            .firstBackoff = 1ms,
                                            .mostBackoff = 2ms,
                                            .retries = {.share = 0, .floorPerSecond = 0, .most = 3}}});
    world.bus.failPublishes(1'000'000);
    world.start();
    QCOMPARE(world.call("POST", "/orders", support::kGoodOrder).status, 202);
    const ports::Labels gateway{{"service", "gateway"}};
    QVERIFY(support::waitUntil([&] { return world.metrics.value("orderdeck_retries_total", gateway) >= 10; }));
    world.gateway->stop();
    QCOMPARE(world.metrics.value("orderdeck_retry_budget_empty_total", gateway),
             world.metrics.value("orderdeck_retries_total", gateway) - 3);
  }
};

ORDERDECK_TEST(RetryTest)
#include "retry_test.moc"
