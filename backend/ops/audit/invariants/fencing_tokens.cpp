#include "ops/audit/invariants/rules.h"

#include <fmt/format.h>

#include "core/figures.h"

namespace orderdeck::ops {

using domain::Invariant;

InvariantResult fencingTokens(const AuditFacts& facts) {
  Judgement judgement(Invariant::FencingTokens);
  if (!facts.noStore.empty()) return judgement.closeUnknown(noStore(facts));
  judgement.complainOfProducts(facts.fencesBack, "products whose fencing token went back");
  if (!facts.oldTokenRefused) judgement.complain("the store took a write with an older token");
  return judgement.close(fmt::format("{} tokens, none went back; a write with an older token was tried and refused",
                                     core::grouped(std::ssize(facts.levels))));
}

InvariantResult fencingTokensLive(const LiveLook& look) {
  const LiveFacts& facts = look.facts;
  Judgement judgement(Invariant::FencingTokens);
  if (!facts.store) return judgement.closeUnknown(noStore(facts));
  judgement.complainOfProducts(
      look.memory.fences.look(facts.store->epoch, facts.store->levels, facts.store->levelsReadAt),
      "products whose fencing token went back");
  return judgement.close(fmt::format("{} tokens, none went back", core::grouped(std::ssize(facts.store->levels))));
}

}  // namespace orderdeck::ops
