// The rules of the whole audit, one an invariant, where they are not the live audit's too. Pure functions; private to the auditor.
#pragma once

#include "ops/auditor_facts.h"

namespace orderdeck::ops {

InvariantResult judgeUndersell(const AuditFacts& facts);
InvariantResult judgeConserved(const AuditFacts& facts);
InvariantResult judgeLost(const AuditFacts& facts);
InvariantResult judgeCharges(const AuditFacts& facts);
InvariantResult judgeMoves(const AuditFacts& facts);
InvariantResult judgeEventOrder(const AuditFacts& facts);
InvariantResult judgeFences(const AuditFacts& facts);
InvariantResult judgeAgreement(const AuditFacts& facts);

}  // namespace orderdeck::ops
