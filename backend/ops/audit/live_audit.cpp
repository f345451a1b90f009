#include "ops/audit/live_audit.h"

#include <algorithm>

#include <fmt/format.h>

#include "domain/order/order_paths.h"
#include "ops/audit/auditor.h"
#include "ops/metrics/figures.h"

namespace orderdeck::ops {

namespace {

std::string noStore(const LiveFacts& facts) {
  return facts.noStore.empty() ? "Redis does not answer" : "Redis does not answer: " + facts.noStore;
}

InvariantResult withoutLedger(Judgement& judgement, const LiveFacts& facts) {
  if (facts.noLedger.empty()) return judgement.closeUntold("the ledger cannot tell this cheaply");
  return judgement.closeUnknown("the ledger does not answer: " + facts.noLedger);
}

/// What there is for the groups, the outbox and the ledger to do, and what shows that they do it.
std::vector<Progress> progressOf(const LiveFacts& facts) {
  std::vector<Progress> all = facts.groups;
  if (!facts.store) return all;
  all.push_back({"the outbox", facts.store->outbox > 0, facts.store->outboxFirst,
                 fmt::format("{} events wait in it", grouped(facts.store->outbox))});
  if (!facts.ledger) return all;
  const std::int64_t missing = acceptedIn(facts.store->flowBefore) - facts.ledger->known;
  all.push_back({"the ledger", missing > 0, std::to_string(facts.ledger->row),
                 fmt::format("{} accepted orders are not in it", grouped(missing))});
  return all;
}

/// Orders that hold a reservation, by the counters: each state's entries less its exits.
std::int64_t holdersIn(const std::map<std::string, std::int64_t>& flow) {
  std::int64_t holders = 0;
  for (const auto& [edge, count] : flow) {
    const std::size_t at = edge.find('>');
    if (at == std::string::npos) continue;
    const auto holds = [](const std::string& state) {
      return state == "created" || state == "paying" || state == "paid";
    };
    if (holds(edge.substr(at + 1))) holders += count;
    if (holds(edge.substr(0, at))) holders -= count;
  }
  return holders;
}

}  // namespace

LiveFindings LiveAudit::look(const LiveFacts& facts) {
  LiveFindings findings{
      .at = facts.at, .invariants = {}, .recovery = {}, .standing = m_standing.look(facts.now, progressOf(facts))};
  auto& all = findings.invariants;
  all.push_back(facts.store ? judgeOversell(facts.store->levels) : Judgement(1).closeUnknown(noStore(facts)));
  all.push_back(undersell(facts));
  all.push_back(conserved(facts));
  all.push_back(lost(facts));
  if (facts.ledger) m_sampled += std::ssize(facts.ledger->sample);
  all.push_back(charges(facts));
  all.push_back(moves(facts));
  all.push_back(eventOrder(facts));
  all.push_back(judgeKeys({.book = &m_keys}));
  all.push_back(fences(facts));
  all.push_back(agreement(facts));
  all.push_back(bounded(facts, findings.standing));
  // What stands still has not recovered, however little waits for it.
  const bool holds = facts.store && findings.standing.empty() && overall(all) != Verdict::Broken;
  findings.recovery = m_recovery.look(facts.now, facts.disturbedBy, facts.away, holds);
  all.push_back(judgeRecovery(findings.recovery, facts.now));
  if (facts.ledger) m_known = facts.ledger->known;
  return findings;
}

InvariantResult LiveAudit::undersell(const LiveFacts& facts) const {
  Judgement judgement(2);
  if (!facts.store) return judgement.closeUnknown(noStore(facts));
  const LiveStore& store = *facts.store;
  const std::int64_t holders = holdersIn(store.flowBefore);
  // A move and its stock change as one, so a look during which nothing moved is exact.
  if (store.flowBefore == store.flowAfter && holders == 0) {
    Offenders stranded;
    for (const auto& level : store.levels) {
      if (level.reserved > 0) stranded.add(level.productId, fmt::format("{} units", grouped(level.reserved)));
    }
    judgement.complainOfProducts(stranded, "products with reserved stock while no order can hold any");
  }
  return judgement.close(fmt::format("{} orders hold reservations", grouped(std::max<std::int64_t>(0, holders))));
}

InvariantResult LiveAudit::conserved(const LiveFacts& facts) const {
  Judgement judgement(3);
  if (!facts.store) return judgement.closeUnknown(noStore(facts));
  complainOfSums(judgement, facts.store->levels);
  std::int64_t stocked = 0;
  for (const auto& level : facts.store->levels) stocked += level.stocked;
  return judgement.close(
      fmt::format("{} units in {} products", grouped(stocked), grouped(std::ssize(facts.store->levels))));
}

InvariantResult LiveAudit::lost(const LiveFacts& facts) const {
  Judgement judgement(4);
  if (!facts.store) return judgement.closeUnknown(noStore(facts));
  const std::int64_t accepted = acceptedIn(facts.store->flowBefore);
  // What the ledger knew at the last look was accepted before that.
  if (m_known > accepted) {
    judgement.complain(
        fmt::format("the ledger knows {} orders, Redis has accepted {} only", grouped(m_known), grouped(accepted)));
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
                                   grouped(accepted - known), grouped(accepted)));
  }
  return judgement.close(fmt::format("{} accepted, {} open, {} closed in the ledger", grouped(accepted),
                                     grouped(facts.store->open), grouped(facts.ledger->closed)));
}

