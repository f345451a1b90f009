// What the age of its sources makes of a snapshot: which figures stay, which go, and what is said of it.
#include <QtTest>

#include "adapters/metrics/prometheus_metrics.h"
#include "api/freshness.h"
#include "core/metrics/metrics_text.h"
#include "runtime/collect/snapshot_health.h"
#include "runtime/collect/snapshot_metrics.h"
#include "runtime/collect/snapshot_sources.h"
#include "tests/harness/test_registry.h"
#include "tests/support/snapshot_builder.h"

using namespace orderdeck;
using namespace std::chrono_literals;
using api::Source;
using api::SourceState;
using runtime::SourceLook;
using support::SnapshotBuilder;

namespace {

const core::Timestamp kStart = core::fromEpochMillis(1'000'000'000'000);
const SourceLook::Clock::time_point kSteady{};

SourceLook readOnce() {
  SourceLook look;
  look.succeed(kStart, kSteady);
  return look;
}

/// Looks that were all read once, at kSteady.
runtime::SourceLooks allRead() {
  return {.store = readOnce(), .broker = readOnce(), .nodes = readOnce(), .audit = readOnce(), .ledger = readOnce()};
}

std::vector<api::NodeView> nodes(api::NodeStateWord redis, api::NodeStateWord broker) {
  std::vector<api::NodeView> all(2);
  all[0].name = all[0].service = "redis", all[0].state = redis;
  all[1].name = "broker", all[1].service = "kafka", all[1].state = broker;
  return all;
}

/// The snapshot of a busy system with one of its sources stale.
api::Snapshot without(Source source) { return SnapshotBuilder::busy().stale(source, 12, "no answer").get(); }

/// What the daemon says of a system that is ready and whose sources are these.
api::Snapshot judged(const std::vector<api::SourceView>& sources, const std::string& ledgerTrouble = {}) {
  api::Snapshot snapshot;
  snapshot.sources = sources;
  runtime::fillHealth(
      snapshot, {.redisMillis = 0.2, .brokersUp = 3, .brokers = 3, .ledgerTrouble = ledgerTrouble, .isReady = true});
  return snapshot;
}

}  // namespace

class FreshnessTest : public QObject {
  Q_OBJECT
 private slots:
  void aSourceIsStaleAfterTwoSeconds() {
    const SourceLook look = readOnce();
    QCOMPARE(look.view(Source::Store, {}, kSteady + 2s).state.text(), "fresh");
    const auto stale = look.view(Source::Store, {}, kSteady + 2100ms);
    QCOMPARE(stale.state.text(), "stale");
    QCOMPARE(stale.ageSeconds.value(), 2.1);
    QCOMPARE(stale.readAt.value(), kStart);
    QCOMPARE(SourceLook().view(Source::Store).state.text(), "none");
    QVERIFY(!SourceLook().view(Source::Store).ageSeconds);
  }

  void aFailedTryIsSaidAndForgottenWithTheNextOneThatSucceeds() {
    SourceLook look = readOnce();
    look.fail("timed out");
    QCOMPARE(look.view(Source::Store, {}, kSteady + 1s).state.text(), "fresh");  // what was read is young enough
    QCOMPARE(look.view(Source::Store, {}, kSteady + 1s).trouble, std::string("timed out"));
    look.succeed(kStart + 2s, kSteady + 2s);
    QCOMPARE(look.view(Source::Store, {}, kSteady + 2s).trouble, std::string());
  }

  void aProcessThatIsPausedMakesItsSourceStaleAtOnce() {
    const auto stateOf = [](const api::NodeStateWord& redis, const api::NodeStateWord& broker, Source source) {
      api::Snapshot snapshot;
      snapshot.sources = runtime::sourcesOf(allRead(), nodes(redis, broker), kSteady + 100ms);
      return *api::sourceIn(snapshot, source);
    };
    QCOMPARE(stateOf("up", "up", Source::Store).state.text(), "fresh");
    QCOMPARE(stateOf("paused", "up", Source::Store).state.text(), "stale");
    QCOMPARE(stateOf("paused", "up", Source::Store).trouble, std::string("redis is paused"));
    QCOMPARE(stateOf("paused", "up", Source::Broker).state.text(), "fresh");
    QCOMPARE(stateOf("up", "backing-off", Source::Broker).trouble, std::string("broker is backing-off"));
  }

  void aSentenceSaysHowOldASourceIsAndWhy() {
    const SourceLook look = readOnce();
    QCOMPARE(api::inEnglish(look.view(Source::Store, "redis is paused", kSteady + 12s)),
             std::string("Redis was last read 12 s ago: redis is paused"));
    QCOMPARE(api::inEnglish(SourceLook().view(Source::Nodes)), std::string("the nodes' metrics were never read"));
  }

