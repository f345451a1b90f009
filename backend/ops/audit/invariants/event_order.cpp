#include "ops/audit/invariants/rules.h"

#include <fmt/format.h>

#include "core/figures.h"

namespace orderdeck::ops {

using domain::Invariant;

InvariantResult eventOrder(const AuditFacts& facts) {
  Judgement judgement(Invariant::EventOrder);
  if (!facts.noLedger.empty()) return judgement.closeUnknown(noLedger(facts));
  judgement.complainOfOrders(facts.misordered, "orders with an effect before its cause on one partition");
  return judgement.close("on every partition each order's causes come before their effects");
}

InvariantResult eventOrderLive(const LiveLook& look) {
  const LiveFacts& facts = look.facts;
  Judgement judgement(Invariant::EventOrder);
  if (!facts.ledger) return withoutLedger(judgement, facts);
  Offenders misordered;
  for (const auto& pair : facts.ledger->misordered) {
    if (spansBrokerStart(pair, facts.brokerStarts)) continue;
    misordered.add(pair.orderId, fmt::format("{} at {} before {} at {} of {}/{}", pair.effect, pair.effectOffset,
                                             pair.cause, pair.causeOffset, pair.topic, pair.partition));
  }
  judgement.complainOfOrders(misordered, "orders with an effect before its cause on one partition");
  return judgement.close(
      fmt::format("{} orders sampled, every cause before its effect", core::grouped(look.memory.sampled)));
}

}  // namespace orderdeck::ops
