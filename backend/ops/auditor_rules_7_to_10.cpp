// The rules of invariants 7, 9 and 10.
#include <fmt/format.h>

#include "ops/auditor_rules.h"
#include "ops/figures.h"

namespace orderdeck::ops {

InvariantResult judgeEventOrder(const AuditFacts& facts) {
  Judgement judgement(7);
  judgement.complainOfOrders(facts.misordered, "orders with an effect before its cause on one partition");
  return judgement.close("on every partition each order's causes come before their effects");
}

InvariantResult judgeFences(const AuditFacts& facts) {
  Judgement judgement(9);
  judgement.complainOfProducts(facts.fencesBack, "products whose fencing token went back");
  if (!facts.oldTokenRefused) judgement.complain("the store took a write with an older token");
  return judgement.close(fmt::format("{} tokens, none went back; a write with an older token was tried and refused", grouped(std::ssize(facts.levels))));
}

InvariantResult judgeAgreement(const AuditFacts& facts) {
  Judgement judgement(10);
  if (!facts.atRest) return judgement.closeUnknown(fmt::format("{} orders are in both stores; they are compared when the system is at rest", grouped(facts.compared)));
  judgement.complainOfOrders(facts.differing, "orders with another state in Redis than in the ledger");
  Offenders stock;
  for (const auto& level : facts.levels) {
    const auto found = facts.movements.find(level.productId);
    const ports::MovementSums sums = found == facts.movements.end() ? ports::MovementSums{} : found->second;
    const std::int64_t reserved = sums.reserved - sums.sold - sums.released, sold = sums.sold - sums.returned;
    // What is available follows from these two and invariant 3.
    if (level.reserved == reserved && level.sold == sold) continue;
    stock.add(level.productId, fmt::format("{} reserved and {} sold in Redis, {} and {} by the ledger's movements", level.reserved, level.sold, reserved, sold));
  }
  judgement.complainOfProducts(stock, "products with other stock in Redis than in the ledger");
  return judgement.close(fmt::format("{} orders and {} products are the same in both", grouped(facts.compared), grouped(std::ssize(facts.levels))));
}

}  // namespace orderdeck::ops
