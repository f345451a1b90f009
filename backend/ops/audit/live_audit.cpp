#include "ops/audit/live_audit.h"

#include <fmt/format.h>

#include "core/figures.h"
#include "ops/audit/balance.h"
#include "ops/audit/invariants/rules.h"

namespace orderdeck::ops {

namespace {

/// What there is for the groups, the outbox and the ledger to do, and what shows that they do it.
std::vector<Progress> progressOf(const LiveFacts& facts) {
  std::vector<Progress> all = facts.groups;
  if (!facts.store) return all;
  all.push_back({"the outbox", facts.store->outbox > 0, facts.store->outboxFirst,
                 fmt::format("{} events wait in it", core::grouped(facts.store->outbox))});
  if (!facts.ledger) return all;
  const std::int64_t missing = acceptedIn(facts.store->flowBefore) - facts.ledger->known;
  all.push_back({"the ledger", missing > 0, std::to_string(facts.ledger->row),
                 fmt::format("{} accepted orders are not in it", core::grouped(missing))});
  return all;
}

}  // namespace

LiveFindings LiveAudit::look(const LiveFacts& facts) {
  LiveFindings findings{
      .at = facts.at, .invariants = {}, .recovery = {}, .standing = m_standing.look(facts.now, progressOf(facts))};
  auto& all = findings.invariants;
  if (facts.ledger) m_memory.sampled += std::ssize(facts.ledger->sample);
  LiveLook look{facts, m_memory, findings.standing, m_standing.limit(), {}};
  for (const InvariantRule& rule : kRules) {
    if (rule.id == domain::Invariant::RecoveryInTime) {
      // What stands still has not recovered, however little waits for it.
      const bool holds = facts.store && findings.standing.empty() && overall(all) != Verdict::Broken;
      look.recovery = findings.recovery = m_recovery.look(facts.now, facts.disturbedBy, facts.away, holds);
    }
    all.push_back(rule.live(look));
  }
  if (facts.ledger) m_memory.known = facts.ledger->known;
  return findings;
}

}  // namespace orderdeck::ops
