#include "ops/audit/invariants/rules.h"

#include <algorithm>

#include <fmt/format.h>

#include "core/figures.h"
#include "domain/order/order_state.h"

namespace orderdeck::ops {

using domain::Invariant;

namespace {

/// Orders that hold a reservation, by the counters: each state's entries less its exits.
std::int64_t holdersIn(const std::map<std::string, std::int64_t>& flow) {
  std::int64_t holders = 0;
  for (const auto& [edge, count] : flow) {
    const std::size_t at = edge.find('>');
    if (at == std::string::npos) continue;
    const auto holds = [](const std::string& name) {
      using enum domain::OrderState;
      const auto state = domain::parseState(name);
      return state == Created || state == Paying || state == Paid;
    };
    if (holds(edge.substr(at + 1))) holders += count;
    if (holds(edge.substr(0, at))) holders -= count;
  }
  return holders;
}

}  // namespace

InvariantResult noUndersell(const AuditFacts& facts) {
  Judgement judgement(Invariant::NoUndersell);
  judgement.complainOfOrders(facts.finishedButHolding, "finished orders that still hold reserved stock");
  if (!facts.noStore.empty()) return judgement.closeUnknown(noStore(facts));
  if (!facts.still)
    return judgement.closeUnknown("no finished order holds stock; products are compared when nothing moves");
  // What those hold that are gone from Redis is known by the ledger only.
  if (facts.gone.count > facts.goneFromLedger)
    return judgement.closeUnknown("orders are gone from Redis, and what they held is not known");
  if (facts.gone.count > 0 && !facts.noLedger.empty()) return judgement.closeUnknown(noLedger(facts));
  std::int64_t reserved = 0;
  Offenders differing;
  for (const auto& level : facts.levels) {
    const auto held = facts.held.find(level.productId);
    const std::int64_t units = held == facts.held.end() ? 0 : held->second;
    reserved += level.reserved;
    if (level.reserved != units)
      differing.add(level.productId, fmt::format("{} reserved, {} held by orders", level.reserved, units));
  }
  judgement.complainOfProducts(differing, "products whose reserved stock is not what open orders hold");
  return judgement.close(fmt::format("{} units reserved, all held by open orders", core::grouped(reserved)));
}

InvariantResult noUndersellLive(const LiveLook& look) {
  const LiveFacts& facts = look.facts;
  Judgement judgement(Invariant::NoUndersell);
  if (!facts.store) return judgement.closeUnknown(noStore(facts));
  const LiveStore& store = *facts.store;
  const std::int64_t holders = holdersIn(store.flowBefore);
  // A move and its stock change as one, so a look during which nothing moved is exact.
  if (store.flowBefore == store.flowAfter && holders == 0) {
    Offenders stranded;
    for (const auto& level : store.levels) {
      if (level.reserved > 0) stranded.add(level.productId, fmt::format("{} units", core::grouped(level.reserved)));
    }
    judgement.complainOfProducts(stranded, "products with reserved stock while no order can hold any");
  }
  return judgement.close(fmt::format("{} orders hold reservations", core::grouped(std::max<std::int64_t>(0, holders))));
}

}  // namespace orderdeck::ops
