// Lag: figures, ages and drains from offsets, every rule of the verdict, and the verdict over simulated consumers.
#include <QtTest>

#include <cmath>
#include <random>

#include "ops/lag/lag.h"
#include "runtime/collect/collector_lag.h"
#include "tests/harness/test_registry.h"

using namespace orderdeck;
using namespace std::chrono_literals;
using ops::LagVerdict;
using ops::Readers;

namespace {

const core::Timestamp kStart = core::fromEpochMillis(1'000'000'000'000);

/// Samples one second apart, from (committed, end).
std::vector<ops::LagSample> samplesOf(const std::vector<std::pair<int, int>>& pairs) {
  std::vector<ops::LagSample> samples;
  for (const auto& [committed, end] : pairs)
    samples.push_back({kStart + std::chrono::seconds(samples.size()), committed, end});
  return samples;
}

LagVerdict verdict(const std::vector<std::pair<int, int>>& pairs, std::optional<core::Timestamp> lastCommit = {}) {
  const auto samples = samplesOf(pairs);
  core::Timestamp moved = kStart;
  for (std::size_t i = 1; i < samples.size(); ++i)
    if (samples[i].committed != samples[i - 1].committed) moved = samples[i].at;
  return ops::judge(samples, lastCommit.value_or(moved));
}

ports::GroupOffsets payment(std::optional<std::int64_t> committed, std::int64_t end) {
  return {"payment", {{"order-created", 0, committed, end}}};
}

void feed(ops::LagTracker& tracker, int second, const ports::GroupOffsets& offsets) {
  tracker.add(kStart + std::chrono::seconds(second), std::vector{offsets});
}

/// A group of three partitions that a random amount is written to and read from, sampled once a second.
class Simulated {
 public:
  explicit Simulated(unsigned seed) : m_random(seed) {}
  double produced = 100, consumed = 1e9;  // a second and partition, on average; no more is consumed than there is
  bool isFrozen = false;                  // nothing is read
  int slowPartition = -1;                 // of this one only a tenth

  /// One second later.
  ops::GroupFigures next() {
    ports::GroupOffsets offsets{"payment", {}};
    for (int p = 0; p < 3; ++p) {
      m_ends[p] += about(produced);
      const double rate = p == slowPartition ? consumed / 10 : consumed;
      // What came within the last tenth of a second is still under way.
      const auto readable = std::max<std::int64_t>(m_commits[p], m_ends[p] - about(produced / 10));
      if (!isFrozen) m_commits[p] += std::min(readable - m_commits[p], rate >= 1e9 ? readable : about(rate));
      offsets.partitions.push_back({"order-created", p, m_commits[p], m_ends[p]});
    }
    m_tracker.add(kStart + std::chrono::seconds(m_second++), std::vector{offsets});
    return m_tracker.groups().at(0);
  }
  ops::GroupFigures after(int seconds) {
    ops::GroupFigures figures;
    for (int i = 0; i < seconds; ++i) figures = next();
    return figures;
  }

 private:
  std::int64_t about(double mean) { return mean <= 0 ? 0 : std::poisson_distribution<std::int64_t>(mean)(m_random); }

  std::mt19937 m_random;
  ops::LagTracker m_tracker;
  std::int64_t m_ends[3] = {}, m_commits[3] = {};
  int m_second = 0;
};

constexpr unsigned kSeeds = 50;

}  // namespace

class LagTest : public QObject {
  Q_OBJECT

 private slots:
  void anEmptyLogIsKeptUpWithAtOnce() {
    QCOMPARE(verdict({{0, 0}}), LagVerdict::KeepingUp);
    QCOMPARE(verdict({{9, 9}}), LagVerdict::KeepingUp);
  }

  void aShortLookSaysNothingOfWhatWaits() { QCOMPARE(verdict({{0, 50}, {0, 60}, {0, 60}}), LagVerdict::Unknown); }

  void whatCameJustNowMayWait() {
    QCOMPARE(verdict({{0, 50}, {50, 90}, {90, 140}, {140, 190}}), LagVerdict::KeepingUp);
    QCOMPARE(verdict({{0, 900}, {10, 910}, {20, 915}, {900, 950}}), LagVerdict::KeepingUp);
  }

  void aConsumerThatFreezesIsNotKeepingUpThreeSecondsLater() {
    QCOMPARE(verdict({{10, 10}, {20, 20}, {20, 30}, {20, 40}}), LagVerdict::KeepingUp);
    QCOMPARE(verdict({{10, 10}, {20, 20}, {20, 30}, {20, 40}, {20, 50}, {20, 60}}), LagVerdict::FallingBehind);
    QCOMPARE(verdict({{20, 20}, {20, 21}, {20, 21}, {20, 21}, {20, 21}}), LagVerdict::FallingBehind);  // one message
  }

  void noCommitForLongWhileMessagesWaitMeansThatNobodyReads() {
    std::vector<std::pair<int, int>> still(11, {5, 50});
    QCOMPARE(verdict(still), LagVerdict::NobodyReads);
    QCOMPARE(verdict(still, kStart + 1s), LagVerdict::FallingBehind);  // the last commit is not that long ago
    still.front() = {5, 5};                                            // nothing waited then
    QCOMPARE(verdict(still), LagVerdict::FallingBehind);
  }

