// The live audit sees what is broken while orders move, each invariant by itself, and raises no alarm over what is
// merely on its way.
#include <QtTest>

#include "ops/audit/invariants/rules.h"
#include "ops/audit/live_audit.h"
#include "runtime/audit/audit_live.h"
#include "tests/harness/test_registry.h"

using namespace orderdeck;
using domain::OrderState;
using ops::LiveAudit;
using ops::LiveFacts;
using ops::LiveFindings;
using ops::Verdict;

namespace {

const core::Timestamp kStart = core::fromEpochMillis(1'790'000'000'000);
const auto kTick = std::chrono::steady_clock::now();

// 100 orders accepted, of which 90 are closed and 10 are paid.
LiveFacts sound() {
  LiveFacts facts;
  facts.at = kStart;
  facts.now = kTick;
  ops::LiveStore store;
  store.flowBefore = {{">created", 100},     {"created>paying", 100},  {"paying>paid", 100},
                      {"paid>reserved", 90}, {"reserved>shipped", 90}, {"shipped>completed", 90}};
  store.flowAfter = store.flowBefore;
  store.open = 12;  // two are closed and not retired yet
  store.outbox = 3;
  store.outboxFirst = "17-0";
  store.levels = {{"abc", 800, 20, 180, 1'000, 7}, {"xyz", 500, 0, 0, 500, 2}};
  store.levelsReadAt = std::chrono::steady_clock::now();
  facts.store = store;
  facts.ledger = ops::LiveLedger{
      .row = 700,
      .closed = 90,
      .caughtUp = true,
      .known = 99,
      .sample = {{"order-1", OrderState::Paid, OrderState::Shipped}, {"order-2", OrderState::Completed, {}}},
      .overcharged = {},
      .misordered = {}};
  facts.measured.bounds = {{"lag of payment", 5, 100, ""}};
  facts.outboxLimit = 10;
  return facts;
}

QString brokenOf(const LiveFindings& findings) {
  QStringList broken;
  for (const auto& invariant : findings.invariants) {
    if (invariant.verdict == Verdict::Broken) broken << QString::number(invariant.number);
  }
  return broken.join(',');
}

// What a look says after a sound one a second before.
template <typename Change>
LiveFindings lookAfter(Change change) {
  ops::FenceWatch fences;
  LiveAudit audit(core::Millis{5'000}, core::Millis{30'000}, fences);
  const auto first = audit.look(sound());
  if (!brokenOf(first).isEmpty()) throw std::runtime_error("the sound look is not: " + brokenOf(first).toStdString());
  LiveFacts facts = sound();
  facts.at = kStart + core::Millis{1'000};
  facts.now = kTick + core::Millis{1'000};
  facts.store->outboxFirst = "18-0";  // all of it moves
  facts.ledger->row = 710;
  change(facts);
  return audit.look(facts);
}

}  // namespace

class LiveAuditTest : public QObject {
  Q_OBJECT
 private slots:
  void aSoundLookSaysWhatItSaw() {
    const LiveFindings findings = lookAfter([](LiveFacts&) {});
    QCOMPARE(findings.invariants.size(), domain::kInvariants.size());
    for (std::size_t i = 0; i < domain::kInvariants.size(); ++i) {
      QCOMPARE(findings.invariants[i].number, static_cast<int>(i) + 1);
      QVERIFY2(findings.invariants[i].verdict == (i == 7 ? Verdict::Unknown : Verdict::Ok),
               findings.invariants[i].detail.c_str());
      QVERIFY(!findings.invariants[i].detail.empty());
    }
  }

  void eachInvariantTurnsRedAlone_data() {
    QTest::addColumn<QString>("number");
    QTest::addColumn<std::function<void(LiveFacts&)>>("change");
    const auto row = [](const char* name, const char* number, std::function<void(LiveFacts&)> change) {
      QTest::newRow(name) << number << change;
    };
    row("oversold", "1", [](LiveFacts& f) { f.store->levels[1] = {"xyz", -5, 0, 505, 500, 2}; });
    row("stranded", "2", [](LiveFacts& f) {
      f.store->flowBefore["paid>reserved"] = f.store->flowBefore["reserved>shipped"] =
          f.store->flowBefore["shipped>completed"] = 100;
      f.store->flowAfter = f.store->flowBefore;
      f.ledger->closed = 100;
    });
    row("not conserved", "3", [](LiveFacts& f) { f.store->levels[0].stocked = 1'001; });
    row("gone from Redis", "4", [](LiveFacts& f) { f.store->gone = {"order-1"}; });
    row("left more often than entered", "6", [](LiveFacts& f) { f.store->flowAfter["paid>reserved"] = 101; });
    row("lost", "4", [](LiveFacts& f) { f.store->open = 9; });
    row("never accepted", "4", [](LiveFacts& f) {
      for (const char* edge : {">created", "created>paying", "paying>paid"})
        f.store->flowBefore[edge] = f.store->flowAfter[edge] = 98;
    });
    row("charged twice", "5", [](LiveFacts& f) { f.ledger->overcharged = {"order-1"}; });
    row("illegal move", "6", [](LiveFacts& f) { f.store->flowAfter["completed>paid"] = 1; });
    row("effect before cause", "7", [](LiveFacts& f) {
      f.ledger->misordered = {{.orderId = "order-1",
                               .cause = "a",
                               .effect = "b",
                               .topic = "t",
                               .partition = 0,
                               .causeOffset = 9,
                               .effectOffset = 3,
                               .causeOccurredAt = kStart,
                               .causeRecordedAt = kStart}};
    });
    row("fence went back", "9", [](LiveFacts& f) { f.store->levels[0].fence = 6; });
    row("Redis behind", "10", [](LiveFacts& f) { f.ledger->sample[0].hot = OrderState::Created; });
    row("another end", "10", [](LiveFacts& f) { f.ledger->sample[1].hot = OrderState::Cancelled; });
    row("outbox over its limit", "11", [](LiveFacts& f) { f.store->outbox = 11; });
    row("lag over its limit", "11", [](LiveFacts& f) { f.measured.bounds[0].value = 101; });
  }
  void eachInvariantTurnsRedAlone() {
    QFETCH(QString, number);
    QFETCH(std::function<void(LiveFacts&)>, change);
    const LiveFindings findings = lookAfter(change);
    QCOMPARE(brokenOf(findings), number);
  }

  void aTokenThatSomebodyElseReadLaterIsNoReasonToComplain() {
    ops::FenceWatch fences;
    LiveAudit audit(core::Millis{5'000}, core::Millis{30'000}, fences);
    const LiveFacts earlier = sound();
    LiveFacts later = sound();
    later.store->levels[0].fence = 8;
    QCOMPARE(brokenOf(audit.look(later)), "");
    QCOMPARE(brokenOf(audit.look(earlier)), "");
    QCOMPARE(brokenOf(audit.look(sound())), "9");  // read after the higher one was seen
  }

  void aKeyThatMeansTwoOrdersTurnsTheEighthRed() {
    ops::FenceWatch fences;
    LiveAudit audit(core::Millis{5'000}, core::Millis{30'000}, fences);
    audit.note({"k", 1, 202, "a"});
    QCOMPARE(brokenOf(audit.look(sound())), "");
    audit.note({"k", 1, 202, "b"});
    const LiveFindings findings = audit.look(sound());
    QCOMPARE(brokenOf(findings), "8");
    QCOMPARE(findings.invariants[7].orders, std::vector<std::string>{"b"});
  }

  void whatDoesNotHoldInTimeAfterADisturbanceTurnsTheTwelfthRed() {
    ops::FenceWatch fences;
    LiveAudit audit(core::Millis{5'000}, core::Millis{30'000}, fences);
    LiveFacts facts = sound();
    facts.disturbedBy = "redis is backing-off";
    facts.store.reset();
    QCOMPARE(audit.look(facts).invariants[11].verdict, Verdict::Unknown);
    facts.disturbedBy.clear();
    for (int second = 1; second <= 6; ++second) {
      facts.now = kTick + core::Millis{1'000 * second};
      QCOMPARE(brokenOf(audit.look(facts)), "");
    }
    facts.at = kStart - std::chrono::hours(1);  // somebody set the clock
    facts.now = kTick + core::Millis{7'000};    // 6 s after the end of the disturbance
    QCOMPARE(brokenOf(audit.look(facts)), "12");
  }

  void ordersOnTheMoveAreNoAlarm() {
    // Between the reads orders were accepted, sold and closed; the ledger heard of some.
    const LiveFindings findings = lookAfter([](LiveFacts& f) {
      f.store->open = 50;
      f.store->flowAfter[">created"] = 150;
      f.store->flowAfter["paid>reserved"] = 100;
      f.ledger->closed = 100;
    });
    QCOMPARE(brokenOf(findings), "");
  }

  void whatCannotBeReadIsUnknownNotBroken() {
    const LiveFindings blind = lookAfter([](LiveFacts& f) {
      f.store.reset();
      f.ledger.reset();
      f.measured.bounds.clear();
    });
    for (const int number : {1, 2, 3, 4, 5, 6, 7, 9, 10, 11})
      QCOMPARE(blind.invariants[static_cast<std::size_t>(number - 1)].verdict, Verdict::Unknown);
    const LiveFindings counting = lookAfter([](LiveFacts& f) {
      f.ledger->caughtUp = false;
      f.ledger->closed = 5;
    });
    QCOMPARE(counting.invariants[3].verdict, Verdict::Unknown);
  }

  void aCausePublishedAnewAfterTheBrokersDeathProvesNothing() {
    const LiveFindings findings = lookAfter([](LiveFacts& f) {
      f.ledger->misordered = {{.orderId = "order-1",
                               .cause = "a",
                               .effect = "b",
                               .topic = "t",
                               .partition = 0,
                               .causeOffset = 9,
                               .effectOffset = 3,
                               .causeOccurredAt = kStart,
                               .causeRecordedAt = kStart + core::Millis{900}}};
      f.brokerStarts = {kStart + core::Millis{500}};
    });
    QCOMPARE(brokenOf(findings), "");
  }

  // Whatever stands still while something waits for it is unknown at once and broken after the limit, and has not
  // recovered.
  void whatStandsStillTurnsTheEleventhRed_data() {
    QTest::addColumn<QString>("what");
    QTest::addColumn<std::function<void(LiveFacts&)>>("stand");
    const auto row = [](const char* what, std::function<void(LiveFacts&)> stand) {
      QTest::newRow(what) << what << stand;
    };
    row("group ledger", [](LiveFacts& f) { f.groups = {{"group ledger", true, {}, "STOPPED, 3 messages wait"}}; });
    row("the outbox", [](LiveFacts& f) { f.store->outboxFirst = "17-0"; });
    row("the ledger", [](LiveFacts& f) { f.ledger->row = 700; });
  }
  void whatStandsStillTurnsTheEleventhRed() {
    QFETCH(QString, what);
    QFETCH(std::function<void(LiveFacts&)>, stand);
    ops::FenceWatch fences;
    LiveAudit audit(core::Millis{60'000}, core::Millis{30'000}, fences);
    LiveFindings findings;
    for (int second = 0; second <= 31; ++second) {
      LiveFacts facts = sound();
      facts.now = kTick + core::Millis{1'000 * second};
      facts.store->outboxFirst = std::to_string(second) + "-1";
      facts.ledger->row = 800 + second;
      stand(facts);
      facts.disturbedBy = second < 2 ? "ledger-1 is paused" : "";
      findings = audit.look(facts);
      QCOMPARE(findings.invariants[10].verdict, second == 0    ? Verdict::Ok
                                                : second <= 30 ? Verdict::Unknown
                                                               : Verdict::Broken);
    }
    const QString detail = QString::fromStdString(findings.invariants[10].detail);
    QVERIFY2(detail.startsWith(what + " has not moved for 31 s"), qPrintable(detail));
    QVERIFY(findings.recovery.since.has_value());
  }

  void aSnapshotTellsWhatStandsAndWhoIsAway() {
    runtime::Profile profile;
    api::Snapshot snapshot;
    snapshot.groups.push_back(
        {.group = "ledger",
         .lag = 7,
         .oldestSeconds = 2,
         .drainSeconds = {},
         .producedPerSecond = 0,
         .consumedPerSecond = 0,
         .verdict = "nobody reads",
         .partitions = {{"order-paid", 3, 5, 9, 4}, {"order-paid", 4, std::nullopt, 3, std::nullopt}}});
    QVERIFY(runtime::groupsIn(snapshot, profile).at(0).waits);
    QCOMPARE(runtime::groupsIn(snapshot, profile).at(0).how, std::string("nobody reads, 7 messages wait"));
    profile.instances["ledger"] = 0;  // the profile does without it
    QVERIFY(!runtime::groupsIn(snapshot, profile).at(0).waits);
    profile.instances["ledger"] = 1;
    snapshot.groups[0].verdict = "falling behind";
    QVERIFY(!runtime::groupsIn(snapshot, profile).at(0).waits);
    api::NodeView node;
    node.name = "ledger-1";
    node.state = "up";
    snapshot.nodes.push_back(node);
    QVERIFY(runtime::awayIn(snapshot).empty());
    snapshot.nodes[0].state = "paused";
    QCOMPARE(runtime::awayIn(snapshot).at(0).what, std::string("ledger-1"));
  }

  void aNewEpochBeginsNewTokens() {
    const LiveFindings findings = lookAfter([](LiveFacts& f) {
      f.store->levels[0].fence = 1;
      f.store->epoch = "rebuilt";
    });
    QCOMPARE(brokenOf(findings), "");
  }

  void aSnapshotTellsLimitsAndDisturbances() {
    runtime::Profile profile;
    profile.audit.lag = 10;
    api::Snapshot snapshot;
    snapshot.state = "running";
    snapshot.figures.admissionQueue = 4;
    snapshot.groups.push_back({.group = "payment",
                               .lag = 11,
                               .oldestSeconds = 2,
                               .drainSeconds = {},
                               .producedPerSecond = 0,
                               .consumedPerSecond = 0,
                               .verdict = "keeping up",
                               .partitions = {}});
    snapshot.health.brokersUp = 1;
    QCOMPARE(ops::judgeBounds(runtime::measuredIn(snapshot, profile)).verdict, Verdict::Broken);
    profile.audit.lag = 11;
    QCOMPARE(ops::judgeBounds(runtime::measuredIn(snapshot, profile)).verdict, Verdict::Ok);
    snapshot.groups[0].verdict = domain::LagVerdict::Unknown;  // watched for too short a time
    QCOMPARE(ops::judgeBounds(runtime::measuredIn(snapshot, profile)).verdict, Verdict::Ok);
    snapshot.groups[0].lag.reset();
    QCOMPARE(ops::judgeBounds(runtime::measuredIn(snapshot, profile)).verdict, Verdict::Unknown);
    snapshot.groups[0].lag = 11;
    snapshot.health.brokersUp = 0;  // what is shown of the groups is what was known last
    QCOMPARE(ops::judgeBounds(runtime::measuredIn(snapshot, profile)).verdict, Verdict::Unknown);
    QCOMPARE(runtime::disturbanceOf(snapshot, {}), std::string());
    api::NodeView node;
    node.name = "payment-1";
    node.state = "paused";
    snapshot.nodes.push_back(node);
    QCOMPARE(runtime::disturbanceOf(snapshot, {}), std::string("payment-1 is paused"));
    snapshot.nodes[0].state = "up";
    api::Snapshot later = snapshot;
    QCOMPARE(runtime::disturbanceOf(later, snapshot), std::string());
    later.nodes[0].restarts = 1;  // died and came back between two looks
    QCOMPARE(runtime::disturbanceOf(later, snapshot), std::string("payment-1 was restarted"));
  }

  void anOptionalServiceBreaksNothing() {
    runtime::Profile profile;
    api::Snapshot snapshot;
    snapshot.state = "running";
    snapshot.health.brokersUp = 3;
    snapshot.groups.resize(1);
    api::GroupView& group = snapshot.groups.front();
    group.group = "export", group.verdict = "nobody reads", group.lag = profile.audit.lag + 1,
    group.oldestSeconds = 1e6;
    group.partitions = {{"order-paid", 0, 0, 5, 5}};
    snapshot.nodes.resize(1);
    api::NodeView& node = snapshot.nodes.front();
    node.name = "export-1", node.service = "export", node.state = "paused";
    QCOMPARE(ops::judgeBounds(runtime::measuredIn(snapshot, profile)).verdict, Verdict::Broken);
    QVERIFY(runtime::groupsIn(snapshot, profile).at(0).waits);
    QCOMPARE(runtime::awayIn(snapshot).size(), std::size_t{1});
    QCOMPARE(runtime::disturbanceOf(snapshot, {}), std::string("export-1 is paused"));
    group.required = node.required = false;
    QCOMPARE(ops::judgeBounds(runtime::measuredIn(snapshot, profile)).verdict, Verdict::Ok);
    QVERIFY(runtime::groupsIn(snapshot, profile).empty());
    QVERIFY(runtime::awayIn(snapshot).empty());
    QCOMPARE(runtime::disturbanceOf(snapshot, {}), std::string());
  }
};

ORDERDECK_TEST(LiveAuditTest)
#include "live_audit_test.moc"