  void withoutTheStoreNoRateIsKnown() {
    const auto s = without(Source::Store);
    QVERIFY(!s.figures.acceptedPerSecond && !s.figures.completedPerSecond && !s.health.redisMillis);
    for (const auto& state : s.states) QVERIFY(!state.perSecond && !state.dwellMillis);
    for (const auto& edge : s.edges) QVERIFY(!edge.perSecond);
    for (const auto& product : s.products) QVERIFY(!product.soldPerSecond && !product.sellsOutSeconds);
    QVERIFY(s.lockStats.takenPerSecond.empty());
    QCOMPARE(s.states.size(), SnapshotBuilder::busy().get().states.size());  // what was counted stays
    QCOMPARE(s.figures.inFlight, 3'116);
    QVERIFY(s.groups.at(0).producedPerSecond.has_value());  // of another source
  }

  void withoutTheBrokerNoVerdictIsGiven() {
    auto builder = SnapshotBuilder::busy();
    builder.lag("risk", 212, domain::LagVerdict::NobodyReads);
    const auto s = builder.stale(Source::Broker, 12).get();
    for (const auto& group : s.groups) {
      QVERIFY(!group.producedPerSecond && !group.consumedPerSecond && !group.drainSeconds && !group.oldestSeconds);
      // That its processes stand still is known all the same.
      QVERIFY(group.verdict == (group.group == "risk" ? domain::LagVerdict::NobodyReads : domain::LagVerdict::Unknown));
      QVERIFY(group.lag.has_value());
    }
    QVERIFY(s.figures.acceptedPerSecond.has_value());
  }

  void withoutTheNodesNoLatencyIsKnown() {
    const auto s = without(Source::Nodes);
    QVERIFY(!s.figures.orderP99Millis && !s.figures.acceptP50Millis && !s.figures.refusedPerSecond);
    QVERIFY(!s.lockStats.waitP99Millis && !s.lockStats.holdP50Millis);
  }

  void healthIsUnknownWhileWhatItIsJudgedByIsNotRead() {
    for (const Source source : {Source::Store, Source::Broker, Source::Nodes, Source::Ledger}) {
      const auto s = judged({readOnce().view(source, {}, kSteady + 3s)});
      QCOMPARE(s.state.text(), "unknown");
      QVERIFY(!s.health.ok);
      QCOMPARE(s.health.why.size(), std::size_t{1});
      QVERIFY2(QString::fromStdString(s.health.why[0]).endsWith("last read 3 s ago"), s.health.why[0].c_str());
      QVERIFY(judged({readOnce().view(source, {}, kSteady + 1s)}).state == api::SystemState::Running);
    }
    QCOMPARE(judged({readOnce().view(Source::Ledger, {}, kSteady + 3s)}, "it is damaged").state.text(), "degraded");
    QCOMPARE(judged({SourceLook().view(Source::Broker)}).state.text(), "unknown");
    QCOMPARE(judged({readOnce().view(Source::Audit, {}, kSteady + 9s)}).state.text(), "running");  // it says so itself
  }

  void nothingIsKnownOfADaemonThatAnswersNoMore() {
    auto s = SnapshotBuilder::busy().get();
    api::growOld(s, core::Millis{5'000}, "the daemon does not answer");
    QCOMPARE(s.sources.size(), std::size_t{6});
    for (const auto& source : s.sources) {
      QCOMPARE(source.state.text(), "stale");
      QCOMPARE(source.ageSeconds.value(), 5.1);
      QCOMPARE(source.trouble, std::string("the daemon does not answer"));
    }
    QCOMPARE(s.state.text(), "unknown");
    QVERIFY(!s.health.ok && !s.figures.acceptedPerSecond && !s.figures.orderP99Millis);
    for (const auto& group : s.groups) QVERIFY(group.verdict == domain::LagVerdict::Unknown);
    for (const auto& node : s.nodes) QVERIFY(!node.inPerSecond);
    for (const auto& invariant : s.invariants) QVERIFY(invariant.status == domain::Verdict::Unknown);
  }

  void whatIsStaleIsNoMetric() {
    adapters::metrics::PrometheusMetrics writer;
    const auto read = [&writer](const api::Snapshot& s) {
      return core::MetricsText::parse(writer.expose(runtime::metricsOf(s))).value();
    };
    const auto fresh = read(SnapshotBuilder::busy().get());
    QVERIFY(!fresh.samples("orderdeck_lag").empty() && !fresh.samples("orderdeck_orders_in_state").empty());
    QVERIFY(read(without(Source::Broker)).samples("orderdeck_lag").empty());
    QVERIFY(read(without(Source::Broker)).samples("orderdeck_lag_seconds").empty());
    for (const char* name : {"orderdeck_orders_in_state", "orderdeck_flow_total", "orderdeck_outbox_entries"})
      QVERIFY(read(without(Source::Store)).samples(name).empty());
    QCOMPARE(read(without(Source::Store)).samples("orderdeck_source_age_seconds").size(), std::size_t{6});
  }
};

ORDERDECK_TEST(FreshnessTest)
#include "freshness_test.moc"
