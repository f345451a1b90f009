#include "ops/audit/invariants/rules.h"

#include <fmt/format.h>

#include "core/figures.h"
#include "ops/audit/balance.h"

namespace orderdeck::ops {

using domain::Invariant;

namespace {

void complainOfTransitions(Judgement& judgement, const std::map<std::string, std::int64_t>& flow) {
  for (const auto& [edge, count] : flow) {
    if (edge == kAcceptedEdge) continue;
    const std::size_t at = edge.find('>');
    const auto from = domain::parseState(std::string_view(edge).substr(0, at));
    const auto to = at == std::string::npos ? std::nullopt : domain::parseState(std::string_view(edge).substr(at + 1));
    if (!from || !to || !domain::isTransition(*from, *to))
      judgement.complain(fmt::format("a move that does not exist: {} ({} times)", edge, core::grouped(count)));
  }
  // The counters change as one with each move: so nothing can leave a state that did not come into it.
  std::map<std::string, std::int64_t> inside;
  for (const auto& [edge, count] : flow) {
    const std::size_t at = edge.find('>');
    if (at == std::string::npos) continue;
    inside[edge.substr(at + 1)] += count;
    if (at > 0) inside[edge.substr(0, at)] -= count;
  }
  for (const auto& [state, count] : inside) {
    if (count < 0)
      judgement.complain(fmt::format("{} more moves out of {} than into it", core::grouped(-count), state));
  }
}

}  // namespace

InvariantResult legalTransitions(const AuditFacts& facts) {
  Judgement judgement(Invariant::LegalTransitions);
  if (!facts.noStore.empty()) return judgement.closeUnknown(noStore(facts));
  if (!facts.noLedger.empty()) return judgement.closeUnknown(noLedger(facts));
  judgement.complainOfOrders(facts.illegal, "orders with a history that the state machine does not allow");
  judgement.complainOfOrders(facts.reopened, "orders that left a terminal state");
  complainOfTransitions(judgement, facts.flowAfter);
  std::int64_t moves = 0;
  for (const auto& [edge, count] : facts.flowAfter) moves += edge == kAcceptedEdge ? 0 : count;
  return judgement.close(fmt::format("{} transitions, every history is legal", core::grouped(moves)));
}

InvariantResult legalTransitionsLive(const LiveLook& look) {
  const LiveFacts& facts = look.facts;
  Judgement judgement(Invariant::LegalTransitions);
  if (!facts.store) return judgement.closeUnknown(noStore(facts));
  complainOfTransitions(judgement, facts.store->flowAfter);
  return judgement.close(fmt::format("{} kinds of move, all legal", facts.store->flowAfter.size()));
}

}  // namespace orderdeck::ops
