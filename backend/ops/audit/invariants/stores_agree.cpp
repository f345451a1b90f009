#include "ops/audit/invariants/rules.h"

#include <algorithm>

#include <fmt/format.h>

#include "core/figures.h"
#include "domain/order/order_paths.h"

namespace orderdeck::ops {

using domain::Invariant;

InvariantResult storesAgree(const AuditFacts& facts) {
  Judgement judgement(Invariant::StoresAgree);
  if (!facts.noStore.empty()) return judgement.closeUnknown(noStore(facts));
  if (!facts.noLedger.empty()) return judgement.closeUnknown(noLedger(facts));
  if (!facts.atRest)
    return judgement.closeUnknown(fmt::format(
        "{} orders are in both stores; they are compared when the system is at rest", core::grouped(facts.compared)));
  judgement.complainOfOrders(facts.differing, "orders with another state in Redis than in the ledger");
  if (facts.gone.count > facts.goneFromLedger)
    return judgement.closeUnknown("orders are gone from Redis that the ledger does not know either");
  // Who is lost has moved Redis' numbers and not the ledger's: that is invariant 4.
  for (std::size_t i = 0; i < facts.miscounted.names.size(); ++i)
    judgement.complain(fmt::format("another number of orders that ended {}: {}", facts.miscounted.names[i],
                                   facts.miscounted.notes[i]));
  Offenders stock, absent;
  const auto reservedBy = [](const ports::MovementSums& sums) { return sums.reserved - sums.sold - sums.released; };
  for (const auto& [productId, sums] : facts.movements) {
    if (std::ranges::find(facts.levels, productId, &ports::StockLevel::productId) != facts.levels.end()) continue;
    if (sums.stocked == 0 || reservedBy(sums) != 0 || sums.sold != sums.returned) absent.add(productId);
  }
  judgement.complainOfProducts(absent, "products that orders moved in the ledger are not in Redis");
  for (const auto& level : facts.levels) {
    if (facts.partlyBooked.contains(level.productId)) continue;  // the ledger may lack a part of it
    const auto found = facts.movements.find(level.productId);
    const ports::MovementSums sums = found == facts.movements.end() ? ports::MovementSums{} : found->second;
    const std::int64_t reserved = reservedBy(sums), sold = sums.sold - sums.returned;
    // What is available follows from these two and invariant 3.
    if (level.reserved == reserved && level.sold == sold) continue;
    stock.add(level.productId, fmt::format("{} reserved and {} sold in Redis, {} and {} by the ledger's movements",
                                           level.reserved, level.sold, reserved, sold));
  }
  judgement.complainOfProducts(stock, "products with other stock in Redis than in the ledger");
  return judgement.close(fmt::format("{} orders and {} products are the same in both", core::grouped(facts.compared),
                                     core::grouped(std::ssize(facts.levels))));
}

InvariantResult storesAgreeLive(const LiveLook& look) {
  const LiveFacts& facts = look.facts;
  Judgement judgement(Invariant::StoresAgree);
  if (!facts.ledger) return withoutLedger(judgement, facts);
  Offenders behind;
  for (const auto& [id, booked, hot] : facts.ledger->sample) {
    // Redis moves first: by now it is where the ledger saw the order, or further on.
    if (hot && *hot != booked && !domain::leadsTo(booked, *hot))
      behind.add(id, fmt::format("{} in Redis, {} in the ledger", domain::stateName(*hot), domain::stateName(booked)));
  }
  judgement.complainOfOrders(behind, "orders that Redis does not know as far as the ledger does");
  return judgement.close(
      fmt::format("{} orders sampled, none further in the ledger than in Redis", core::grouped(look.memory.sampled)));
}

}  // namespace orderdeck::ops
