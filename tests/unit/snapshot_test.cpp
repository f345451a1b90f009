// The snapshot: its JSON keeps every value, errors name the member, and what it is made of adds up.
#include <QtTest>

#include <nlohmann/json.hpp>

#include "adapters/metrics/prometheus_metrics.h"
#include "api/snapshot.h"
#include "core/metrics/metrics_text.h"
#include "runtime/collect/snapshot_flow.h"
#include "runtime/collect/snapshot_health.h"
#include "runtime/collect/snapshot_invariants.h"
#include "runtime/collect/snapshot_metrics.h"
#include "tests/harness/test_registry.h"
#include "tests/support/prometheus_text.h"

using namespace orderdeck;
using namespace orderdeck::runtime;
using namespace std::chrono_literals;

namespace {

const core::Timestamp kStart = core::fromEpochMillis(1'000'000'000'000);

api::Snapshot full() {
  api::Snapshot s;
  s.sequence = 9'007'199'254'740'993;  // needs all 64 bits
  s.at = kStart;
  s.profile = "emb\"edded\\\n\xc3\xa4";
  s.profileKind = "embedded";
  s.state = "running";
  s.startedAt = kStart - 5s;
  s.gatewayUrl = "http://127.0.0.1:8480";
  s.durability = "always";
  s.health = {
      true, 0.25, 3, 3, 6, 6, std::nullopt, "the ledger is damaged", {"the ledger is damaged", "payment-1 is paused"}};
  s.figures = {1.5, 2.5, 0.5, 3.125, std::nullopt, 0.1, 0.2, 7, 8, 9};
  s.sources = {{"store", kStart, 0.1, "fresh", ""}, {"audit", {}, {}, "none", "not yet"}};
  s.states = {{"created", 3, 0.5, 12.5}, {"completed", 4, 0, std::nullopt}};
  s.edges = {{"created", "paying", 11, 0.75}};
  s.balance = {10, 5, 3, 1, 1};
  s.products = {{"abc", "Lamp", 2490, 1, 2, 3, 6, 4, 0.5, 2.0}};
  s.groups = {{"payment",
               5,
               1.5,
               std::nullopt,
               10,
               9,
               "falling behind",
               {{"order-created", 3, 4, 9, 5}, {"order-created", 4, std::nullopt, 9, std::nullopt}}}};
  s.locks = {{"abc", "inventory-1", 7, 9.5, 0.5, {"inventory-2", "x"}, true, 10}};
  s.lockStats = {1, 2, 3, std::nullopt, {{0.5, 3}}, {}, {{"abc", 7}}, 2, {{"abc", 1.5}}};
  s.nodes = {
      {"payment-1",
       "payment",
       123,
       "up",
       12.5,
       3.25,
       1'000'000,
       1,
       2,
       3,
       4,
       5,
       60.5,
       "http://127.0.0.1:1",
       api::ProcessExit{.signal = 9, .cause = "no memory", .deaths = 5, .withinSeconds = 60},
       {"order-created/3"},
       {{"redis", "open", "", 0.75, 2, 0.25, "no answer"}, {"kafka", "closed", "closed", 0, 0, std::nullopt, ""}}}};
  s.faults = {{"f1", "payment-slow", "", "operator", {{"latencyMs", 400}}, 0.5, 30.25, 6, {.cancelled = 7}}};
  s.invariants = {{1, "no oversell", "ok", "48 products"}};
  s.invariantsAt = kStart;
  api::LoadView& load = s.load.emplace();
  load.id = "l1", load.state = "running", load.shape = "steady", load.targetRate = 100, load.p50Millis = 1.5;
  load.answers = {{"202", 5}};
  s.deadLetters = {3, {{"order-paid", 3}}};
  s.redrive = api::RedriveView{"redrive-1", "running", "order-paid", 100, 3, 1, 1, 0.5, "no broker"};
  s.store = {.epoch = "01J", .distrust = "Redis is empty"};
  s.rebuild = api::RebuildView{.id = "rebuild-1",
                               .state = "failed",
                               .dryRun = true,
                               .step = "orders",
                               .done = 3,
                               .planned = 9,
                               .secondsElapsed = 0.5,
                               .error = "away"};
  s.events = {{1,
               kStart,
               "fault.armed",
               "fault",
               {{"fault", "payment-slow"}, {"seconds", 2.5}, {"count", std::int64_t{3}}},
               "payment-slow armed for 2.5 s (f1)"}};
  return s;
}

/// The text without the member that `pointer` names, or with `value` there.
std::string altered(const std::string& pointer, std::optional<nlohmann::json> value) {
  auto json = nlohmann::json::parse(api::encodeSnapshot(full()));
  const nlohmann::json::json_pointer at(pointer);
  if (value)
    json[at] = *value;
  else
    json[at.parent_pointer()].erase(at.back());
  return json.dump();
}

}  // namespace

