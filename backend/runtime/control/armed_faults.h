// The faults that are armed now: kept here, carried to every node that looks them up (and to one that starts anew),
// ended when their time is over or they struck as often as they should. Those that are the daemon's own it does itself.
// Owned by the daemon; any thread.
#pragma once

#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "api/snapshot.h"
#include "core/error.h"
#include "faults/armed/armed_fault.h"
#include "faults/inject/hit_counter.h"
#include "runtime/collect/event_log.h"
#include "runtime/node/node_api_directory.h"

namespace orderdeck::runtime {

/// Where in a data folder the nodes' strikes are counted (faults/hit_counter.h).
inline std::string strikesFolder(const std::string& dataDir) { return dataDir + "/run/strikes"; }

class ArmedFaults {
 public:
  /// Carries a list of faults (encodeFaults) to one node.
  using Carry = std::function<core::Result<void>(const NodePlace& node, const std::string& faults)>;

  /// Does something to a process, by its name: restart, resume (Supervisor::command).
  using Control = std::function<core::Result<void>(const std::string& process, api::NodeActionWord action)>;
  /// The processes that hold a product's lock now, by name.
  using LockHolders = std::function<core::Result<std::vector<std::string>>()>;
  struct Cleared {
    std::size_t faults = 0, resumed = 0;
  };

  /// `nodes` lists the processes as they are now; `hits` is the one that the nodes write to; `holders` is asked by
  /// maintain() only.
  ArmedFaults(std::function<std::vector<NodePlace>()> nodes, Carry carry, EventLog& events, Control control = {},
              std::optional<faults::HitCounter> hits = {}, LockHolders holders = {});

  /// Arms it for `seconds` (above 0, at most a day), from `startAfter` seconds on (0 to a day), and returns its id; the
  /// nodes that run have it by then. InvalidArgument says what is wrong.
  core::Result<std::string> arm(faults::ArmedFault fault, double seconds, double startAfter = 0);
  /// Lets a process go on that it paused. NotFound when no armed fault has this id.
  core::Result<void> clear(const std::string& id);
  /// Ends every fault, and lets every process go on that was paused.
  Cleared clearAll();

  /// Ends what is over, does what is the daemon's to do and brings nodes up to date. Called a few times a second by one
  /// thread of the daemon.
  void maintain();

  /// The newest hit counts by id, as the nodes' metrics tell them.
  void noteHits(const std::map<std::string, std::int64_t>& hits);
  /// The system's counters now. One that falls (its process began anew) is counted on from there.
  void noteCounters(const api::FaultEffects& now);
  std::vector<api::FaultView> views() const;

 private:
  struct Armed {
    faults::ArmedFault fault;
    api::FaultEffects before = {};  // what m_grown was when it was armed
    std::int64_t hits = 0;
    // Of a fault that the daemon does:
    std::int64_t rounds = 0;
    core::Timestamp nextAt = {};
    std::string paused = {};  // a process that is to go on at resumeAt
    core::Timestamp resumeAt = {};
  };
  struct Carried {
    pid_t pid = 0;
    std::string faults;
  };

  core::Result<void> checkTarget(const faults::ArmedFault& fault) const;
  std::int64_t hitsOf(const Armed& armed) const;
  bool isOver(const Armed& armed, core::Timestamp now) const;
  std::vector<faults::ArmedFault> takeDue(std::string_view name, core::Timestamp now);
  void restartDue();
  void pauseDue();
  void pauseHolder(const faults::ArmedFault& fault);
  bool standsStill(const std::string& process) const;
  void resumeDue();
  /// Of a fault that ends. Not under the lock.
  void resume(const std::string& process) const;
  void addHit(const std::string& id, std::int64_t rounds);
  void carryAll();

  const std::function<std::vector<NodePlace>()> m_nodes;
  const Carry m_carry;
  EventLog& m_events;
  const Control m_control;
  const std::optional<faults::HitCounter> m_hits;
  const LockHolders m_holders;
  mutable std::mutex m_mutex;  // guards the next
  std::vector<Armed> m_armed;
  std::optional<api::FaultEffects> m_counters;  // as they were noted last
  api::FaultEffects m_grown;                    // by so much, since the daemon began
  std::mutex m_carryMutex;                      // guards m_carried; one carrier at a time
  std::map<std::string, Carried> m_carried;
};

}  // namespace orderdeck::runtime
