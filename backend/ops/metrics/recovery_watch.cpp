#include "ops/metrics/recovery_watch.h"

#include <algorithm>

#include <fmt/format.h>

namespace orderdeck::ops {

namespace {
template <typename Span>
double seconds(Span span) {
  return std::chrono::duration<double>(span).count();
}
}  // namespace

const Recovery& RecoveryWatch::look(std::chrono::steady_clock::time_point now, const std::string& disturbedBy,
                                    std::span<const Progress> away, bool holds) {
  m_recovery.disturbedBy = disturbedBy;
  m_recovery.away = m_away.look(now, away);
  if (!disturbedBy.empty()) {
    m_recovering = true;
    m_recovery.since.reset();
    return m_recovery;
  }
  if (!m_recovering) return m_recovery;
  if (!m_recovery.since) m_recovery.since = now;
  if (!holds) return m_recovery;
  m_recovery.took = std::chrono::duration_cast<core::Millis>(now - *m_recovery.since);
  m_recovery.longest = std::max(m_recovery.longest, m_recovery.took);
  m_recovery.since.reset();
  ++m_recovery.recoveries;
  m_recovering = false;
  return m_recovery;
}

InvariantResult judgeRecovery(const Recovery& r, std::chrono::steady_clock::time_point now) {
  Judgement judgement(12);
  for (const Standstill& one : r.away) {
    if (one.isOver)
      judgement.complain(
          fmt::format("{} has been {} for {:.0f} s (limit {:g} s)", one.what, one.how, one.seconds, seconds(r.limit)));
  }
  if (r.since && now - *r.since > r.limit) {
    judgement.complain(fmt::format("the last disturbance ended {:.1f} s ago, and not everything holds (limit {:g} s)",
                                   seconds(now - *r.since), seconds(r.limit)));
  } else if (r.recoveries > 0 && r.took > r.limit) {
    judgement.complain(fmt::format("after the last disturbance it took {:.1f} s until everything held (limit {:g} s)",
                                   seconds(r.took), seconds(r.limit)));
  }
  if (!r.disturbedBy.empty()) return judgement.closeUnknown("disturbed now: " + r.disturbedBy);
  if (r.since)
    return judgement.closeUnknown(
        fmt::format("recovering for {:.1f} s of {:g}", seconds(now - *r.since), seconds(r.limit)));
  if (r.recoveries == 0) return judgement.close("nothing has disturbed the system yet");
  return judgement.close(fmt::format("{} recoveries, the last in {:.1f} s, the longest in {:.1f} s (limit {:g} s)",
                                     r.recoveries, seconds(r.took), seconds(r.longest), seconds(r.limit)));
}

}  // namespace orderdeck::ops
