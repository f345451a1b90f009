#include "ops/audit/invariants/rules.h"

#include <cstdlib>

#include <fmt/format.h>

#include "core/figures.h"

namespace orderdeck::ops {

using domain::Invariant;

namespace {

std::string euros(std::int64_t cents) {
  return fmt::format("{}{}.{:02}", cents < 0 ? "-" : "", core::grouped(std::abs(cents / 100)), std::abs(cents % 100));
}

}  // namespace

InvariantResult oneCharge(const AuditFacts& facts) {
  Judgement judgement(Invariant::OneCharge);
  if (!facts.noLedger.empty()) return judgement.closeUnknown(noLedger(facts));
  const auto& money = facts.money;
  judgement.complainOfOrders(facts.misbooked, "orders whose money or points are not what their state calls for");
  if (money.chargedTwice != 0)
    judgement.complain(fmt::format("{} orders were charged more than once", core::grouped(money.chargedTwice)));
  const std::string figures = fmt::format("captured {} - refunded {} = {} EUR", euros(money.captured),
                                          euros(money.refunded), euros(money.captured - money.refunded));
  // Where the ledger could not take an event the sums say nothing; the other orders were looked at one by one.
  if (facts.atRest && !facts.ledgerLacks && money.captured - money.refunded != money.owed) {
    judgement.complain(fmt::format("{}, but the orders that are paid are worth {}", figures, euros(money.owed)));
  }
  if (!facts.atRest) return judgement.closeUnknown(figures + "; compared with the orders at rest");
  return judgement.close(figures + ", the value of the orders that are paid");
}

InvariantResult oneChargeLive(const LiveLook& look) {
  const LiveFacts& facts = look.facts;
  Judgement judgement(Invariant::OneCharge);
  if (!facts.ledger) return withoutLedger(judgement, facts);
  Offenders overcharged;
  for (const auto& id : facts.ledger->overcharged) overcharged.add(id);
  judgement.complainOfOrders(overcharged, "orders were charged, or refunded, more than they are worth");
  return judgement.close(fmt::format("{} orders sampled, none charged twice", core::grouped(look.memory.sampled)));
}

}  // namespace orderdeck::ops
