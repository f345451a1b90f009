// How the control API asks for a whole audit. One audit at a time: the caller serialises calls on one worker thread.
#pragma once

#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "api/audit_tally.h"
#include "api/snapshot.h"
#include "core/clock.h"
#include "core/error.h"
#include "ports/ledger/ledger_reader.h"

namespace orderdeck::runtime {

struct AuditReport {
  bool ok = false;                             // every invariant was checked and holds
  std::vector<api::InvariantView> invariants;  // 1..12
  api::Balance balance;
  bool atRest = false;
  std::vector<std::string> unrest = {};  // what did not come to rest within the wait, in words
  double seconds = 0;                    // how long the audit took, waiting for rest included
  std::vector<ports::LedgerOrder> broken =
      {};  // of the orders that break an invariant the first twenty, with their timelines
};

class AuditControl {
 public:
  virtual ~AuditControl() = default;
  /// Waits up to `wait` for the system to come to rest (no order in flight, outbox empty), then checks every invariant
  /// from the raw stores. Blocks for all of it; a `stop` ends the waiting. What depends on a store that cannot be read
  /// is unknown; Unavailable when there is nothing to ask at all.
  virtual core::Result<AuditReport> audit(core::Millis wait, std::stop_token stop) = 0;
};

}  // namespace orderdeck::runtime
