#include "ops/audit/balance.h"

#include <algorithm>

#include "ops/audit/auditor_facts.h"

namespace orderdeck::ops {

std::int64_t acceptedIn(const std::map<std::string, std::int64_t>& flow) {
  const auto found = flow.find(std::string(kAcceptedEdge));
  return found == flow.end() ? 0 : found->second;
}

AuditBalance balanceOf(const AuditFacts& facts) {
  AuditBalance balance;
  const std::int64_t known = facts.ledgerOrders + facts.redisOnly;
  balance.finished = facts.ledgerFinished;
  if (facts.atRest) {
    balance.accepted = acceptedIn(facts.flowAfter);
    balance.inFlight = known - balance.finished;
  } else {
    // What came between the first read and the last is in flight or finished; what was there at the first must be
    // known.
    const std::int64_t lost = std::max<std::int64_t>(0, acceptedIn(facts.flowBefore) - known);
    balance.accepted = std::max(acceptedIn(facts.flowAfter), balance.finished + lost);
    balance.inFlight = balance.accepted - balance.finished - lost;
  }
  // Nobody will finish those: they are in no account.
  balance.inFlight -= std::min(facts.goneFromLedger, std::max<std::int64_t>(0, balance.inFlight));
  balance.deadLettered = std::clamp<std::int64_t>(facts.deadLettered, 0, std::max<std::int64_t>(0, balance.inFlight));
  balance.inFlight -= balance.deadLettered;
  balance.unaccounted = balance.accepted - balance.finished - balance.inFlight - balance.deadLettered;
  return balance;
}

}  // namespace orderdeck::ops
