// What the inventory nodes' metrics tell of the locks: waits, holds and refused old tokens, over all nodes of the
// service. One thread.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/clock.h"
#include "core/metrics/histogram_window.h"
#include "core/metrics/metrics_text.h"
#include "ops/metrics/rate_window.h"

namespace orderdeck::ops {

struct LockFigures {
  std::optional<double> waitP50Millis, waitP99Millis, holdP50Millis, holdP99Millis;  // over the last 10 s
  std::vector<std::pair<double, std::int64_t>> waitBuckets,
      holdBuckets;  // upper bound in seconds, observations in the bucket since start
  std::int64_t staleFences = 0;
};

class LockWatch {
 public:
  /// A scrape of one node.
  void add(core::Timestamp at, const std::string& node, const core::MetricsText& metrics);
  LockFigures figures() const;

 private:
  struct Track {
    core::HistogramWindow waits{core::Millis{10'000}}, holds{core::Millis{10'000}};
    core::Buckets allWaits, allHolds;
    GrowingTotal staleFences;
  };
  std::map<std::string, Track> m_nodes;
};

}  // namespace orderdeck::ops