class SnapshotTest : public QObject {
  Q_OBJECT

 private slots:
  void jsonKeepsEveryValue() {
    const std::string text = api::encodeSnapshot(full());
    QVERIFY(nlohmann::json::accept(text));
    const auto back = api::decodeSnapshot(text);
    QVERIFY2(back.has_value(), back ? "" : back.error().what.c_str());
    QCOMPARE(api::encodeSnapshot(*back), text);
    const api::Snapshot before = full();
    QCOMPARE(back->sequence, before.sequence);
    QCOMPARE(back->profile, before.profile);
    QVERIFY(back->health == before.health && back->figures == before.figures && back->states == before.states &&
            back->edges == before.edges);
    QVERIFY(back->balance == before.balance && back->products == before.products && back->groups == before.groups &&
            back->locks == before.locks);
    QVERIFY(back->lockStats == before.lockStats && back->nodes == before.nodes && back->faults == before.faults);
    QVERIFY(back->invariants == before.invariants && back->invariantsAt == before.invariantsAt &&
            back->load == before.load);
    QVERIFY(back->deadLetters == before.deadLetters && back->redrive == before.redrive);
    QVERIFY(back->store == before.store && back->rebuild == before.rebuild);
    QVERIFY(back->events == before.events && back->sources == before.sources);
  }

  void aZeroHasNoSign() {
    api::Snapshot s;
    s.figures.acceptedPerSecond = -0.0;
    const std::string text = api::encodeSnapshot(s);
    QCOMPARE(api::encodeSnapshot(api::decodeSnapshot(text).value()), text);
  }

  void anEmptySnapshotSurvivesToo() {
    const auto back = api::decodeSnapshot(api::encodeSnapshot({}));
    QVERIFY(back.has_value());
    QVERIFY(!back->load && !back->health.redisMillis && back->nodes.empty());
  }

  void textThatIsNoUtf8BecomesJsonAllTheSame() {
    api::Snapshot s;
    s.profile = "bad \xff byte";
    QVERIFY(api::decodeSnapshot(api::encodeSnapshot(s)).has_value());
  }

