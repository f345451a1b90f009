// The rules of invariants 7, 9 and 10.
#include <algorithm>

#include <fmt/format.h>

#include "ops/audit/auditor_rules.h"
#include "ops/metrics/figures.h"

namespace orderdeck::ops {

InvariantResult judgeEventOrder(const AuditFacts& facts) {
  Judgement judgement(7);
  if (!facts.noLedger.empty()) return judgement.closeUnknown(noLedger(facts));
  judgement.complainOfOrders(facts.misordered, "orders with an effect before its cause on one partition");
  return judgement.close("on every partition each order's causes come before their effects");
}

InvariantResult judgeFences(const AuditFacts& facts) {
  Judgement judgement(9);
  if (!facts.noStore.empty()) return judgement.closeUnknown(noStore(facts));
  judgement.complainOfProducts(facts.fencesBack, "products whose fencing token went back");
  if (!facts.oldTokenRefused) judgement.complain("the store took a write with an older token");
  return judgement.close(fmt::format("{} tokens, none went back; a write with an older token was tried and refused",
                                     grouped(std::ssize(facts.levels))));
}

InvariantResult judgeAgreement(const AuditFacts& facts) {
  Judgement judgement(10);
  if (!facts.noStore.empty()) return judgement.closeUnknown(noStore(facts));
  if (!facts.noLedger.empty()) return judgement.closeUnknown(noLedger(facts));
  if (!facts.atRest)
    return judgement.closeUnknown(fmt::format(
        "{} orders are in both stores; they are compared when the system is at rest", grouped(facts.compared)));
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
  return judgement.close(fmt::format("{} orders and {} products are the same in both", grouped(facts.compared),
                                     grouped(std::ssize(facts.levels))));
}

}  // namespace orderdeck::ops
