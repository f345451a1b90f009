#include "ops/lag/lag.h"

namespace orderdeck::ops {

std::string_view verdictName(LagVerdict verdict) {
  switch (verdict) {
    case LagVerdict::Unknown: return "";
    case LagVerdict::Ok: return "OK";
    case LagVerdict::Growing: return "GROWING";
    case LagVerdict::Stalled: return "STALLED";
    case LagVerdict::Rewound: return "REWOUND";
    case LagVerdict::Unassigned: return "UNASSIGNED";
    case LagVerdict::Stopped: return "STOPPED";
  }
  return "";
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
