// States, edges and the live balance of the snapshot, from the flow counters of the store. Owned by the collector; one
// thread.
#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "api/snapshot.h"
#include "core/clock.h"
#include "ops/metrics/rate_window.h"

namespace orderdeck::runtime {

class SnapshotFlow {
 public:
  /// A reading of the counters ("created>paying" -> n, ">created" -> accepted orders).
  void add(core::Timestamp at, const std::map<std::string, std::int64_t>& flow);

  /// Fills states, edges, balance, accepted and completed a second, and in flight. `deadLettered` orders stand still in
  /// a state that is not terminal: they are taken out of those in flight.
  void fill(api::Snapshot& snapshot, std::int64_t deadLettered) const;

 private:
  struct State {
    std::int64_t entered = 0, left = 0;
    double orderSeconds = 0;  // the integral of the count over time
    ops::RateWindow rate{core::Millis{2'000}}, entering{core::Millis{10'000}}, occupancy{core::Millis{10'000}};
  };
  struct Edge {
    std::int64_t total = 0;
    ops::RateWindow rate{core::Millis{2'000}};
  };

  core::Timestamp m_last;
  std::map<std::string, State> m_states;
  std::map<std::pair<std::string, std::string>, Edge> m_edges;
};

}  // namespace orderdeck::runtime
