// Starts the processes of a system in order, restarts what dies with exponential back-off, and stops all of them in
// order. Units may come and go while it runs. It knows nothing of what they do: a unit says how it is started, when it
// is ready and whom it waits for. Owned by the daemon; one thread of its own does everything, forking included; every
// public function may be called from any thread.
#pragma once

#include <chrono>
#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <variant>
#include <vector>

#include "api/ops_event.h"
#include "api/process_exit.h"
#include "api/states.h"
#include "core/clock.h"
#include "core/error.h"
#include "core/worker.h"
#include "runtime/supervise/process.h"

namespace orderdeck::runtime {

struct UnitSpec {
  std::string name;                // payment-1
  std::string service;             // payment
  std::vector<std::string> after;  // units that must have been ready once before this one starts, if there are such
  core::Millis stopWait{5'000};    // how long it may take to end after SIGTERM; then SIGKILL

  // Called on the supervisor's thread; they must be quick.
  std::function<core::Result<std::optional<api::OpsEvent>>()>
      prepare;  // before every start: what it did, if anybody should know; on an error the unit backs off
  std::function<ChildSpec()> command;  // made anew for every start
  std::function<bool()> probe;         // instead of a ready line: asked every 20 ms until it says yes
  std::function<core::Result<void>(const std::string&)>
      ready;  // with the ready line ("" for a probe); on an error the process is restarted
};

/// What a unit is doing, as a value.
struct UnitView {
  std::string name, service;
  api::NodeStateWord state = {};
  pid_t pid = 0;  // 0: no process now
  int restarts = 0;
  std::optional<api::ProcessExit> lastExit;  // nothing: it never ended
  core::Timestamp startedAt;                 // of the process that runs now
  bool readyOnce = false;
};

class Supervisor {
 public:
  using Moment = std::chrono::steady_clock::time_point;
  using Notice = std::function<void(api::OpsEvent)>;

  /// Nothing starts before start(). Units are started in the order given and stopped in the order of `stopOrder`
  /// (names), those not named there last, in reverse; but those that were added later before all others, the newest
  /// first. `notice` is told of every change, on the supervisor's thread.
  Supervisor(std::vector<UnitSpec> units, std::vector<std::string> stopOrder, Notice notice);
  ~Supervisor();

  void start();
  /// Stops everything in order and waits for it. Idempotent.
  void stop();

  /// kill (SIGKILL), pause (SIGSTOP), resume (SIGCONT) or restart (SIGTERM, then started at once). NotFound: no such
  /// unit; Conflict: the unit is not in a state for it.
  core::Result<void> command(const std::string& unit, api::NodeActionWord action);

  /// Adds a unit, which starts as if it had been there from the beginning. Conflict: there is one of that name, perhaps
  /// one that is on its way out; or the system is stopping.
  core::Result<void> add(UnitSpec spec);
  /// Ends a unit's process (SIGTERM, and SIGKILL after its stopWait), never to start it again. Returns at once; the
  /// unit is gone from units() when its process has ended, and its name is free again. NotFound: no such unit;
  /// Conflict: it is on its way out already, or the system is stopping.
  core::Result<void> remove(const std::string& unit);

  std::vector<UnitView> units() const;
  /// Waits until every unit has been ready once; false when `wait` passed before.
  bool waitReady(core::Millis wait) const;

 private:
  struct Unit;
  struct Command {
    std::string unit;
    api::NodeActionWord action;
  };
  struct Removal {
    std::string unit;
  };
  using Request = std::variant<Command, UnitSpec, Removal>;

  void run();
  void waitForNews(Moment until);
  void startDue();
  void startUnit(Unit& unit);
  void checkReady(Unit& unit);
  void becomeReady(Unit& unit, const std::string& line);
  void checkCalm(Unit& unit);
  void checkEnd(Unit& unit);
  void checkPause(Unit& unit);
  void notePause(Unit& unit, bool isPaused);
  void kill(Unit& unit);
  std::string causeOf(const Unit& unit, const api::ProcessExit& exit);
  void backOff(Unit& unit, const api::ProcessExit& exit);
  void takeRequests(bool stops);
  Unit* find(const std::string& name);
  void obey(Unit& unit, api::NodeActionWord action);
  void terminate(Unit& unit);
  void end(Unit& unit);
  void forgetEnded();
  void stopAll();
  void stopUnit(Unit& unit);
  void publish(const Unit& unit);
  void tell(api::OpsEvent event) const;
  void rotateLogs();

  std::vector<std::unique_ptr<Unit>> m_units;
  std::vector<std::string> m_stopOrder;
  Notice m_notice;
  int m_wake;  // eventfd: a request came, or stop() was called

  mutable std::mutex m_mutex;  // guards the members below
  mutable std::condition_variable m_changed;
  std::vector<UnitView> m_views;
  std::deque<Request> m_requests;
  std::set<std::string> m_leaving;  // units that were removed and are not gone yet
  bool m_stopping = false;

  Moment m_rotateAt;
  std::int64_t m_memoryKills = 0;          // when it was looked at last
  std::unique_ptr<core::Worker> m_thread;  // last: ends first
};

}  // namespace orderdeck::runtime
