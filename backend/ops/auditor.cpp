#include "ops/auditor.h"

#include <algorithm>
#include <chrono>
#include <thread>

namespace orderdeck::ops {

namespace {

using Clock = std::chrono::steady_clock;

constexpr core::Millis kPoll{200};

bool noneBroken(const std::vector<InvariantResult>& results) {
  return std::ranges::none_of(results, [](const auto& result) { return result.verdict == Verdict::Broken; });
}

// One look at a single store that is wrong is wrong, whatever a later look shows: an oversell, a token that went back.
void keepMoments(const std::vector<InvariantResult>& first, std::vector<InvariantResult>& last) {
  for (const std::size_t at : {std::size_t{0}, std::size_t{8}}) {
    if (first[at].verdict == Verdict::Broken) last[at] = first[at];
  }
}

}  // namespace

core::Result<void> Auditor::waitForRest(core::Millis wait) {
  const auto until = Clock::now() + wait;
  while (true) {
    const auto open = m_stores.orders.openCount();
    if (!open) return std::unexpected(open.error());
    const auto outbox = m_stores.orders.outboxLength();
    if (!outbox) return std::unexpected(outbox.error());
    if (Clock::now() >= until) return {};
    if (*outbox == 0) {
      if (*open == 0) return {};
      const auto dead = m_stores.letters.openOrders();
      if (!dead) return std::unexpected(dead.error());
      if (*open <= std::ssize(*dead)) return {};
    }
    std::this_thread::sleep_for(kPoll);
  }
}

core::Result<AuditResult> Auditor::run(core::Millis wait) {
  const auto begun = Clock::now();
  if (auto waited = waitForRest(wait); !waited) return std::unexpected(waited.error());
  const auto settled = Clock::now() + m_settle;
  std::vector<InvariantResult> first;
  while (true) {
    const auto facts = gatherFacts(m_stores, m_witnesses);
    if (!facts) return std::unexpected(facts.error());
    AuditResult result;
    result.invariants = judge(*facts);
    if (first.empty()) first = result.invariants;
    const bool settling = facts->atRest && !noneBroken(result.invariants) && Clock::now() < settled;
    if (settling) {
      std::this_thread::sleep_for(kPoll);
      continue;
    }
    keepMoments(first, result.invariants);
    result.ok = noneBroken(result.invariants);
    result.atRest = facts->atRest;
    result.balance = balanceOf(*facts);
    result.seconds = std::chrono::duration<double>(Clock::now() - begun).count();
    return result;
  }
}

}  // namespace orderdeck::ops
