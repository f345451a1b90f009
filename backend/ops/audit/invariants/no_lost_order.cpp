#include "ops/audit/invariants/rules.h"

#include <cstdint>

#include <fmt/format.h>

#include "core/figures.h"
#include "ops/audit/balance.h"

namespace orderdeck::ops {

using domain::Invariant;

InvariantResult noLostOrder(const AuditFacts& facts) {
  Judgement judgement(Invariant::NoLostOrder);
  if (!facts.noStore.empty()) return judgement.closeUnknown(noStore(facts));
  judgement.complainOfOrders(facts.gone, "orders that are not finished are gone from Redis");
  if (!facts.noLedger.empty()) return judgement.closeUnknown(noLedger(facts));
  const std::int64_t accepted = acceptedIn(facts.flowBefore);
  const std::int64_t known = facts.ledgerOrders + facts.redisOnly;
  judgement.complainOfOrders(facts.lost, "orders that a client was told are accepted are nowhere");
  // Accepted was read first and each order is counted at least once: fewer cannot be while nothing is lost.
  if (known < accepted)
    judgement.complain(fmt::format("{} of {} accepted orders are in no store", core::grouped(accepted - known),
                                   core::grouped(accepted)));
  if (facts.atRest && known > accepted) {
    judgement.complain(
        fmt::format("the ledger knows {} orders more than Redis ever accepted", core::grouped(known - accepted)));
  }
  judgement.complainOfOrders(facts.unplaced, "orders in the ledger that were never placed");
  judgement.complainOfOrders(facts.strayed, "unfinished orders are not in the index of open orders");
  if (!facts.noJournal.empty()) return judgement.closeUnknown(noJournal(facts));
  const AuditBalance balance = balanceOf(facts);
  std::string letters;
  for (const auto& id : facts.waiting.names) letters += (letters.empty() ? "; dead letters wait of " : ", ") + id;
  if (facts.waiting.count > std::ssize(facts.waiting.names)) letters += ", ...";
  return judgement.close(fmt::format(
      "{} accepted = {} finished + {} in flight + {} dead-lettered; {} answers in the clients' journals, all found{}",
      core::grouped(balance.accepted), core::grouped(balance.finished), core::grouped(balance.inFlight),
      core::grouped(balance.deadLettered), core::grouped(facts.journaled), letters));
}

InvariantResult noLostOrderLive(const LiveLook& look) {
  const LiveFacts& facts = look.facts;
  Judgement judgement(Invariant::NoLostOrder);
  if (!facts.store) return judgement.closeUnknown(noStore(facts));
  const std::int64_t accepted = acceptedIn(facts.store->flowBefore);
  // What the ledger knew at the last look was accepted before that.
  if (look.memory.known > accepted) {
    judgement.complain(fmt::format("the ledger knows {} orders, Redis has accepted {} only",
                                   core::grouped(look.memory.known), core::grouped(accepted)));
  }
  Offenders gone;
  for (const auto& id : facts.store->gone) gone.add(id);
  judgement.complainOfOrders(gone, "open orders are gone from Redis, but for their place in the index");
  if (!facts.ledger) return withoutLedger(judgement, facts);
  if (!facts.ledger->caughtUp) return judgement.closeUnknown("still counting the ledger");
  // An order leaves the index of open ones only when the ledger has its end: so all that were accepted are open, or
  // closed in the ledger.
  const std::int64_t known = facts.store->open + facts.ledger->closed;
  if (known < accepted) {
    judgement.complain(fmt::format("{} of {} accepted orders are neither open nor closed in the ledger",
                                   core::grouped(accepted - known), core::grouped(accepted)));
  }
  return judgement.close(fmt::format("{} accepted, {} open, {} closed in the ledger", core::grouped(accepted),
                                     core::grouped(facts.store->open), core::grouped(facts.ledger->closed)));
}

}  // namespace orderdeck::ops
