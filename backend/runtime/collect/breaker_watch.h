// Sees from one look at the nodes to the next which circuit breakers opened and closed, as events for the event log.
// One thread.
#pragma once

#include <map>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "api/snapshot.h"

namespace orderdeck::runtime {

class BreakerWatch {
 public:
  /// One that opened and closed between two looks gives both; one of a process that is gone gives nothing.
  std::vector<api::OpsEvent> look(std::span<const api::NodeView> nodes);

 private:
  struct Seen {
    std::int64_t pid = 0;
    bool closed = true;
    std::int64_t opened = 0;
  };
  std::map<std::pair<std::string, std::string>, Seen> m_seen;  // by node and dependency
};

}  // namespace orderdeck::runtime
