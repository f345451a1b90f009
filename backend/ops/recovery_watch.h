// Invariant 12: after the last fault is cleared and every process is back, everything holds again within the stated time. Notes when disturbances end and
// when the system was whole next. One thread; its values may go anywhere.
#pragma once

#include <optional>
#include <string>

#include "core/clock.h"
#include "ops/invariants.h"

namespace orderdeck::ops {

/// How the newest recovery went.
struct Recovery {
  core::Millis limit{0};
  std::string disturbedBy;                     // goes on; empty: nothing disturbs
  std::optional<core::Timestamp> since;        // the end of the last disturbance, while not everything holds
  std::optional<core::Timestamp> recoveredAt;  // everything held again
  core::Millis took{0};                        // the last recovery that is over
  core::Millis longest{0};                     // of all
  std::int64_t recoveries = 0;
};

class RecoveryWatch {
 public:
  explicit RecoveryWatch(core::Millis limit) { m_recovery.limit = limit; }

  /// A look: what disturbs the system (empty: nothing), and whether invariants 1 to 11 hold.
  const Recovery& look(core::Timestamp at, const std::string& disturbedBy, bool holds);

 private:
  Recovery m_recovery;
  bool m_recovering = false;
};

InvariantResult judgeRecovery(const Recovery& recovery, core::Timestamp now);

}  // namespace orderdeck::ops
