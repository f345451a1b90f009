// Lag: figures, ages and history from offsets, and every rule of the verdict.
#include <QtTest>

#include "ops/lag/lag.h"
#include "runtime/collect/collector_lag.h"
#include "tests/harness/test_registry.h"

using namespace orderdeck;
using namespace std::chrono_literals;
using ops::LagVerdict;

namespace {

const core::Timestamp kStart = core::fromEpochMillis(1'000'000'000'000);

/// Samples one second apart, from (committed, end).
LagVerdict verdict(const std::vector<std::pair<int, int>>& pairs, std::int64_t allowed = 0,
                   std::optional<core::Timestamp> lastCommit = {}) {
  std::vector<ops::LagSample> samples;
  core::Timestamp moved = kStart;
  for (const auto& [committed, end] : pairs) {
    const core::Timestamp at = kStart + std::chrono::seconds(samples.size());
    if (!samples.empty() && samples.back().committed != committed) moved = at;
    samples.push_back({at, committed, end});
  }
  return ops::judge(samples, lastCommit.value_or(moved), allowed);
}

ports::GroupOffsets payment(std::optional<std::int64_t> committed, std::int64_t end) {
  return {"payment", {{"order-created", 0, committed, end}}};
}

void feed(ops::LagTracker& tracker, int second, const ports::GroupOffsets& offsets) {
  tracker.add(kStart + std::chrono::seconds(second), std::vector{offsets});
}

}  // namespace

class LagTest : public QObject {
  Q_OBJECT

 private slots:
  void fewSamplesSayNothing() { QCOMPARE(verdict({{0, 50}, {0, 60}}), LagVerdict::Unknown); }

  void noLagIsOk() { QCOMPARE(verdict({{1, 9}, {1, 9}, {9, 9}}), LagVerdict::Ok); }

  void aLagWithinTheAllowedIsOk() {
    QCOMPARE(verdict({{1, 90}, {1, 90}, {80, 90}}, 10), LagVerdict::Ok);
    QVERIFY(verdict({{1, 90}, {1, 90}, {1, 90}}, 10) != LagVerdict::Ok);
  }

  void noCommitForLongerThanTheWindowIsStopped() {
    std::vector<std::pair<int, int>> still(10, {5, 50});
    QCOMPARE(verdict(still, 0, kStart - 1s), LagVerdict::Stopped);
    QCOMPARE(verdict(still, 0, kStart), LagVerdict::Stalled);  // the last commit is within the window
    still.front() = {5, 5};                                    // nothing waited then
    QCOMPARE(verdict(still, 0, kStart - 1s), LagVerdict::Ok);
  }

  void aGroupWithoutConsumersIsNotOk() {
    ops::LagTracker tracker;
    const std::set<std::string> unassigned = {"payment"};
    const auto sample = [&tracker](int second, const std::set<std::string>& without, std::int64_t end) {
      tracker.add(kStart + std::chrono::seconds(second), std::vector{payment(5, end)}, without);
      return tracker.groups().at(0).verdict;
    };
    for (int second = 0; second < 4; ++second) sample(second, {}, 5);
    for (int second = 4; second < 8; ++second) QCOMPARE(sample(second, unassigned, 5), LagVerdict::Ok);  // a rebalance
    QCOMPARE(sample(8, unassigned, 5), LagVerdict::Unassigned);
    QCOMPARE(sample(9, unassigned, 5), LagVerdict::Unassigned);
    QCOMPARE(sample(10, {}, 5), LagVerdict::Ok);
    for (int second = 11; second < 15; ++second) sample(second, unassigned, 7);
    QCOMPARE(sample(15, unassigned, 7), LagVerdict::Unassigned);
    for (int second = 16; second < 30; ++second) sample(second, unassigned, 7);
    QCOMPARE(sample(30, unassigned, 7), LagVerdict::Stopped);  // and what waits is never consumed
  }

  void groupsAreUnassignedWhenNoProcessThatIsUpHoldsAPartition() {
    const auto place = [](const char* name, const char* service, api::NodeStateWord state) {
      runtime::NodePlace node;
      node.unit.name = name;
      node.unit.service = service;
      node.unit.state = state;
      return node;
    };
    runtime::ScrapeReading scrape;
    for (const char* name : {"payment-1", "risk-1", "points-1"}) scrape.nodes[name].partitions = {"order-created/0"};
    const std::vector nodes = {place("payment-1", "payment", "paused"), place("payment-2", "payment", "up"),
                               place("risk-1", "risk", "up"),           place("points-1", "points", "paused"),
                               place("points-2", "points", "starting"), place("ledger-1", "ledger", "up")};
    QCOMPARE(runtime::unassignedGroups(nodes, scrape), (std::set<std::string>{"ledger", "payment", "points"}));
    scrape.nodes["payment-2"].partitions = {"order-created/1"};
    QCOMPARE(runtime::unassignedGroups(nodes, scrape), (std::set<std::string>{"ledger", "points"}));
  }

