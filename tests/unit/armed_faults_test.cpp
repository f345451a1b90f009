// The faults that the daemon keeps: who is told of which, when one has struck often enough, and those that it does
// itself.
#include <QtTest>

#include <fmt/format.h>
#include <QTemporaryDir>

#include "runtime/control/armed_faults.h"
#include "tests/harness/test_registry.h"
#include "tests/support/wait_until.h"

using namespace orderdeck;
using namespace orderdeck::runtime;
using namespace std::chrono_literals;
using support::waitUntil;

namespace {

NodePlace place(std::string name, std::string service, api::NodeStateWord state = "up") {
  NodePlace place;
  place.unit.name = std::move(name);
  place.unit.service = std::move(service);
  place.unit.state = state;
  place.unit.pid = 77;
  place.opsUrl = "http://127.0.0.1:1";
  return place;
}

faults::ArmedFault wanted(std::string name, std::string target, std::map<std::string, double> params = {}) {
  faults::ArmedFault fault;
  fault.name = std::move(name);
  fault.target = std::move(target);
  fault.params = std::move(params);
  return fault;
}

struct World {
  QTemporaryDir folder;
  faults::HitCounter hits{folder.filePath("strikes").toStdString()};
  std::vector<NodePlace> places = {place("gateway-1", "gateway"), place("payment-1", "payment"),
                                   place("payment-2", "payment"), place("redis", "redis"), place("broker", "kafka")};
  std::map<std::string, std::size_t> carried;  // node -> how many faults it was told of last
  std::vector<std::string> done;               // "restart redis"
  bool letsGo = false;                         // a process that is paused has let go of its lock just before
  EventLog events;
  ArmedFaults faults{[this] { return places; },
                     [this](const NodePlace& node, const std::string& text) -> core::Result<void> {
                       carried[node.unit.name] = faults::decodeFaults(text).value().size();
                       return {};
                     },
                     events,
                     [this](const std::string& process, api::NodeActionWord action) -> core::Result<void> {
                       done.push_back(fmt::format("{} {}", action.text(), process));
                       const auto place =
                           std::ranges::find(places, process, [](const NodePlace& p) { return p.unit.name; });
                       if (action == api::NodeAction::Pause) place->unit.state = "paused";
                       if (action == api::NodeAction::Pause && letsGo) holders.clear();
                       if (action == api::NodeAction::Resume) place->unit.state = "up";
                       return {};
                     },
                     hits,
                     [this]() -> core::Result<std::vector<std::string>> {
                       ++looks;
                       return holders;
                     }};
  std::vector<std::string> holders;  // processes that hold a lock
  int looks = 0;

  std::string lastEvent() const { return events.newest(1).at(0).text; }
};

}  // namespace

class ArmedFaultsTest : public QObject {
  Q_OBJECT

 private slots:
  void aTargetMayBeANodeAServiceOrAll() {
    World world;
    QVERIFY(world.faults.arm(wanted("messages-duplicate", "payment-1"), 60));
    QCOMPARE(world.carried, (std::map<std::string, std::size_t>{{"payment-1", 1}}));
    QVERIFY(world.faults.arm(wanted("messages-duplicate", "payment"), 60));
    QCOMPARE(world.carried, (std::map<std::string, std::size_t>{{"payment-1", 2}, {"payment-2", 1}}));
    QVERIFY(world.faults.arm(wanted("messages-duplicate", ""), 60));
    QCOMPARE(world.carried, (std::map<std::string, std::size_t>{{"gateway-1", 1}, {"payment-1", 3}, {"payment-2", 2}}));
    QVERIFY(!world.faults.arm(wanted("messages-duplicate", "redis"), 60));  // it publishes nothing
    QVERIFY(!world.faults.arm(wanted("crash-after-deduct", "payment"), 60));
  }

  void aCrashEndsWhenItStruckOftenEnough() {
    World world;
    const std::string id = world.faults.arm(wanted("crash-after-emit", "payment", {{"times", 2}}), 60).value();
    world.faults.maintain();
    QVERIFY(world.hits.take(id, 2));
    world.faults.noteHits({{id, 0}});  // the process that came back has no hits of its own
    world.faults.maintain();
    QCOMPARE(world.faults.views().at(0).hits, std::int64_t{1});
    QCOMPARE(world.carried.at("payment-1"), std::size_t{1});
    QVERIFY(world.hits.take(id, 2));
    world.faults.maintain();
    QVERIFY(world.faults.views().empty());
    QCOMPARE(world.carried.at("payment-1"), std::size_t{0});
    QVERIFY2(world.lastEvent().find("it struck 2 times") != std::string::npos, world.lastEvent().c_str());
  }

