#include "ops/lag/lag.h"

#include <algorithm>

namespace orderdeck::ops {

namespace {

void dropBefore(std::deque<std::pair<core::Timestamp, std::int64_t>>& ring, core::Timestamp from) {
  while (ring.size() > 1 && ring[1].first <= from) ring.pop_front();
}

}  // namespace

void LagTracker::add(core::Timestamp at, std::span<const ports::GroupOffsets> groups,
                     const std::map<std::string, Readers>& readers) {
  for (const ports::GroupOffsets& offsets : groups) {
    for (const ports::PartitionLag& p : offsets.partitions) {
      auto& ends = m_ends[{p.topic, p.partition}];
      // Two groups read one topic at slightly different times: an end is noted when it is news.
      if (ends.empty() || p.end > ends.back().second) ends.emplace_back(at, p.end);
      dropBefore(ends, at - kEndsKept);
    }
    auto& track = m_groups[offsets.group];
    const auto known = readers.find(offsets.group);
    if (known == readers.end() || known->second != Readers::Unassigned)
      track.unassignedSince.reset();
    else if (!track.unassignedSince)
      track.unassignedSince = at;
    note(track, offsets, at);
  }
}

void LagTracker::PartitionTrack::add(const LagSample& sample) {
  // After a gap nothing is known of what happened in it.
  if (!samples.empty() && (sample.at - samples.back().at > kJustNow || sample.at < samples.back().at)) samples.clear();
  if (samples.empty() || samples.back().committed != sample.committed) lastCommit = sample.at;
  samples.push_back(sample);
  // The sample just before the window stays: from it on the window is whole.
  while (samples.size() > 2 && samples[1].at <= sample.at - kStandsStill) samples.erase(samples.begin());
}

void LagTracker::note(GroupTrack& track, const ports::GroupOffsets& offsets, core::Timestamp at) {
  GroupFigures& out = track.figures;
  out = GroupFigures{};
  out.group = offsets.group;
  double ends = 0, commits = 0, drain = 0;
  bool waiting = false, ageKnown = true, drains = true, allKnown = true;
  for (const ports::PartitionLag& p : offsets.partitions) {
    // A group that never committed reads from the beginning, so all that the log holds waits for it.
    const std::int64_t committed = p.committed.value_or(p.begin);
    const std::int64_t lag = std::max<std::int64_t>(0, p.end - committed);
    out.everCommitted |= p.committed.has_value();
    out.partitions.push_back({p.topic, p.partition, p.committed, p.end, lag});
    out.lag = out.lag.value_or(0) + lag;
    const Place place{p.topic, p.partition};
    ends += static_cast<double>(p.end);
    commits += static_cast<double>(committed);
    PartitionTrack& one = track.partitions[place];
    one.add({at, committed, std::max(p.end, committed)});
    const LagVerdict verdict = judge(one.samples, one.lastCommit);
    out.verdict = std::max(out.verdict, verdict);
    allKnown &= verdict != LagVerdict::Unknown;
    if (verdict != LagVerdict::KeepingUp) {
      const auto lasts = drainOf(one.samples);
      drains &= lasts.has_value();
      drain = std::max(drain, lasts.value_or(0));
    }
    if (p.end > committed) {
      waiting = true;
      if (const auto age = ageAt(place, committed, at))
        out.oldestSeconds = std::max(out.oldestSeconds.value_or(0), *age);
      else
        ageKnown = false;
    }
  }
  if (out.verdict == LagVerdict::KeepingUp && !allKnown) out.verdict = LagVerdict::Unknown;
  if (track.unassignedSince && at - *track.unassignedSince >= kRebalance) out.verdict = LagVerdict::NobodyReads;
  if (!waiting)
    out.oldestSeconds = 0;
  else if (!ageKnown)
    out.oldestSeconds.reset();
  track.produced.add(at, ends);
  track.consumed.add(at, commits);
  out.producedPerSecond = track.produced.perSecond();
  out.consumedPerSecond = track.consumed.perSecond();
  if (out.lag == 0)
    out.drainSeconds = 0;
  else if (out.verdict == LagVerdict::Recovering && out.lag >= kDrainFloor && drains)
    out.drainSeconds = drain;
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
  return core::inSeconds(at - first->first);
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

LagVerdict judge(std::span<const LagSample> samples, core::Timestamp lastCommit) {
  if (samples.empty()) return LagVerdict::Unknown;
  const LagSample& now = samples.back();
  if (now.lag() <= 0) return LagVerdict::KeepingUp;
  const auto before = std::ranges::find_if(samples.rbegin(), samples.rend(),
                                           [&](const LagSample& s) { return s.at <= now.at - kJustNow; });
  if (before == samples.rend()) return LagVerdict::Unknown;
  if (now.committed >= before->end) return LagVerdict::KeepingUp;

  const auto waits = [](const LagSample& s) { return s.lag() > 0; };
  if (now.at - lastCommit >= kStandsStill && std::ranges::all_of(samples, waits)) return LagVerdict::NobodyReads;
  const auto wentBack = [](const LagSample& a, const LagSample& b) { return b.committed < a.committed; };
  if (std::ranges::adjacent_find(samples, wentBack) != samples.end()) return LagVerdict::Rewound;
  const auto rose = [](const LagSample& a, const LagSample& b) { return b.lag() >= a.lag(); };
  const bool fellEachTime = std::adjacent_find(before.base() - 1, samples.end(), rose) == samples.end();
  const bool falls = now.lag() < before->lag() && (fellEachTime || now.lag() < samples.front().lag());
  return falls ? LagVerdict::Recovering : LagVerdict::FallingBehind;
}

std::optional<double> drainOf(std::span<const LagSample> samples) {
  if (samples.empty()) return std::nullopt;
  const LagSample& now = samples.back();
  const auto peak = std::ranges::max_element(samples.rbegin(), samples.rend(), {}, &LagSample::lag);  // the newest
  const double seconds = core::inSeconds(now.at - peak->at);
  if (now.at - peak->at < kJustNow || peak->lag() <= now.lag()) return std::nullopt;
  return static_cast<double>(now.lag()) * seconds / static_cast<double>(peak->lag() - now.lag());
}

LagVerdict verdictOf(const GroupFigures& group, Readers readers) {
  switch (readers) {
    case Readers::Away: return LagVerdict::NobodyReads;
    case Readers::Starting: return group.everCommitted ? LagVerdict::NobodyReads : LagVerdict::NotStarted;
    case Readers::Unassigned:
      return group.everCommitted || group.verdict == LagVerdict::NobodyReads ? group.verdict : LagVerdict::NotStarted;
    case Readers::Elsewhere: return group.everCommitted ? group.verdict : LagVerdict::NotStarted;
    case Readers::Reading: break;
  }
  return group.verdict;
}

}  // namespace orderdeck::ops
