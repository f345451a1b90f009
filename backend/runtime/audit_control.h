// How the control API asks for a whole audit. One audit at a time: the caller serialises calls on one worker thread.
#pragma once

#include <vector>

#include "core/clock.h"
#include "core/error.h"
#include "ports/ledger.h"
#include "runtime/snapshot.h"

namespace orderdeck::runtime {

struct AuditReport {
  bool ok = false;                        // no invariant is broken
  std::vector<InvariantView> invariants;  // 1..12
  Balance balance;
  double seconds = 0;                     // how long the audit took, waiting for rest included
  std::vector<ports::LedgerOrder> broken = {};  // of the orders that break an invariant the first twenty, with their timelines
};

class AuditControl {
 public:
  virtual ~AuditControl() = default;
  /// Waits up to `wait` for the system to come to rest (no order in flight, outbox empty), then checks every invariant from the raw stores.
  /// Blocks for all of it. Unavailable when a store cannot be read.
  virtual core::Result<AuditReport> audit(core::Millis wait) = 0;
};

}  // namespace orderdeck::runtime
