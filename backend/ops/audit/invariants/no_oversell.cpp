#include "ops/audit/invariants/rules.h"

#include <fmt/format.h>

#include "core/figures.h"

namespace orderdeck::ops {

using domain::Invariant;

namespace {

InvariantResult judge(std::span<const ports::StockLevel> levels) {
  Judgement judgement(Invariant::NoOversell);
  Offenders negative, oversold;
  for (const auto& level : levels) {
    const auto note = [&] {
      return fmt::format("{} available, {} reserved, {} sold of {}", level.available, level.reserved, level.sold,
                         level.stocked);
    };
    if (level.available < 0 || level.reserved < 0 || level.sold < 0)
      negative.add(level.productId, note());
    else if (level.reserved + level.sold > level.stocked)
      oversold.add(level.productId, note());
  }
  judgement.complainOfProducts(negative, "products with a number below 0");
  judgement.complainOfProducts(oversold, "products with more reserved and sold than stocked");
  return judgement.close(fmt::format("{} products, none below 0, none oversold", core::grouped(std::ssize(levels))));
}

}  // namespace

InvariantResult noOversell(const AuditFacts& facts) {
  return facts.noStore.empty() ? judge(facts.levels) : Judgement(Invariant::NoOversell).closeUnknown(noStore(facts));
}

InvariantResult noOversellLive(const LiveLook& look) {
  return look.facts.store ? judge(look.facts.store->levels)
                          : Judgement(Invariant::NoOversell).closeUnknown(noStore(look.facts));
}

}  // namespace orderdeck::ops
