// The invariants as the snapshot shows them: from the live audit, and where only a whole one can tell, from the last of
// those. What was seen broken once stays broken until a whole audit checks it and finds nothing broken. Owned by the
// collector; any thread.
#pragma once

#include <array>
#include <chrono>
#include <mutex>
#include <optional>
#include <vector>

#include "api/snapshot.h"
#include "domain/invariants.h"
#include "ops/audit/live_audit.h"
#include "runtime/collect/source_look.h"
#include "runtime/control/audit_control.h"

namespace orderdeck::runtime {

class SnapshotInvariants {
 public:
  using Clock = std::chrono::steady_clock;  // by which a look grows old

  SnapshotInvariants();

  /// A look of the live audit. Which invariants it breaks that were not broken before.
  std::vector<api::InvariantView> look(const ops::LiveFindings& findings, Clock::time_point now = Clock::now());
  void noteAudit(core::Timestamp at, const AuditReport& report, Clock::time_point now = Clock::now());

  /// Fills the invariants, each with its status and since when, and the time of the last audit. What the live audit
  /// told is unknown when its last look is older than 5 s.
  void fill(api::Snapshot& snapshot, Clock::time_point now = Clock::now()) const;
  /// Of the live audit.
  SourceLook lastLook() const;

 private:
  struct State {
    api::InvariantView live;                   // of the newest look; number 0: none yet
    bool wholeAuditTells = false;              // what that cannot
    std::optional<api::InvariantView> broken;  // the first violation since the last sound audit
    std::optional<api::InvariantView> audited;
    api::InvariantView shown;
  };
  static api::InvariantView viewOf(const State& state, bool isFresh);
  void renew(core::Timestamp at, bool isFresh);

  mutable std::mutex m_mutex;
  std::array<State, domain::kInvariants.size()> m_states;
  Clock::time_point m_lookAt;
  SourceLook m_look;
  std::optional<core::Timestamp> m_auditAt;
};

}  // namespace orderdeck::runtime