  void aCommitThatWentBackIsRewound() {
    QCOMPARE(verdict({{90, 100}, {4, 100}, {6, 100}, {8, 100}, {20, 100}}), LagVerdict::Rewound);
  }

  void aLagThatFallsIsRecovering() {
    QCOMPARE(verdict({{0, 500}, {100, 520}, {200, 540}, {300, 560}}), LagVerdict::Recovering);
    QCOMPARE(verdict({{0, 500}, {10, 520}, {20, 540}, {30, 560}}), LagVerdict::FallingBehind);
    // It grew at first, and has fallen ever since: it need not be where it was.
    QCOMPARE(verdict({{0, 10}, {0, 500}, {100, 510}, {200, 520}, {300, 530}}), LagVerdict::Recovering);
    QCOMPARE(verdict({{0, 900}, {100, 1'100}, {200, 1'190}, {310, 1'200}, {331, 1'230}}),
             LagVerdict::Recovering);  // up and down, and lower than before
  }

  void theProcessesOfAGroupCountAtOnce() {
    ops::GroupFigures group;
    group.verdict = LagVerdict::KeepingUp;
    QCOMPARE(ops::verdictOf(group, Readers::Away), LagVerdict::NobodyReads);
    QCOMPARE(ops::verdictOf(group, Readers::Starting), LagVerdict::NotStarted);
    QCOMPARE(ops::verdictOf(group, Readers::Unassigned), LagVerdict::NotStarted);
    QCOMPARE(ops::verdictOf(group, Readers::Elsewhere), LagVerdict::NotStarted);
    QCOMPARE(ops::verdictOf(group, Readers::Reading), LagVerdict::KeepingUp);
    group.everCommitted = true;
    QCOMPARE(ops::verdictOf(group, Readers::Starting), LagVerdict::NobodyReads);
    QCOMPARE(ops::verdictOf(group, Readers::Unassigned), LagVerdict::KeepingUp);  // a rebalance
    QCOMPARE(ops::verdictOf(group, Readers::Elsewhere), LagVerdict::KeepingUp);
  }

  void aGroupWithoutPartitionsForLongerThanARebalanceIsReadByNobody() {
    ops::LagTracker tracker;
    const auto sample = [&tracker](int second, Readers readers) {
      tracker.add(kStart + std::chrono::seconds(second), std::vector{payment(5, 5)}, {{"payment", readers}});
      return ops::verdictOf(tracker.groups().at(0), readers);
    };
    for (int second = 0; second < 4; ++second) QCOMPARE(sample(second, Readers::Reading), LagVerdict::KeepingUp);
    for (int second = 4; second < 9; ++second) QCOMPARE(sample(second, Readers::Unassigned), LagVerdict::KeepingUp);
    QCOMPARE(sample(9, Readers::Unassigned), LagVerdict::NobodyReads);
    QCOMPARE(sample(10, Readers::Reading), LagVerdict::KeepingUp);
  }

