// Units come and go while the supervisor runs, as real processes.
#include <QtTest>

#include <csignal>
#include <fstream>
#include <thread>

#include <sys/stat.h>

#include "runtime/supervise/supervisor.h"
#include "tests/harness/test_registry.h"
#include "tests/support/wait_until.h"
#include "tests/unit/supervisor_world.h"

using namespace orderdeck::runtime;
using orderdeck::core::ErrorCode;
using orderdeck::core::Millis;
using orderdeck::support::waitUntil;
using namespace orderdeck::test::supervised;

class SupervisorUnitsTest : public QObject, private Supervised {
  Q_OBJECT

 private slots:
  void unitsComeAndGoWhileItRuns() {
    auto supervisor = supervise({shell("first", "echo ready; exec sleep 60")});
    QVERIFY(supervisor->waitReady(Millis{10'000}));
    const pid_t first = view(*supervisor).pid;
    pid_t before = 0;
    for (int round = 0; round < 2; ++round) {  // the second time under the same name
      auto second = shell("second", "echo ready; exec sleep 60");
      second.after = {"first"};
      QVERIFY(supervisor->add(std::move(second)).has_value());
      QCOMPARE(view(*supervisor, 1).name, std::string("second"));  // at once
      QVERIFY(supervisor->waitReady(Millis{10'000}));
      const UnitView up = view(*supervisor, 1);
      QCOMPARE(up.state.text(), "up");
      QCOMPARE(up.restarts, 0);
      QVERIFY(up.pid != before && ::kill(up.pid, 0) == 0);
      before = up.pid;
      QVERIFY(supervisor->remove("second").has_value());
      QVERIFY(waitUntil([&] { return supervisor->units().size() == 1; }));
      QVERIFY(::kill(before, 0) != 0);
    }
    QVERIFY(m_notes.at("second stopped") >= 0);
    QCOMPARE(view(*supervisor).pid, first);
    QCOMPARE(view(*supervisor).state.text(), "up");
  }

  void whatIsAddedWaitsForWhatItNeeds() {
    const std::string go = m_folder.filePath("go2").toStdString();
    QCOMPARE(::mkfifo(go.c_str(), 0600), 0);
    auto supervisor = supervise({shell("slow", "read go < " + go + "; echo ready; exec sleep 60")});
    auto added = shell("added", "echo ready; exec sleep 60");
    added.after = {"slow", "nobody"};
    QVERIFY(supervisor->add(std::move(added)).has_value());
    QVERIFY(waitUntil([&] { return view(*supervisor).pid != 0; }));
    QVERIFY(!supervisor->waitReady(Millis{100}));
    QCOMPARE(view(*supervisor, 1).pid, 0);
    std::ofstream(go) << "go\n";
    QVERIFY(supervisor->waitReady(Millis{10'000}));
  }

  void whatDoesNotEndIsKilledAndItsNameIsTakenUntilThen() {
    auto supervisor = supervise({shell("deaf", "trap '' TERM; echo ready; while :; do sleep 1; done", Millis{1'000})});
    QVERIFY(supervisor->waitReady(Millis{10'000}));
    const pid_t pid = view(*supervisor).pid;
    QElapsedTimer timer;
    timer.start();
    QVERIFY(supervisor->remove("deaf").has_value());
    QCOMPARE(supervisor->remove("deaf").error().code, ErrorCode::Conflict);
    QCOMPARE(supervisor->command("deaf", "restart").error().code, ErrorCode::Conflict);
    QCOMPARE(supervisor->add(shell("deaf", "exit 0")).error().code, ErrorCode::Conflict);
    QVERIFY(waitUntil([&] { return supervisor->units().empty(); }));
    QVERIFY(timer.elapsed() >= 1'000 && timer.elapsed() < 5'000);
    QVERIFY(::kill(pid, 0) != 0);
    QCOMPARE(supervisor->remove("deaf").error().code, ErrorCode::NotFound);
    QCOMPARE(supervisor->command("deaf", "kill").error().code, ErrorCode::NotFound);
  }

  void whatBacksOffIsRemovedAtOnceAndNotStartedAgain() {
    auto supervisor = supervise({shell("node", "exit 3")});
    QVERIFY(waitUntil([&] { return view(*supervisor).restarts >= 3 && view(*supervisor).state == "backing-off"; }));
    QVERIFY(supervisor->remove("node").has_value());
    QVERIFY(waitUntil([&] { return supervisor->units().empty(); }));
    QVERIFY(supervisor->add(shell("node", "echo ready; exec sleep 60")).has_value());
    QVERIFY(supervisor->waitReady(Millis{10'000}));
    QCOMPARE(view(*supervisor).restarts, 0);
    QVERIFY(!view(*supervisor).lastExit);
  }

  void aPausedUnitIsRemovedInOrder() {
    const std::string said = m_folder.filePath("farewell").toStdString();
    auto supervisor = supervise(
        {shell("node", "trap 'echo bye > " + said + "; exit 0' TERM; echo ready; while :; do sleep 0.05; done",
               Millis{20'000})});
    QVERIFY(supervisor->waitReady(Millis{10'000}));
    const pid_t pid = view(*supervisor).pid;
    QVERIFY(supervisor->command("node", "pause").has_value());
    QVERIFY(waitUntil([&] { return stateOf(pid) == 'T'; }));
    QVERIFY(supervisor->remove("node").has_value());
    QVERIFY(waitUntil([&] { return supervisor->units().empty(); }));
    QVERIFY(::access(said.c_str(), F_OK) == 0);
  }

  void aRemovalIsNotForgottenWhenAllStops() {
    auto supervisor = supervise({shell("deaf", "trap '' TERM; echo ready; while :; do sleep 1; done", Millis{1'000}),
                                 shell("node", "echo ready; exec sleep 60")});
    QVERIFY(supervisor->waitReady(Millis{10'000}));
    const pid_t pid = view(*supervisor).pid;
    QElapsedTimer timer;
    timer.start();
    QVERIFY(supervisor->remove("deaf").has_value());
    supervisor->stop();
    QVERIFY(timer.elapsed() < 5'000);
    QVERIFY(::kill(pid, 0) != 0);
    QCOMPARE(supervisor->units().size(), std::size_t{1});
    QCOMPARE(view(*supervisor).name, std::string("node"));
    QCOMPARE(supervisor->remove("node").error().code, ErrorCode::Conflict);
    QCOMPARE(supervisor->add(shell("late", "exit 0")).error().code, ErrorCode::Conflict);
  }

  void whatWasAddedStopsFirst() {
    auto supervisor = supervise({shell("store", "echo ready; exec sleep 60")}, {"store"});
    for (const char* name : {"one", "two"})
      QVERIFY(supervisor->add(shell(name, "echo ready; exec sleep 60")).has_value());
    QVERIFY(supervisor->waitReady(Millis{10'000}));
    supervisor->stop();
    QVERIFY(m_notes.at("two stopped") >= 0 && m_notes.at("two stopped") < m_notes.at("one stopped"));
    QVERIFY(m_notes.at("one stopped") < m_notes.at("store stopped"));
  }

  void manyThreadsAddAndRemove() {
    auto supervisor = supervise({shell("node", "echo ready; exec sleep 60")});
    {
      std::vector<std::jthread> threads;
      for (int i = 0; i < 4; ++i) {
        threads.emplace_back([&, i] {
          for (int round = 0; round < 5; ++round) {
            const std::string name = "t" + std::to_string(i);
            if (!supervisor->add(shell(name, "echo ready; exec sleep 60"))) return;
            static_cast<void>(supervisor->command(name, "restart"));
            static_cast<void>(supervisor->units());
            if (!supervisor->remove(name)) return;
            const auto isGone = [&] {
              return std::ranges::none_of(supervisor->units(), [&](const UnitView& unit) { return unit.name == name; });
            };
            if (!waitUntil(isGone)) return;
          }
          m_notes.add("done " + std::to_string(i));
        });
      }
    }
    for (int i = 0; i < 4; ++i) QVERIFY(m_notes.at("done " + std::to_string(i)) >= 0);
    QCOMPARE(supervisor->units().size(), std::size_t{1});
  }
};

ORDERDECK_TEST(SupervisorUnitsTest)
#include "supervisor_units_test.moc"
