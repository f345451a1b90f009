// The rules of the whole audit, one an invariant, where they are not the live audit's too. Pure functions; private to
// the auditor.
#pragma once

#include "ops/audit/auditor_facts.h"

namespace orderdeck::ops {

/// Why something was not judged.
std::string noStore(const AuditFacts& facts);
std::string noLedger(const AuditFacts& facts);
std::string noJournal(const AuditFacts& facts);  // "": it was read

std::int64_t acceptedIn(const std::map<std::string, std::int64_t>& flow);

InvariantResult judgeUndersell(const AuditFacts& facts);
InvariantResult judgeConserved(const AuditFacts& facts);
InvariantResult judgeLost(const AuditFacts& facts);
InvariantResult judgeCharges(const AuditFacts& facts);
InvariantResult judgeMoves(const AuditFacts& facts);
InvariantResult judgeEventOrder(const AuditFacts& facts);
InvariantResult judgeFences(const AuditFacts& facts);
InvariantResult judgeAgreement(const AuditFacts& facts);

}  // namespace orderdeck::ops
