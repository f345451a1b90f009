// How far consumer groups are behind, with a verdict, from offsets sampled once a second. Owned and used by
// one thread.
#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "core/clock.h"
#include "domain/lag_verdict.h"
#include "ops/metrics/rate_window.h"
#include "ports/bus/inspector.h"

namespace orderdeck::ops {

/// One reading of one partition for one group; a verdict looks at the last ten of them.
struct LagSample {
  core::Timestamp at;
  std::int64_t committed = 0;
  std::int64_t end = 0;
};

using domain::LagVerdict;

/// The verdict over the samples of one partition, oldest first; the first rule that matches wins:
///   fewer than 3 samples                                                -> Unknown
///   the lag now is within `allowed`                                     -> Ok
///   no commit since `lastCommit`, longer ago than the window spans, and messages waited all that while -> Stopped
///   a committed offset went back                                        -> Rewound
///   some sample's lag was within `allowed`                              -> Ok
///   commits do not move                                                 -> Stalled
///   the lag never fell between neighbours                               -> Growing
///   else                                                                -> Ok
/// Of a whole group: the worst of its partitions, and Unassigned when for kUnassignedSamples no consumer of it held a
/// partition, whatever waits.
LagVerdict judge(std::span<const LagSample> samples, core::Timestamp lastCommit, std::int64_t allowed);

struct PartitionFigures {
  std::string topic;
  int partition = 0;
  std::optional<std::int64_t> committed;
  std::int64_t end = 0;
  std::int64_t lag = 0;  // without a commit: all that the log holds
};

struct GroupFigures {
  std::string group;
  std::optional<std::int64_t> lag;      // over its partitions; nothing while it is not known which it reads
  std::optional<double> oldestSeconds;  // age of the oldest message not consumed; 0 when nothing waits
  std::optional<double> drainSeconds;   // absent while the lag does not shrink
  double producedPerSecond = 0, consumedPerSecond = 0;
  LagVerdict verdict = LagVerdict::Unknown;
  std::vector<PartitionFigures> partitions;
};

class LagTracker {
 public:
  static constexpr std::size_t kVerdictSamples = 10;
  static constexpr int kUnassignedSamples = 5;  // about a rebalance
  static constexpr core::Millis kEndsKept{30 * 60 * 1000};

  /// `allowed`: messages a partition may be behind and still be called OK.
  explicit LagTracker(std::int64_t allowed = 0) : m_allowed(allowed) {}

  /// One sample of every group; `unassigned`: those of which no consumer holds a partition.
  void add(core::Timestamp at, std::span<const ports::GroupOffsets> groups,
           const std::set<std::string>& unassigned = {});

  /// The broker is a new one: offsets begin anew.
  void forgetOffsets();

  std::vector<GroupFigures> groups() const;

 private:
  using Place = std::pair<std::string, int>;  // topic, partition
  struct PartitionTrack {
    std::deque<LagSample> samples;
    core::Timestamp lastCommit;
  };
  struct GroupTrack {
    std::map<Place, PartitionTrack> partitions;
    RateWindow produced{core::Millis{10'000}}, consumed{core::Millis{10'000}};
    GroupFigures figures;
    int unassigned = 0;  // samples, in a row
  };

  void note(GroupTrack& track, const ports::GroupOffsets& offsets, core::Timestamp at);
  std::optional<double> ageAt(const Place& place, std::int64_t offset, core::Timestamp at) const;

  std::int64_t m_allowed;
  std::map<std::string, GroupTrack> m_groups;
  std::map<Place, std::deque<std::pair<core::Timestamp, std::int64_t>>> m_ends;  // when an end offset was first seen
};

}  // namespace orderdeck::ops