InvariantResult LiveAudit::charges(const LiveFacts& facts) {
  Judgement judgement(5);
  if (!facts.ledger) return withoutLedger(judgement, facts);
  Offenders overcharged;
  for (const auto& id : facts.ledger->overcharged) overcharged.add(id);
  judgement.complainOfOrders(overcharged, "orders were charged, or refunded, more than they are worth");
  return judgement.close(fmt::format("{} orders sampled, none charged twice", grouped(m_sampled)));
}

InvariantResult LiveAudit::moves(const LiveFacts& facts) const {
  Judgement judgement(6);
  if (!facts.store) return judgement.closeUnknown(noStore(facts));
  complainOfMoves(judgement, facts.store->flowAfter);
  return judgement.close(fmt::format("{} kinds of move, all legal", facts.store->flowAfter.size()));
}

InvariantResult LiveAudit::eventOrder(const LiveFacts& facts) {
  Judgement judgement(7);
  if (!facts.ledger) return withoutLedger(judgement, facts);
  Offenders misordered;
  for (const auto& pair : facts.ledger->misordered) {
    if (spansBrokerStart(pair, facts.brokerStarts)) continue;
    misordered.add(pair.orderId, fmt::format("{} at {} before {} at {} of {}/{}", pair.effect, pair.effectOffset,
                                             pair.cause, pair.causeOffset, pair.topic, pair.partition));
  }
  judgement.complainOfOrders(misordered, "orders with an effect before its cause on one partition");
  return judgement.close(fmt::format("{} orders sampled, every cause before its effect", grouped(m_sampled)));
}

InvariantResult LiveAudit::fences(const LiveFacts& facts) {
  Judgement judgement(9);
  if (!facts.store) return judgement.closeUnknown(noStore(facts));
  judgement.complainOfProducts(m_fences.look(facts.store->epoch, facts.store->levels, facts.store->levelsReadAt),
                               "products whose fencing token went back");
  return judgement.close(fmt::format("{} tokens, none went back", grouped(std::ssize(facts.store->levels))));
}

InvariantResult LiveAudit::agreement(const LiveFacts& facts) {
  Judgement judgement(10);
  if (!facts.ledger) return withoutLedger(judgement, facts);
  Offenders behind;
  for (const auto& [id, booked, hot] : facts.ledger->sample) {
    // Redis moves first: by now it is where the ledger saw the order, or further on.
    if (hot && *hot != booked && !domain::leadsTo(booked, *hot))
      behind.add(id, fmt::format("{} in Redis, {} in the ledger", domain::stateName(*hot), domain::stateName(booked)));
  }
  judgement.complainOfOrders(behind, "orders that Redis does not know as far as the ledger does");
  return judgement.close(
      fmt::format("{} orders sampled, none further in the ledger than in Redis", grouped(m_sampled)));
}

InvariantResult LiveAudit::bounded(const LiveFacts& facts, const std::vector<Standstill>& standing) const {
  Measured measured = facts.measured;
  measured.standing = standing;
  measured.standLimit = m_standing.limit();
  if (facts.store)
    measured.bounds.push_back(
        {"outbox", static_cast<double>(facts.store->outbox), static_cast<double>(facts.outboxLimit), ""});
  else if (measured.missing.empty())
    measured.missing = noStore(facts);
  return judgeBounds(measured);
}

}  // namespace orderdeck::ops
