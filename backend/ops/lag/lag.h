// How far consumer groups are behind, with a verdict, from offsets sampled about once a second. Owned and used by one
// thread.
#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "core/clock.h"
#include "domain/lag_verdict.h"
#include "ops/metrics/rate_window.h"
#include "ports/bus/inspector.h"

namespace orderdeck::ops {

using domain::LagVerdict;

/// One reading of one partition for one group.
struct LagSample {
  core::Timestamp at;
  std::int64_t committed = 0;
  std::int64_t end = 0;
  std::int64_t lag() const { return end - committed; }
};

/// What a message may wait and still have come just now; how long nothing may be committed; and for how long a group
/// may be without partitions, which is about a rebalance.
inline constexpr core::Millis kJustNow{3'000}, kStandsStill{10'000}, kRebalance{5'000};

/// The verdict over the samples of one partition of the last kStandsStill, oldest first; the first rule that matches
/// wins:
///   nothing waits                                                              -> KeepingUp
///   it was watched for less than kJustNow                                      -> Unknown
///   all that was there kJustNow ago is committed                               -> KeepingUp
///   no commit for kStandsStill, since `lastCommit`, and messages waited all that while -> NobodyReads
///   a committed offset went back                                               -> Rewound
///   the lag falls: it is lower than kJustNow ago, and than in the oldest sample or in every one before the next
///                                                                              -> Recovering
///   else                                                                       -> FallingBehind
LagVerdict judge(std::span<const LagSample> samples, core::Timestamp lastCommit);

/// How long the lag will last if it goes on falling as it fell since its peak in these samples; nothing while it does
/// not, or fell for less than kJustNow.
std::optional<double> drainOf(std::span<const LagSample> samples);

/// What is known of the processes that would read for a group.
enum class Readers {
  Elsewhere,   // none of its processes runs here: only its offsets tell
  Away,        // every one is paused or dead
  Starting,    // none is up, and one is on its way
  Unassigned,  // some is up, and none of those holds a partition
  Reading,
};

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
  std::optional<double> drainSeconds;   // of the slowest partition; 0 when nothing waits
  double producedPerSecond = 0, consumedPerSecond = 0;
  bool everCommitted = false;
  LagVerdict verdict = LagVerdict::Unknown;  // by its offsets: the worst of its partitions
  std::vector<PartitionFigures> partitions;
};

/// The verdict with what is known of its processes now, which counts at once: a group whose processes all stand still
/// is read by nobody, whatever its last samples say.
LagVerdict verdictOf(const GroupFigures& group, Readers readers);

class LagTracker {
 public:
  static constexpr core::Millis kEndsKept{30 * 60 * 1000};
  static constexpr std::int64_t kDrainFloor = 100;  // messages: what would be said of fewer is noise

  /// One sample of every group, with what is known of its processes; of a group that is not named there, nothing is.
  void add(core::Timestamp at, std::span<const ports::GroupOffsets> groups,
           const std::map<std::string, Readers>& readers = {});

  /// The broker is a new one: offsets begin anew.
  void forgetOffsets();

  std::vector<GroupFigures> groups() const;

 private:
  using Place = std::pair<std::string, int>;  // topic, partition
  struct PartitionTrack {
    std::vector<LagSample> samples;
    core::Timestamp lastCommit;
    void add(const LagSample& sample);
  };
  struct GroupTrack {
    std::map<Place, PartitionTrack> partitions;
    RateWindow produced{core::Millis{10'000}}, consumed{core::Millis{10'000}};
    GroupFigures figures;
    std::optional<core::Timestamp> unassignedSince;
  };

  void note(GroupTrack& track, const ports::GroupOffsets& offsets, core::Timestamp at);
  std::optional<double> ageAt(const Place& place, std::int64_t offset, core::Timestamp at) const;

  std::map<std::string, GroupTrack> m_groups;
  std::map<Place, std::deque<std::pair<core::Timestamp, std::int64_t>>> m_ends;  // when an end offset was first seen
};

}  // namespace orderdeck::ops