  void aCommitThatWentBackIsRewound() { QCOMPARE(verdict({{9, 20}, {4, 20}, {6, 20}}), LagVerdict::Rewound); }

  void oneGoodSampleIsOk() { QCOMPARE(verdict({{5, 20}, {20, 20}, {20, 30}, {20, 40}}), LagVerdict::Ok); }

  void commitsThatStandAreStalled() { QCOMPARE(verdict({{5, 20}, {5, 30}, {5, 40}}), LagVerdict::Stalled); }

  void aLagThatNeverFellIsGrowing() {
    QCOMPARE(verdict({{5, 20}, {6, 30}, {7, 40}}), LagVerdict::Growing);
    QCOMPARE(verdict({{5, 20}, {6, 30}, {27, 40}}), LagVerdict::Ok);
  }

  void figuresOfAGroup() {
    ops::LagTracker tracker;
    tracker.add(kStart, std::vector{ports::GroupOffsets{
                            "ledger", {{"a", 0, 10, 15}, {"a", 1, std::nullopt, 7}, {"b", 0, 3, 3}}}});
    const auto group = tracker.groups().at(0);
    QCOMPARE(group.lag.value(), 12);
    QCOMPARE(group.partitions.size(), std::size_t{3});
    QVERIFY(!group.partitions[1].committed);
    QCOMPARE(group.partitions[1].lag, 7);
    QCOMPARE(group.partitions[2].lag, 0);
    QCOMPARE(group.verdict, LagVerdict::Unknown);
  }

  void theWholeLogWaitsForAGroupWithoutACommit() {
    ops::LagTracker tracker;
    feed(tracker, 0, payment(std::nullopt, 7));
    QCOMPARE(tracker.groups().at(0).lag.value(), 7);
    for (int i = 1; i < 11; ++i) feed(tracker, i, payment(std::nullopt, 7));
    QCOMPARE(tracker.groups().at(0).verdict, LagVerdict::Stopped);
    feed(tracker, 11, {"payment", {{"order-created", 0, std::nullopt, 7, 5}}});  // the log dropped five
    QCOMPARE(tracker.groups().at(0).lag.value(), 2);
  }

  void anEmptyLogLeavesNothingToRead() {
    ops::LagTracker tracker;
    for (int i = 0; i < 11; ++i) feed(tracker, i, payment(std::nullopt, 0));
    QCOMPARE(tracker.groups().at(0).lag.value(), 0);
    QCOMPARE(tracker.groups().at(0).verdict, LagVerdict::Ok);
  }

  void theAgeIsThatOfTheOldestMessageThatWaits() {
    ops::LagTracker tracker;
    feed(tracker, 0, payment(0, 0));
    QCOMPARE(tracker.groups().at(0).oldestSeconds.value(), 0.0);
    feed(tracker, 1, payment(0, 10));
    feed(tracker, 5, payment(0, 20));
    QCOMPARE(tracker.groups().at(0).oldestSeconds.value(), 4.0);  // offset 0 was there at second 1
    feed(tracker, 6, payment(10, 30));
    QCOMPARE(tracker.groups().at(0).oldestSeconds.value(), 1.0);  // offset 10 came at second 5
    feed(tracker, 7, payment(30, 30));
    QCOMPARE(tracker.groups().at(0).oldestSeconds.value(), 0.0);
  }

  void itSaysWhenTheLagWillBeGone() {
    ops::LagTracker tracker;
    feed(tracker, 0, payment(0, 1'000));
    feed(tracker, 1, payment(100, 1'000));
    const auto draining = tracker.groups().at(0);
    QCOMPARE(draining.consumedPerSecond, 100.0);
    QCOMPARE(draining.producedPerSecond, 0.0);
    QCOMPARE(draining.drainSeconds.value(), 9.0);
    feed(tracker, 2, payment(110, 2'000));
    QVERIFY(!tracker.groups().at(0).drainSeconds);
  }

  void aNewBrokerStartsAnew() {
    ops::LagTracker tracker;
    for (int i = 0; i < 12; ++i) feed(tracker, i, payment(100, 150));
    QCOMPARE(tracker.groups().at(0).verdict, LagVerdict::Stopped);
    tracker.forgetOffsets();
    QVERIFY(tracker.groups().empty());
    feed(tracker, 12, payment(0, 2));
    QCOMPARE(tracker.groups().at(0).verdict, LagVerdict::Unknown);  // not rewound
  }
};

ORDERDECK_TEST(LagTest)
#include "lag_test.moc"
