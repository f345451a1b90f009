#include "ops/audit/invariants/rules.h"

#include <algorithm>

#include <fmt/format.h>

#include "core/figures.h"

namespace orderdeck::ops {

using domain::Invariant;

namespace {

void complainOfSums(Judgement& judgement, std::span<const ports::StockLevel> levels) {
  Offenders unequal;
  for (const auto& level : levels) {
    if (level.available + level.reserved + level.sold == level.stocked) continue;
    unequal.add(level.productId,
                fmt::format("{} + {} + {} of {}", level.available, level.reserved, level.sold, level.stocked));
  }
  judgement.complainOfProducts(unequal, "products where available + reserved + sold is not what was stocked");
}

}  // namespace

InvariantResult stockConserved(const AuditFacts& facts) {
  Judgement judgement(Invariant::StockConserved);
  if (!facts.noStore.empty()) return judgement.closeUnknown(noStore(facts));
  complainOfSums(judgement, facts.levels);
  Offenders differing;
  std::int64_t stocked = 0;
  for (const auto& level : facts.levels) {
    stocked += level.stocked;
    if (!facts.atRest) continue;
    const auto found = facts.movements.find(level.productId);
    const std::int64_t booked = found == facts.movements.end() ? 0 : found->second.stocked;
    // What is there, by whatever number, is what ever came in.
    const std::int64_t there = level.available + level.reserved + level.sold;
    if (booked != there)
      differing.add(level.productId, fmt::format("{} in Redis, {} by the ledger's movements", there, booked));
  }
  judgement.complainOfProducts(differing, "products of which the ledger's movements say another sum");
  Offenders absent;
  for (const auto& [productId, sums] : facts.movements) {
    if (sums.stocked == 0 ||
        std::ranges::find(facts.levels, productId, &ports::StockLevel::productId) != facts.levels.end())
      continue;
    absent.add(productId, fmt::format("{} units", core::grouped(sums.stocked)));
  }
  // A restock is in Redis before its event can be in the ledger: so this needs no rest.
  judgement.complainOfProducts(absent, "products that were stocked by the ledger's movements are not in Redis");
  const std::string there =
      fmt::format("{} units in {} products", core::grouped(stocked), core::grouped(std::ssize(facts.levels)));
  if (!facts.noLedger.empty()) return judgement.closeUnknown(noLedger(facts));
  if (!facts.atRest) return judgement.closeUnknown(there + "; compared with the ledger at rest");
  return judgement.close(there + "; the ledger's movements say the same");
}

InvariantResult stockConservedLive(const LiveLook& look) {
  const LiveFacts& facts = look.facts;
  Judgement judgement(Invariant::StockConserved);
  if (!facts.store) return judgement.closeUnknown(noStore(facts));
  complainOfSums(judgement, facts.store->levels);
  std::int64_t stocked = 0;
  for (const auto& level : facts.store->levels) stocked += level.stocked;
  return judgement.close(
      fmt::format("{} units in {} products", core::grouped(stocked), core::grouped(std::ssize(facts.store->levels))));
}

}  // namespace orderdeck::ops
