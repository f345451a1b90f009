// The faults that are armed now: kept here, carried to every node that looks them up (and to one that starts anew), ended when their time is over.
// Owned by the daemon; any thread.
#pragma once

#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <vector>

#include "core/error.h"
#include "faults/fault.h"
#include "runtime/event_log.h"
#include "runtime/node_api_directory.h"
#include "runtime/snapshot.h"

namespace orderdeck::runtime {

class ArmedFaults {
 public:
  /// Carries a list of faults (encodeFaults) to one node.
  using Carry = std::function<core::Result<void>(const NodePlace& node, const std::string& faults)>;

  /// `nodes` lists the processes as they are now.
  ArmedFaults(std::function<std::vector<NodePlace>()> nodes, Carry carry, EventLog& events);

  /// Arms it for `seconds` (above 0, at most a day) and returns its id; the nodes that run have it by then. InvalidArgument says what is wrong.
  core::Result<std::string> arm(faults::ArmedFault fault, double seconds);
  /// NotFound when no armed fault has this id.
  core::Result<void> clear(const std::string& id);
  std::size_t clearAll();

  /// Ends what is over and brings nodes up to date. Called a few times a second by the daemon.
  void maintain();

  /// The newest hit counts by id, as the nodes' metrics tell them.
  void noteHits(const std::map<std::string, std::int64_t>& hits);
  std::vector<FaultView> views() const;

 private:
  struct Armed {
    faults::ArmedFault fault;
    std::int64_t hits = 0;
  };
  struct Carried {
    pid_t pid = 0;
    std::string faults;
  };

  void carryAll();

  const std::function<std::vector<NodePlace>()> m_nodes;
  const Carry m_carry;
  EventLog& m_events;
  mutable std::mutex m_mutex;  // guards m_armed
  std::vector<Armed> m_armed;
  std::mutex m_carryMutex;  // guards m_carried; one carrier at a time
  std::map<std::string, Carried> m_carried;
};

/// A body of POST /api/faults: {name, target?, params?, probability?, seconds?, seed?, by?}. Errors: InvalidJson, InvalidArgument naming the member.
struct FaultOrder {
  faults::ArmedFault fault;
  double seconds = 60;
};
core::Result<FaultOrder> decodeFaultOrder(const std::string& body);

/// GET /api/faults/catalogue.
std::string encodeFaultCatalogue();

}  // namespace orderdeck::runtime
