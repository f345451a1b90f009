#include "ops/metrics/recovery_watch.h"

#include <algorithm>

namespace orderdeck::ops {

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

}  // namespace orderdeck::ops