  void aStormRestartsItsProcessesSoOften() {
    World world;
    QVERIFY(!world.faults.arm(wanted("process-restart-storm", ""), 60));
    QVERIFY(world.faults.arm(wanted("process-restart-storm", "payment", {{"times", 3}, {"everyMs", 200}}), 60));
    const auto begun = std::chrono::steady_clock::now();
    QVERIFY(waitUntil([&] {
      world.faults.maintain();
      return world.faults.views().empty();
    }));
    QVERIFY(std::chrono::steady_clock::now() - begun >= 390ms);
    QCOMPARE(world.done, (std::vector<std::string>{"restart payment-1", "restart payment-2", "restart payment-1",
                                                   "restart payment-2", "restart payment-1", "restart payment-2"}));
    QVERIFY(world.carried.empty());                                             // no business of a node's
    QVERIFY(world.lastEvent().find("it struck 6 times") != std::string::npos);  // two processes, three times
    QVERIFY(world.faults.arm(wanted("process-restart-storm", "redis", {{"times", 1}}), 60));
    QVERIFY(world.faults.arm(wanted("process-restart-storm", "broker", {{"times", 1}}), 60));
    world.done.clear();
    world.faults.maintain();
    QCOMPARE(world.done, (std::vector<std::string>{"restart redis", "restart broker"}));
  }

  void aLockHolderIsPausedWhileItHoldsTheLock() {
    World world;
    world.places.push_back(place("inventory-1", "inventory"));
    QVERIFY(!world.faults.arm(wanted("lock-holder-pause", "payment"), 60));
    const auto armed = world.faults.arm(
        wanted("lock-holder-pause", "inventory", {{"times", 2}, {"everyMs", 200}, {"pauseMs", 100}}), 60);
    QVERIFY(armed);
    world.faults.maintain();
    QVERIFY(world.done.empty() && world.looks > 0);  // nobody holds one
    world.holders = {"redis", "inventory-1"};
    world.letsGo = true;
    world.faults.maintain();
    QCOMPARE(world.done, (std::vector<std::string>{"pause inventory-1", "resume inventory-1"}));
    QCOMPARE(world.faults.views().at(0).hits, std::int64_t{0});
    world.holders = {"inventory-1"};
    world.letsGo = false;
    world.done.clear();
    world.faults.maintain();
    QCOMPARE(world.done, (std::vector<std::string>{"pause inventory-1"}));
    QCOMPARE(world.faults.views().at(0).hits, std::int64_t{1});
    QVERIFY(waitUntil([&] {
      world.faults.maintain();
      return world.faults.views().empty();
    }));
    QCOMPARE(world.done, (std::vector<std::string>{"pause inventory-1", "resume inventory-1", "pause inventory-1",
                                                   "resume inventory-1"}));
  }

  void whoWasPausedGoesOnWhenTheFaultIsCleared() {
    World world;
    world.places.push_back(place("inventory-1", "inventory"));
    world.holders = {"inventory-1"};
    const std::string id =
        world.faults.arm(wanted("lock-holder-pause", "inventory", {{"pauseMs", 60'000}}), 60).value();
    world.faults.maintain();
    QCOMPARE(world.places.back().unit.state.text(), std::string_view("paused"));
    QVERIFY(world.faults.clear(id));
    QCOMPARE(world.places.back().unit.state.text(), std::string_view("up"));
  }

  void aFaultMayStartLater() {
    World world;
    QVERIFY(!world.faults.arm(wanted("process-restart-storm", "payment"), 60, -1));
    QVERIFY(world.faults.arm(wanted("process-restart-storm", "payment", {{"times", 1}}), 60, 0.2));
    world.faults.maintain();
    QVERIFY(world.done.empty());
    const api::FaultView view = world.faults.views().at(0);
    QVERIFY(view.startsIn > 0 && view.secondsLeft > 59);
    QVERIFY(waitUntil([&] {
      world.faults.maintain();
      return world.done.size() == 2;
    }));
  }

  void whatHappenedSinceIsToldOfEachFault() {
    World world;
    world.faults.noteCounters({.cancelled = 100, .duplicates = 7});
    QVERIFY(world.faults.arm(wanted("payment-declines", ""), 60));
    world.faults.noteCounters({.cancelled = 103, .duplicates = 9});
    QVERIFY(world.faults.arm(wanted("payment-slow", ""), 60));
    world.faults.noteCounters({.cancelled = 104, .duplicates = 0});  // a process began anew
    world.faults.noteCounters({.cancelled = 104, .duplicates = 1});
    const auto views = world.faults.views();
    QCOMPARE(views.at(0).since, (api::FaultEffects{.cancelled = 4, .duplicates = 3}));
    QCOMPARE(views.at(1).since, (api::FaultEffects{.cancelled = 1, .duplicates = 1}));
  }

  void clearingAllLetsPausedProcessesGoOn() {
    World world;
    world.places[3].unit.state = "paused";
    QVERIFY(world.faults.arm(wanted("messages-duplicate", ""), 60));
    const auto cleared = world.faults.clearAll();
    QCOMPARE(cleared.faults, std::size_t{1});
    QCOMPARE(cleared.resumed, std::size_t{1});
    QCOMPARE(world.done, std::vector<std::string>{"resume redis"});
    QVERIFY(world.faults.views().empty());
  }
};

ORDERDECK_TEST(ArmedFaultsTest)
#include "armed_faults_test.moc"