  void errorsNameTheMember() {
    const auto error = [](const std::string& text) {
      const auto snapshot = api::decodeSnapshot(text);
      return snapshot ? std::string("none") : snapshot.error().what;
    };
    QCOMPARE(error(altered("/nodes/0/pid", "x")),
             std::string("snapshot: nodes[0].pid must be a whole number, not \"x\""));
    QCOMPARE(error(altered("/health", 5)), std::string("snapshot: health must be an object, not 5"));
    QCOMPARE(error(altered("/groups/0/partitions/1/topic", {})),
             std::string("snapshot: groups[0].partitions[1].topic must be a text, and is missing"));
    QCOMPARE(error(altered("/state", std::nullopt)),
             std::string("snapshot: state must be starting, running, degraded, stopping or unknown, and is missing"));
    QCOMPARE(error(altered("/lockStats/fenceByProduct/abc", true)),
             std::string("snapshot: lockStats.fenceByProduct.abc must be a whole number, not true"));
    QCOMPARE(error(altered("/health/brokers", 4'294'967'296)),
             std::string("snapshot: health.brokers must be a whole number, not 4294967296"));
    QCOMPARE(error(altered("/nodes/0/pid", 9'223'372'036'854'775'808ULL)),
             std::string("snapshot: nodes[0].pid must be a whole number, not 9223372036854775808"));
    QCOMPARE(error("{"), std::string("snapshot: not JSON"));
    QCOMPARE(error("[]"), std::string("snapshot: it must be an object, not a list"));
    QCOMPARE(error(altered("/somethingNew", 5)), std::string("none"));
  }

  void healthIsOfWhatIsRequired() {
    const HealthFacts facts{.redisMillis = 0.2, .brokersUp = 3, .brokers = 3, .isReady = true};
    const auto healthWith = [&facts](api::NodeStateWord state, bool required) {
      api::Snapshot s;
      s.nodes.resize(2);
      s.nodes[0].name = "payment-1", s.nodes[0].service = "payment", s.nodes[0].state = "up";
      s.nodes[1].name = "export-1", s.nodes[1].service = "export", s.nodes[1].state = state;
      s.nodes[1].required = required;
      fillHealth(s, facts);
      return s.health;
    };
    QVERIFY(healthWith("up", true).ok);
    QCOMPARE(healthWith("up", true).nodes, 2);
    QVERIFY(!healthWith("paused", true).ok);
    QCOMPARE(healthWith("paused", true).why, std::vector<std::string>{"export-1 is paused"});
    QVERIFY(healthWith("paused", false).ok);
    QVERIFY(healthWith("paused", false).why.empty());
    QCOMPARE(healthWith("paused", false).nodes, 1);
  }

  void statesEdgesAndBalanceFollowFromTheFlow() {
    SnapshotFlow flow;
    flow.add(kStart, {{">created", 0}});
    flow.add(kStart + 1s, {{">created", 100},
                           {"created>paying", 80},
                           {"paying>paid", 60},
                           {"paying>cancelled", 20},
                           {"paid>reserved", 60},
                           {"reserved>shipped", 60},
                           {"shipped>completed", 50}});
    api::Snapshot s;
    flow.fill(s, 0);
    const auto count = [&s](domain::OrderStateWord state) {
      const auto view = std::find_if(s.states.begin(), s.states.end(), [&](const auto& v) { return v.state == state; });
      return view == s.states.end() ? -1 : view->count;
    };
    QCOMPARE(s.states.size(), std::size_t{10});
    QCOMPARE(count("created"), 20);
    QCOMPARE(count("paying"), 0);
    QCOMPARE(count("shipped"), 10);
    QCOMPARE(count("completed"), 50);
    QCOMPARE(count("cancelled"), 20);
    QVERIFY(s.balance ==
            (api::Balance{.accepted = 100, .finished = 70, .inFlight = 30, .deadLettered = 0, .unaccounted = 0}));
    QCOMPARE(s.figures.inFlight, 30);
    QCOMPARE(s.figures.acceptedPerSecond.value(), 100.0);
    QCOMPARE(s.figures.completedPerSecond.value(), 0.0);  // first seen now: no rate yet
    const auto edge = std::find_if(s.edges.begin(), s.edges.end(),
                                   [](const auto& e) { return e.from == "paying" && e.to == "paid"; });
    QCOMPARE(edge->total, 60);

    api::Snapshot withDead;
    flow.fill(withDead, 4);
    QVERIFY(withDead.balance ==
            (api::Balance{.accepted = 100, .finished = 70, .inFlight = 26, .deadLettered = 4, .unaccounted = 0}));
  }

  void theTimeInAStateIsLittlesLaw() {
    SnapshotFlow flow;
    // 10 orders a second enter, and 5 are in the state at every look: half a second each.
    for (int second = 0; second <= 20; ++second) {
      flow.add(kStart + std::chrono::seconds(second), {{">created", 5 + 10 * second}, {"created>paying", 10 * second}});
    }
    api::Snapshot s;
    flow.fill(s, 0);
    QCOMPARE(s.states[0].state.text(), "created");
    QCOMPARE(s.states[0].dwellMillis.value(), 500.0);
    QVERIFY(!s.states[2].dwellMillis);  // nothing flows through paid
  }

  void liveInvariantsStayBrokenUntilAnAuditSaysOtherwise() {
    SnapshotInvariants invariants;
    // The clock that a look grows old by is not the one that says since when.
    const auto tick = [start = std::chrono::steady_clock::now()](core::Timestamp at) { return start + (at - kStart); };
    const auto status = [&](int number, core::Timestamp at) {
      api::Snapshot s;
      invariants.fill(s, tick(at));
      return s.invariants.at(static_cast<std::size_t>(number - 1));
    };
    const auto look = [&](core::Timestamp at, ops::Verdict first, ops::Verdict second = ops::Verdict::Unknown,
                          bool beyond = true) {
      ops::LiveFindings findings{.at = at, .invariants = {}, .recovery = {}, .standing = {}};
      findings.invariants.push_back({.number = 1,
                                     .name = "no oversell",
                                     .verdict = first,
                                     .detail = "abc",
                                     .offenders = 1,
                                     .orders = {},
                                     .products = {"abc"},
                                     .wholeAuditTells = false});
      findings.invariants.push_back({.number = 2,
                                     .name = "no undersell",
                                     .verdict = second,
                                     .detail = "live",
                                     .offenders = 0,
                                     .orders = {},
                                     .products = {},
                                     .wholeAuditTells = beyond});
      return invariants.look(findings, tick(at)).size();
    };
    api::Snapshot s;
    invariants.fill(s, tick(kStart));
    QCOMPARE(s.invariants.size(), std::size_t{12});
    QCOMPARE(status(1, kStart).status.text(), "unknown");
    QVERIFY(!status(1, kStart).since);
    QCOMPARE(look(kStart, ops::Verdict::Ok), std::size_t{0});
    QCOMPARE(status(1, kStart).status.text(), "ok");
    QCOMPARE(status(1, kStart).since, std::optional(kStart));
    QCOMPARE(status(2, kStart).status.text(), "unknown");
    QCOMPARE(status(1, kStart + 10s).status.text(), "unknown");  // nobody looked lately

    QCOMPARE(look(kStart + 1s, ops::Verdict::Broken), std::size_t{1});
    QCOMPARE(look(kStart + 2s, ops::Verdict::Broken), std::size_t{0});  // said once
    QCOMPARE(look(kStart + 3s, ops::Verdict::Ok), std::size_t{0});
    QCOMPARE(status(1, kStart + 3s).status.text(), "broken");
    QCOMPARE(status(1, kStart + 3s).since, std::optional(kStart + 1s));
    QCOMPARE(status(1, kStart + 3s).products, std::vector<std::string>{"abc"});
    QCOMPARE(status(1, kStart + 20s).status.text(), "broken");  // stays so, looked at or not

    AuditReport report{.ok = false,
                       .invariants = {{1, "no oversell", "ok", "audited"}, {4, "no lost order", "broken", "one"}},
                       .balance = {},
                       .seconds = 1};
    invariants.noteAudit(kStart + 4s, report, tick(kStart + 4s));
    QCOMPARE(status(1, kStart + 4s).status.text(), "broken");
    QCOMPARE(status(4, kStart + 4s).status.text(), "broken");
    QCOMPARE(status(4, kStart + 4s).detail, std::string("one"));
    report = {.ok = true,
              .invariants = {{1, "no oversell", "ok", "audited"},
                             {2, "no undersell", "ok", "audited"},
                             {4, "no lost order", "ok", ""}},
              .balance = {},
              .seconds = 1};
    invariants.noteAudit(kStart + 5s, report, tick(kStart + 5s));
    QCOMPARE(status(1, kStart + 5s).status.text(), "ok");
    QCOMPARE(status(2, kStart + 5s).detail, std::string("audited"));  // what live cannot tell
    QCOMPARE(status(4, kStart + 5s).status.text(), "ok");
    QCOMPARE(look(kStart + 6s, ops::Verdict::Ok, ops::Verdict::Ok), std::size_t{0});
    QCOMPARE(status(2, kStart + 6s).detail, std::string("live"));
    // For want of evidence it is unknown, whatever an audit said before.
    QCOMPARE(look(kStart + 7s, ops::Verdict::Ok, ops::Verdict::Unknown, false), std::size_t{0});
    QCOMPARE(status(2, kStart + 7s).status.text(), "unknown");
    // An audit that did not check it clears nothing.
    QCOMPARE(look(kStart + 8s, ops::Verdict::Broken, ops::Verdict::Ok), std::size_t{1});
    report = {.ok = false,
              .invariants = {{1, "no oversell", "unknown", "Redis could not be read"}, {2, "no undersell", "ok", ""}},
              .balance = {},
              .seconds = 1};
    invariants.noteAudit(kStart + 9s, report, tick(kStart + 9s));
    QCOMPARE(status(1, kStart + 9s).status.text(), "broken");
  }

  void theDaemonsMetricsAreWhatItShows() {
    adapters::metrics::PrometheusMetrics writer;
    const std::string text = writer.expose(metricsOf(full()));
    QCOMPARE(support::faultOfPrometheusText(text), "");
    const auto metrics = core::MetricsText::parse(text);
    QVERIFY2(metrics.has_value(), metrics ? "" : metrics.error().what.c_str());
    QCOMPARE(metrics->sum("orderdeck_orders_in_state"), 7.0);
    QCOMPARE(metrics->sum("orderdeck_lag"), 5.0);
    QCOMPARE(metrics->samples("orderdeck_lag").size(), std::size_t{1});  // what is not known is left out
    QCOMPARE(metrics->samples("orderdeck_lag").front().labels.at("partition"), std::string("3"));
    QCOMPARE(metrics->sum("orderdeck_lag_seconds"), 1.5);
    QCOMPARE(metrics->sum("orderdeck_outbox_entries"), 8.0);
    QCOMPARE(metrics->samples("orderdeck_invariant_ok").front().labels.at("invariant"), std::string("1"));
    QCOMPARE(metrics->sum("orderdeck_invariant_ok"), 1.0);
  }

  void namesThatOthersGaveAreEscapedInMetrics() {
    api::Snapshot snapshot;
    snapshot.groups.resize(1);
    snapshot.groups[0].group = "a\"b\\c\nd{e=\"f\"} 1\n";
    snapshot.groups[0].oldestSeconds = 0.1;
    adapters::metrics::PrometheusMetrics writer;
    const std::string text = writer.expose(metricsOf(snapshot));
    QCOMPARE(support::faultOfPrometheusText(text), "");
    QVERIFY2(text.contains("orderdeck_lag_seconds{group=\"a\\\"b\\\\c\\nd{e=\\\"f\\\"} 1\\n\"} 0.1\n"), text.c_str());
  }
};

ORDERDECK_TEST(SnapshotTest)
#include "snapshot_test.moc"
