#include "ops/lag/lag.h"

#include <algorithm>

namespace orderdeck::ops {

namespace {

void dropBefore(std::deque<std::pair<core::Timestamp, std::int64_t>>& ring, core::Timestamp from) {
  while (ring.size() > 1 && ring[1].first <= from) ring.pop_front();
}

}  // namespace

void LagTracker::add(core::Timestamp at, std::span<const ports::GroupOffsets> groups,
                     const std::set<std::string>& unassigned) {
  for (const ports::GroupOffsets& offsets : groups) {
    for (const ports::PartitionLag& p : offsets.partitions) {
      auto& ends = m_ends[{p.topic, p.partition}];
      // Two groups read one topic at slightly different times: an end is noted when it is news.
      if (ends.empty() || p.end > ends.back().second) ends.emplace_back(at, p.end);
      dropBefore(ends, at - kEndsKept);
    }
    auto& track = m_groups[offsets.group];
    track.unassigned = unassigned.contains(offsets.group) ? track.unassigned + 1 : 0;
    note(track, offsets, at);
  }
}

void LagTracker::note(GroupTrack& track, const ports::GroupOffsets& offsets, core::Timestamp at) {
  GroupFigures& out = track.figures;
  out = GroupFigures{};
  out.group = offsets.group;
  double ends = 0, commits = 0;
  bool waiting = false, ageKnown = true;
  for (const ports::PartitionLag& p : offsets.partitions) {
    // A group that never committed reads from the beginning, so all that the log holds waits for it.
    const std::int64_t committed = p.committed.value_or(p.begin);
    const std::int64_t lag = std::max<std::int64_t>(0, p.end - committed);
    out.partitions.push_back({p.topic, p.partition, p.committed, p.end, lag});
    out.lag = out.lag.value_or(0) + lag;
    const Place place{p.topic, p.partition};
    ends += static_cast<double>(p.end);
    commits += static_cast<double>(committed);
    PartitionTrack& one = track.partitions[place];
    if (one.samples.empty() || one.samples.back().committed != committed) one.lastCommit = at;
    one.samples.push_back({at, committed, std::max(p.end, committed)});
    if (one.samples.size() > kVerdictSamples) one.samples.pop_front();
    const std::vector<LagSample> window(one.samples.begin(), one.samples.end());
    out.verdict = std::max(out.verdict, judge(window, one.lastCommit, m_allowed));
    if (p.end > committed) {
      waiting = true;
      if (const auto age = ageAt(place, committed, at))
        out.oldestSeconds = std::max(out.oldestSeconds.value_or(0), *age);
      else
        ageKnown = false;
    }
  }
  if (track.unassigned >= kUnassignedSamples) out.verdict = std::max(out.verdict, LagVerdict::Unassigned);
  if (!waiting)
    out.oldestSeconds = 0;
  else if (!ageKnown)
    out.oldestSeconds.reset();
  track.produced.add(at, ends);
  track.consumed.add(at, commits);
  out.producedPerSecond = track.produced.perSecond();
  out.consumedPerSecond = track.consumed.perSecond();
  const double shrinking = out.consumedPerSecond - out.producedPerSecond;
  if (out.lag && *out.lag == 0)
    out.drainSeconds = 0;
  else if (out.lag && shrinking > 0)
    out.drainSeconds = static_cast<double>(*out.lag) / shrinking;
}

/// The message at `offset` was written between the last sample whose end was at or below the offset and the first one
/// above it; the latter is taken, so that an age is never overstated (by less than a second understated).
std::optional<double> LagTracker::ageAt(const Place& place, std::int64_t offset, core::Timestamp at) const {
  const auto found = m_ends.find(place);
  if (found == m_ends.end()) return std::nullopt;
  const auto& ends = found->second;  // growing
  const auto first =
      std::partition_point(ends.begin(), ends.end(), [offset](const auto& seen) { return seen.second <= offset; });
  if (first == ends.end()) return std::nullopt;
  return std::chrono::duration<double>(at - first->first).count();
}

void LagTracker::forgetOffsets() {
  m_groups.clear();
  m_ends.clear();
}

std::vector<GroupFigures> LagTracker::groups() const {
  std::vector<GroupFigures> out;
  for (const auto& [group, track] : m_groups) out.push_back(track.figures);
  return out;
}

LagVerdict judge(std::span<const LagSample> samples, core::Timestamp lastCommit, std::int64_t allowed) {
  if (samples.size() < 3) return LagVerdict::Unknown;
  const auto lag = [](const LagSample& s) { return s.end - s.committed; };
  const LagSample& now = samples.back();
  if (lag(now) <= allowed) return LagVerdict::Ok;

  bool everAllowed = false, back = false, moved = false, fell = false;
  for (std::size_t i = 0; i < samples.size(); ++i) {
    everAllowed |= lag(samples[i]) <= allowed;
    if (i == 0) continue;
    back |= samples[i].committed < samples[i - 1].committed;
    moved |= samples[i].committed != samples[i - 1].committed;
    fell |= lag(samples[i]) < lag(samples[i - 1]);
  }
  if (!everAllowed && samples.size() >= LagTracker::kVerdictSamples &&
      now.at - lastCommit > now.at - samples.front().at)
    return LagVerdict::Stopped;
  if (back) return LagVerdict::Rewound;
  if (everAllowed) return LagVerdict::Ok;
  if (!moved) return LagVerdict::Stalled;
  return fell ? LagVerdict::Ok : LagVerdict::Growing;
}

}  // namespace orderdeck::ops
