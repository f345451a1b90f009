#include "ops/audit/auditor.h"

#include <algorithm>
#include <chrono>

#include "core/worker.h"
#include "ops/audit/invariants/rules.h"

namespace orderdeck::ops {

namespace {

using Clock = std::chrono::steady_clock;

constexpr core::Millis kPoll{200};
constexpr core::Millis kTwoLooks{2'500};  // of whoever watches

void keepMoments(const std::vector<InvariantResult>& first, std::vector<InvariantResult>& last) {
  for (std::size_t i = 0; i < kRules.size(); ++i) {
    if (kRules[i].isMomentary && first[i].verdict == Verdict::Broken) last[i] = first[i];
  }
}

}  // namespace

std::vector<InvariantResult> judge(const AuditFacts& facts) {
  std::vector<InvariantResult> results;
  for (const InvariantRule& rule : kRules) results.push_back(rule.whole(facts));
  return results;
}

/// Cheap: the audit itself looks closely. A store that does not answer is not at rest, and may come back.
bool Auditor::isAtRest() {
  const auto outbox = m_stores.hot.outboxLength();
  const auto open = m_stores.hot.openCount();
  if (!outbox || !open || *outbox > 0) return false;
  if (*open == 0) return true;
  const auto letters = m_stores.letters.waitingOrders();
  if (!letters || *open > std::ssize(*letters)) return false;
  const auto index = m_stores.hot.openIndex(0, letters->size());
  return index && std::ranges::all_of(
                      *index, [&](const auto& entry) { return std::ranges::binary_search(*letters, entry.orderId); });
}

/// Nobody who watches waits for something that comes by itself, as of a look that may be a second old: what disturbed
/// then may be over. A fault that stays armed is not waited for.
bool Auditor::isSettled(core::Millis waited) const {
  if (m_witnesses.measured && !m_witnesses.measured().standing.empty()) return false;
  if (!m_witnesses.recovery) return true;
  const auto recovery = m_witnesses.recovery();
  if (!recovery || recovery->since || !recovery->away.empty()) return false;
  return recovery->disturbedBy.empty() || waited > kTwoLooks;
}

AuditResult Auditor::run(core::Millis wait, std::stop_token stop) {
  const auto begun = Clock::now();
  const auto waited = [begun] { return std::chrono::duration_cast<core::Millis>(Clock::now() - begun); };
  const auto awaitRest = [&] {
    while (waited() < wait && !(isAtRest() && isSettled(waited())) && core::sleepFor(stop, kPoll)) {
    }
  };
  awaitRest();
  auto settled = Clock::now() + m_settle;
  std::vector<InvariantResult> first;
  while (true) {
    AuditFacts facts = gatherFacts(m_stores, m_witnesses);
    if (facts.atRest && waited() < wait && !isSettled(waited()) &&
        !stop.stop_requested()) {  // something came to a stand while all was read
      awaitRest();
      settled = Clock::now() + m_settle;
      continue;
    }
    AuditResult result;
    result.invariants = judge(facts);
    if (first.empty()) first = result.invariants;
    const bool settling = facts.atRest && overall(result.invariants) == Verdict::Broken && Clock::now() < settled;
    if (settling && core::sleepFor(stop, kPoll)) continue;
    keepMoments(first, result.invariants);
    result.verdict = overall(result.invariants);
    result.atRest = facts.atRest;
    result.unrest = std::move(facts.unrest);
    result.balance = balanceOf(facts);
    result.seconds = core::inSeconds(Clock::now() - begun);
    return result;
  }
}

}  // namespace orderdeck::ops
