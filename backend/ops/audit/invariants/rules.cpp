#include "ops/audit/invariants/rules.h"

namespace orderdeck::ops {

static_assert([] {
  for (std::size_t i = 0; i < kRules.size(); ++i) {
    if (kRules[i].id != domain::kInvariants[i].id) return false;
  }
  return true;
}());

std::string noStore(const AuditFacts& facts) { return "Redis could not be read: " + facts.noStore; }
std::string noLedger(const AuditFacts& facts) { return "the ledger could not be read: " + facts.noLedger; }
std::string noJournal(const AuditFacts& facts) {
  return facts.noJournal.empty() ? "" : "the clients' journals could not be read: " + facts.noJournal;
}

std::string noStore(const LiveFacts& facts) {
  return facts.noStore.empty() ? "Redis does not answer" : "Redis does not answer: " + facts.noStore;
}

InvariantResult withoutLedger(Judgement& judgement, const LiveFacts& facts) {
  if (facts.noLedger.empty()) return judgement.closeUntold("the ledger cannot tell this cheaply");
  return judgement.closeUnknown("the ledger does not answer: " + facts.noLedger);
}

}  // namespace orderdeck::ops
