#include "ops/audit/invariants/rules.h"

#include <fmt/format.h>

namespace orderdeck::ops {

using core::inSeconds;
using domain::Invariant;

InvariantResult judgeRecovery(const Recovery& r, std::chrono::steady_clock::time_point now) {
  Judgement judgement(Invariant::RecoveryInTime);
  for (const Standstill& one : r.away) {
    if (one.isOver)
      judgement.complain(fmt::format("{} has been {} for {:.0f} s (limit {:g} s)", one.what, one.how, one.seconds,
                                     inSeconds(r.limit)));
  }
  if (r.since && now - *r.since > r.limit) {
    judgement.complain(fmt::format("the last disturbance ended {:.1f} s ago, and not everything holds (limit {:g} s)",
                                   inSeconds(now - *r.since), inSeconds(r.limit)));
  } else if (r.recoveries > 0 && r.took > r.limit) {
    judgement.complain(fmt::format("after the last disturbance it took {:.1f} s until everything held (limit {:g} s)",
                                   inSeconds(r.took), inSeconds(r.limit)));
  }
  if (!r.disturbedBy.empty()) return judgement.closeUnknown("disturbed now: " + r.disturbedBy);
  if (r.since)
    return judgement.closeUnknown(
        fmt::format("recovering for {:.1f} s of {:g}", inSeconds(now - *r.since), inSeconds(r.limit)));
  if (r.recoveries == 0) return judgement.close("nothing has disturbed the system yet");
  return judgement.close(fmt::format("{} recoveries, the last in {:.1f} s, the longest in {:.1f} s (limit {:g} s)",
                                     r.recoveries, inSeconds(r.took), inSeconds(r.longest), inSeconds(r.limit)));
}

InvariantResult recoveryInTime(const AuditFacts& facts) {
  return facts.recovery ? judgeRecovery(*facts.recovery, facts.readAt)
                        : Judgement(Invariant::RecoveryInTime).closeUnknown("nobody watches for disturbances");
}

InvariantResult recoveryInTimeLive(const LiveLook& look) { return judgeRecovery(look.recovery, look.facts.now); }

}  // namespace orderdeck::ops