  void readersAreKnownFromTheProcesses() {
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
                               place("points-2", "points", "starting"), place("ledger-1", "ledger", "backing-off")};
    const auto readers = runtime::readersOf(nodes, scrape);
    QCOMPARE(readers.at("payment"), Readers::Unassigned);
    QCOMPARE(readers.at("risk"), Readers::Reading);
    QCOMPARE(readers.at("points"), Readers::Starting);
    QCOMPARE(readers.at("ledger"), Readers::Away);
    QCOMPARE(readers.at("dead-letters"), Readers::Away);  // which the ledger reads
    QVERIFY(!readers.contains("export"));
  }

  // Over simulated consumers: which word is said, and which never.

  void aConsumerThatKeepsUpIsNeverCalledAnythingElse() {
    for (unsigned seed = 0; seed < kSeeds; ++seed) {
      Simulated group(seed);
      group.produced = seed % 5 == 0 ? 0.2 : 20.0 * (seed + 1);
      for (int second = 0; second < 60; ++second) {
        const auto figures = group.next();
        const bool isShort = second < 3 && figures.verdict == LagVerdict::Unknown;
        QVERIFY2(isShort || figures.verdict == LagVerdict::KeepingUp, qPrintable(QString::number(seed)));
        QVERIFY(!figures.drainSeconds || *figures.drainSeconds == 0);  // 39 messages do not drain in 196 s
      }
    }
  }

  void aConsumerThatFreezesIsSeenWithinFourSecondsAndThenReadsNothing() {
    for (unsigned seed = 0; seed < kSeeds; ++seed) {
      Simulated group(seed);
      group.after(30);
      group.isFrozen = true;
      const auto soon = group.after(5);
      QCOMPARE(soon.verdict, LagVerdict::FallingBehind);
      QVERIFY(!soon.drainSeconds);
      const auto later = group.after(10);
      QCOMPARE(later.verdict, LagVerdict::NobodyReads);
      QVERIFY(!later.drainSeconds);
    }
  }

  void aConsumerThatIsTooSlowFallsBehind() {
    for (unsigned seed = 0; seed < kSeeds; ++seed) {
      Simulated group(seed);
      group.consumed = group.produced / 2;
      group.after(20);
      for (int second = 0; second < 30; ++second) {
        const auto figures = group.next();
        QCOMPARE(figures.verdict, LagVerdict::FallingBehind);
        QVERIFY(!figures.drainSeconds);
      }
    }
  }

  void aConsumerThatCatchesUpRecoversAndSaysWhen() {
    for (unsigned seed = 0; seed < kSeeds; ++seed) {
      Simulated group(seed);
      group.produced = 200;
      group.isFrozen = true;
      group.after(60);
      group.isFrozen = false;
      group.consumed = 400;  // 12,000 messages a partition: they last about 60 s
      group.after(8);
      int said = 0;
      for (int left = 50; left > 10; --left) {
        const auto figures = group.next();
        QCOMPARE(figures.verdict, LagVerdict::Recovering);
        if (!figures.drainSeconds) continue;
        ++said;
        QVERIFY2(std::abs(*figures.drainSeconds - left) < 15, qPrintable(QString::number(*figures.drainSeconds)));
      }
      QVERIFY(said > 30);
      const auto done = group.after(30);
      QCOMPARE(done.verdict, LagVerdict::KeepingUp);
    }
  }

  void theSlowestPartitionDecides() {
    for (unsigned seed = 0; seed < kSeeds; ++seed) {
      Simulated group(seed);
      group.produced = 200;
      group.isFrozen = true;
      group.after(30);
      group.isFrozen = false;
      group.consumed = 1'000;
      group.slowPartition = 1;  // 100 a second of the 200 that come
      group.after(10);
      const auto figures = group.next();
      QCOMPARE(figures.verdict, LagVerdict::FallingBehind);
      QVERIFY(!figures.drainSeconds);
      group.produced = 50;  // now that one recovers too, at 50 a second
      group.after(12);
      const auto slow = group.next();
      QCOMPARE(slow.verdict, LagVerdict::Recovering);
      const double lag = static_cast<double>(slow.partitions.at(1).lag);
      QVERIFY2(std::abs(slow.drainSeconds.value() - lag / 50) < lag / 50 * 0.5, qPrintable(QString::number(lag)));
    }
  }

  void afterAGapNothingIsKnownOfIt() {
    ops::LagTracker tracker;
    for (int second = 0; second < 5; ++second) feed(tracker, second, payment(10 * second, 10 * second + 20));
    feed(tracker, 60, payment(50, 5'000));  // the broker was away
    QCOMPARE(tracker.groups().at(0).verdict, LagVerdict::Unknown);
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
    QVERIFY(!tracker.groups().at(0).everCommitted);
    for (int i = 1; i < 11; ++i) feed(tracker, i, payment(std::nullopt, 7));
    QCOMPARE(tracker.groups().at(0).verdict, LagVerdict::NobodyReads);
    feed(tracker, 11, {"payment", {{"order-created", 0, std::nullopt, 7, 5}}});  // the log dropped five
    QCOMPARE(tracker.groups().at(0).lag.value(), 2);
  }

  void anEmptyLogLeavesNothingToRead() {
    ops::LagTracker tracker;
    for (int i = 0; i < 11; ++i) feed(tracker, i, payment(std::nullopt, 0));
    QCOMPARE(tracker.groups().at(0).lag.value(), 0);
    QCOMPARE(tracker.groups().at(0).verdict, LagVerdict::KeepingUp);
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
    for (int second = 0; second < 3; ++second) {
      feed(tracker, second, payment(100 * second, 1'000));
      QVERIFY(!tracker.groups().at(0).drainSeconds);  // too early
    }
    feed(tracker, 3, payment(300, 1'000));
    const auto draining = tracker.groups().at(0);
    QCOMPARE(draining.consumedPerSecond, 100.0);
    QCOMPARE(draining.producedPerSecond, 0.0);
    QCOMPARE(draining.drainSeconds.value(), 7.0);
    feed(tracker, 4, payment(910, 1'000));
    QVERIFY(!tracker.groups().at(0).drainSeconds);  // so few say nothing
    feed(tracker, 5, payment(1'000, 1'000));
    QCOMPARE(tracker.groups().at(0).drainSeconds.value(), 0.0);
    feed(tracker, 6, payment(1'010, 2'000));
    QVERIFY(!tracker.groups().at(0).drainSeconds);
  }

  void aNewBrokerStartsAnew() {
    ops::LagTracker tracker;
    for (int i = 0; i < 12; ++i) feed(tracker, i, payment(100, 150));
    QCOMPARE(tracker.groups().at(0).verdict, LagVerdict::NobodyReads);
    tracker.forgetOffsets();
    QVERIFY(tracker.groups().empty());
    feed(tracker, 12, payment(0, 2));
    QCOMPARE(tracker.groups().at(0).verdict, LagVerdict::Unknown);  // not rewound
  }
};

ORDERDECK_TEST(LagTest)
#include "lag_test.moc"
