#include "ops/locks/lock_watch.h"

#include <cmath>

namespace orderdeck::ops {

namespace {

std::optional<double> millis(std::optional<double> seconds) {
  if (seconds) *seconds *= 1000;
  return seconds;
}

/// Cumulative buckets -> observations in each; the open bucket at the end has no upper bound to show and is left out.
std::vector<std::pair<double, std::int64_t>> each(const core::Buckets& cumulative) {
  std::vector<std::pair<double, std::int64_t>> out;
  double below = 0;
  for (const auto& [bound, n] : cumulative) {
    if (std::isfinite(bound)) out.emplace_back(bound, std::llround(n - below));
    below = n;
  }
  return out;
}

}  // namespace

void LockWatch::add(core::Timestamp at, const std::string& node, const core::MetricsText& metrics) {
  Track& track = m_nodes[node];
  track.allWaits = metrics.buckets("orderdeck_lock_wait_seconds");
  track.allHolds = metrics.buckets("orderdeck_lock_hold_seconds");
  track.waits.add(at, track.allWaits);
  track.holds.add(at, track.allHolds);
  track.staleFences.add(metrics.sum("orderdeck_stale_fence_total"));
}

LockFigures LockWatch::figures() const {
  LockFigures out;
  core::Buckets waits, holds, allWaits, allHolds;
  for (const auto& [node, track] : m_nodes) {
    core::addBuckets(waits, track.waits.growth());
    core::addBuckets(holds, track.holds.growth());
    core::addBuckets(allWaits, track.allWaits);
    core::addBuckets(allHolds, track.allHolds);
    out.staleFences += track.staleFences.total();
  }
  out.waitP50Millis = millis(core::quantile(waits, 0.50));
  out.waitP99Millis = millis(core::quantile(waits, 0.99));
  out.holdP50Millis = millis(core::quantile(holds, 0.50));
  out.holdP99Millis = millis(core::quantile(holds, 0.99));
  out.waitBuckets = each(allWaits);
  out.holdBuckets = each(allHolds);
  return out;
}

}  // namespace orderdeck::ops
