// The whole audit: every invariant, judged from the stores' raw contents and the clients' journals, never from
// what services say of themselves. Made and used on one thread (the stores belong to it); blocks.
#pragma once

#include <stop_token>
#include <vector>

#include "core/clock.h"
#include "ops/audit/auditor_facts.h"
#include "ops/audit/balance.h"
#include "ops/audit/judgement.h"

namespace orderdeck::ops {

struct AuditResult {
  Verdict verdict = Verdict::Unknown;  // Ok: every invariant was checked and holds
  bool atRest = false;
  std::vector<std::string> unrest;  // what did not come to rest, in words
  std::vector<InvariantResult> invariants;
  AuditBalance balance;
  double seconds = 0;
};

/// Judges facts; no I/O. What compares two stores is exact at rest; while orders move, only a bound that truth cannot
/// cross is held against it, and what does not cross it is unknown.
std::vector<InvariantResult> judge(const AuditFacts& facts);

class Auditor {
 public:
  /// `settle`: at rest the ledger may still be on its way with a restock's event, which belongs to no order that could
  /// be waited for; so what does not hold is looked at again for this long before it counts as broken.
  Auditor(AuditStores stores, AuditWitnesses witnesses, core::Millis settle = core::Millis{5'000})
      : m_stores(stores), m_witnesses(std::move(witnesses)), m_settle(settle) {}

  /// Waits up to `wait` for rest (no order in flight but dead-lettered ones, outbox empty, nothing standing still or
  /// recovering), then audits. What depends on a store that cannot be read is unknown. A `stop` ends the waiting.
  AuditResult run(core::Millis wait, std::stop_token stop = {});

 private:
  bool isAtRest();
  bool isSettled(core::Millis waited) const;

  const AuditStores m_stores;
  const AuditWitnesses m_witnesses;
  const core::Millis m_settle;
};

}  // namespace orderdeck::ops
