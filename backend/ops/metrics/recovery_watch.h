// Invariant 12: after the last fault is cleared and every process is back, everything holds again within the stated
// time; and no process is away for longer than that. Notes when disturbances end and when the system was whole next, by
// the steady clock, which nobody sets. One thread; its values may go anywhere.
#pragma once

#include <optional>
#include <string>

#include "core/clock.h"
#include "ops/audit/standstill.h"

namespace orderdeck::ops {

/// How the newest recovery went.
struct Recovery {
  core::Millis limit{0};
  std::string disturbedBy;  // goes on; empty: nothing disturbs
  std::optional<std::chrono::steady_clock::time_point>
      since;                // the end of the last disturbance, while not everything holds
  core::Millis took{0};     // the last recovery that is over
  core::Millis longest{0};  // of all
  std::int64_t recoveries = 0;
  std::vector<Standstill> away = {};  // processes that are not up
};

class RecoveryWatch {
 public:
  explicit RecoveryWatch(core::Millis limit) : m_away(limit) { m_recovery.limit = limit; }

  /// A look: what disturbs the system (empty: nothing), which processes are not up (as what waits for them), and
  /// whether invariants 1 to 11 hold.
  const Recovery& look(std::chrono::steady_clock::time_point now, const std::string& disturbedBy,
                       std::span<const Progress> away, bool holds);

 private:
  Recovery m_recovery;
  StandstillWatch m_away;
  bool m_recovering = false;
};

}  // namespace orderdeck::ops
