// The whole audit: invariants 1 to 6, judged from the stores' raw contents and the clients' journals, never from what services say of
// themselves. Made and used on one thread (the stores belong to it); blocks.
#pragma once

#include <string>
#include <vector>

#include "core/clock.h"
#include "ops/auditor_facts.h"

namespace orderdeck::ops {

enum class Verdict { Ok, Broken };

struct InvariantResult {
  int number = 0;
  std::string name;
  Verdict verdict = Verdict::Ok;
  std::string detail;  // figures, or the offenders' names
};

struct AuditBalance {  // accepted = finished + inFlight + deadLettered + unaccounted
  std::int64_t accepted = 0, finished = 0, inFlight = 0, deadLettered = 0, unaccounted = 0;
};

struct AuditResult {
  bool ok = false;
  bool atRest = false;
  std::vector<InvariantResult> invariants;
  AuditBalance balance;
  double seconds = 0;
};

/// Judges facts; no I/O. What compares two stores is exact at rest; while orders move it is a bound that truth cannot cross.
std::vector<InvariantResult> judge(const AuditFacts& facts);
AuditBalance balanceOf(const AuditFacts& facts);

class Auditor {
 public:
  Auditor(AuditStores stores, AcceptedIds journal) : m_stores(stores), m_journal(std::move(journal)) {}

  /// Waits up to `wait` for rest (no order in flight, outbox empty), then audits. Unavailable when a store cannot be read.
  core::Result<AuditResult> run(core::Millis wait);

 private:
  core::Result<void> waitForRest(core::Millis wait);

  const AuditStores m_stores;
  const AcceptedIds m_journal;
};

}  // namespace orderdeck::ops
