// The rules of invariants 1 to 6, and the balance.
#include <algorithm>
#include <cstdlib>

#include <fmt/format.h>

#include "ops/audit/auditor.h"
#include "ops/audit/auditor_rules.h"
#include "ops/metrics/figures.h"

namespace orderdeck::ops {

namespace {

constexpr std::string_view kAccepted = ">created";

std::string euros(std::int64_t cents) {
  return fmt::format("{}{}.{:02}", cents < 0 ? "-" : "", grouped(std::abs(cents / 100)), std::abs(cents % 100));
}

}  // namespace

std::string noStore(const AuditFacts& facts) { return "Redis could not be read: " + facts.noStore; }
std::string noLedger(const AuditFacts& facts) { return "the ledger could not be read: " + facts.noLedger; }
std::string noJournal(const AuditFacts& facts) {
  return facts.noJournal.empty() ? "" : "the clients' journals could not be read: " + facts.noJournal;
}

std::int64_t acceptedIn(const std::map<std::string, std::int64_t>& flow) {
  const auto found = flow.find(std::string(kAccepted));
  return found == flow.end() ? 0 : found->second;
}

InvariantResult judgeOversell(std::span<const ports::StockLevel> levels) {
  Judgement judgement(1);
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
  return judgement.close(fmt::format("{} products, none below 0, none oversold", grouped(std::ssize(levels))));
}

InvariantResult judgeUndersell(const AuditFacts& facts) {
  Judgement judgement(2);
  judgement.complainOfOrders(facts.finishedButHolding, "finished orders that still hold reserved stock");
  if (!facts.noStore.empty()) return judgement.closeUnknown(noStore(facts));
  if (!facts.still)
    return judgement.closeUnknown("no finished order holds stock; products are compared when nothing moves");
  // What those hold that are gone from Redis is known by the ledger only.
  if (facts.gone.count > facts.goneFromLedger)
    return judgement.closeUnknown("orders are gone from Redis, and what they held is not known");
  if (facts.gone.count > 0 && !facts.noLedger.empty()) return judgement.closeUnknown(noLedger(facts));
  std::int64_t reserved = 0;
  Offenders differing;
  for (const auto& level : facts.levels) {
    const auto held = facts.held.find(level.productId);
    const std::int64_t units = held == facts.held.end() ? 0 : held->second;
    reserved += level.reserved;
    if (level.reserved != units)
      differing.add(level.productId, fmt::format("{} reserved, {} held by orders", level.reserved, units));
  }
  judgement.complainOfProducts(differing, "products whose reserved stock is not what open orders hold");
  return judgement.close(fmt::format("{} units reserved, all held by open orders", grouped(reserved)));
}

void complainOfSums(Judgement& judgement, std::span<const ports::StockLevel> levels) {
  Offenders unequal;
  for (const auto& level : levels) {
    if (level.available + level.reserved + level.sold == level.stocked) continue;
    unequal.add(level.productId,
                fmt::format("{} + {} + {} of {}", level.available, level.reserved, level.sold, level.stocked));
  }
  judgement.complainOfProducts(unequal, "products where available + reserved + sold is not what was stocked");
}

InvariantResult judgeConserved(const AuditFacts& facts) {
  Judgement judgement(3);
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
    absent.add(productId, fmt::format("{} units", grouped(sums.stocked)));
  }
  // A restock is in Redis before its event can be in the ledger: so this needs no rest.
  judgement.complainOfProducts(absent, "products that were stocked by the ledger's movements are not in Redis");
  const std::string there = fmt::format("{} units in {} products", grouped(stocked), grouped(std::ssize(facts.levels)));
  if (!facts.noLedger.empty()) return judgement.closeUnknown(noLedger(facts));
  if (!facts.atRest) return judgement.closeUnknown(there + "; compared with the ledger at rest");
  return judgement.close(there + "; the ledger's movements say the same");
}

InvariantResult judgeLost(const AuditFacts& facts) {
  Judgement judgement(4);
  if (!facts.noStore.empty()) return judgement.closeUnknown(noStore(facts));
  judgement.complainOfOrders(facts.gone, "orders that are not finished are gone from Redis");
  if (!facts.noLedger.empty()) return judgement.closeUnknown(noLedger(facts));
  const std::int64_t accepted = acceptedIn(facts.flowBefore);
  const std::int64_t known = facts.ledgerOrders + facts.redisOnly;
  judgement.complainOfOrders(facts.lost, "orders that a client was told are accepted are nowhere");
  // Accepted was read first and each order is counted at least once: fewer cannot be while nothing is lost.
  if (known < accepted)
    judgement.complain(
        fmt::format("{} of {} accepted orders are in no store", grouped(accepted - known), grouped(accepted)));
  if (facts.atRest && known > accepted) {
    judgement.complain(
        fmt::format("the ledger knows {} orders more than Redis ever accepted", grouped(known - accepted)));
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
      grouped(balance.accepted), grouped(balance.finished), grouped(balance.inFlight), grouped(balance.deadLettered),
      grouped(facts.journaled), letters));
}

InvariantResult judgeCharges(const AuditFacts& facts) {
  Judgement judgement(5);
  if (!facts.noLedger.empty()) return judgement.closeUnknown(noLedger(facts));
  const auto& money = facts.money;
  judgement.complainOfOrders(facts.misbooked, "orders whose money or points are not what their state calls for");
  if (money.chargedTwice != 0)
    judgement.complain(fmt::format("{} orders were charged more than once", grouped(money.chargedTwice)));
  const std::string figures = fmt::format("captured {} - refunded {} = {} EUR", euros(money.captured),
                                          euros(money.refunded), euros(money.captured - money.refunded));
  // Where the ledger could not take an event the sums say nothing; the other orders were looked at one by one.
  if (facts.atRest && !facts.ledgerLacks && money.captured - money.refunded != money.owed) {
    judgement.complain(fmt::format("{}, but the orders that are paid are worth {}", figures, euros(money.owed)));
  }
  if (!facts.atRest) return judgement.closeUnknown(figures + "; compared with the orders at rest");
  return judgement.close(figures + ", the value of the orders that are paid");
}

void complainOfMoves(Judgement& judgement, const std::map<std::string, std::int64_t>& flow) {
  for (const auto& [edge, count] : flow) {
    if (edge == kAccepted) continue;
    const std::size_t at = edge.find('>');
    const auto from = domain::parseState(std::string_view(edge).substr(0, at));
    const auto to = at == std::string::npos ? std::nullopt : domain::parseState(std::string_view(edge).substr(at + 1));
    if (!from || !to || !domain::canMove(*from, *to))
      judgement.complain(fmt::format("a move that does not exist: {} ({} times)", edge, grouped(count)));
  }
  // The counters change as one with each move: so nothing can leave a state that did not come into it.
  std::map<std::string, std::int64_t> inside;
  for (const auto& [edge, count] : flow) {
    const std::size_t at = edge.find('>');
    if (at == std::string::npos) continue;
    inside[edge.substr(at + 1)] += count;
    if (at > 0) inside[edge.substr(0, at)] -= count;
  }
  for (const auto& [state, count] : inside) {
    if (count < 0) judgement.complain(fmt::format("{} more moves out of {} than into it", grouped(-count), state));
  }
}

InvariantResult judgeMoves(const AuditFacts& facts) {
  Judgement judgement(6);
  if (!facts.noStore.empty()) return judgement.closeUnknown(noStore(facts));
  if (!facts.noLedger.empty()) return judgement.closeUnknown(noLedger(facts));
  judgement.complainOfOrders(facts.illegal, "orders with a history that the state machine does not allow");
  judgement.complainOfOrders(facts.reopened, "orders that left a terminal state");
  complainOfMoves(judgement, facts.flowAfter);
  std::int64_t moves = 0;
  for (const auto& [edge, count] : facts.flowAfter) moves += edge == kAccepted ? 0 : count;
  return judgement.close(fmt::format("{} transitions, every history is legal", grouped(moves)));
}

std::vector<InvariantResult> judge(const AuditFacts& facts, std::chrono::steady_clock::time_point now) {
  const bool hasLedger = facts.noLedger.empty();
  return {facts.noStore.empty() ? judgeOversell(facts.levels) : Judgement(1).closeUnknown(noStore(facts)),
          judgeUndersell(facts),
          judgeConserved(facts),
          judgeLost(facts),
          judgeCharges(facts),
          judgeMoves(facts),
          judgeEventOrder(facts),
          judgeKeys({.book = &facts.keys,
                     .ledger = hasLedger ? &facts.keyed : nullptr,
                     .missing = !hasLedger ? noLedger(facts) : noJournal(facts)}),
          judgeFences(facts),
          judgeAgreement(facts),
          judgeBounds(facts.measured),
          facts.recovery ? judgeRecovery(*facts.recovery, now)
                         : Judgement(12).closeUnknown("nobody watches for disturbances")};
}

AuditBalance balanceOf(const AuditFacts& facts) {
  AuditBalance balance;
  const std::int64_t known = facts.ledgerOrders + facts.redisOnly;
  balance.finished = facts.ledgerFinished;
  if (facts.atRest) {
    balance.accepted = acceptedIn(facts.flowAfter);
    balance.inFlight = known - balance.finished;
  } else {
    // What came between the first read and the last is in flight or finished; what was there at the first must be
    // known.
    const std::int64_t lost = std::max<std::int64_t>(0, acceptedIn(facts.flowBefore) - known);
    balance.accepted = std::max(acceptedIn(facts.flowAfter), balance.finished + lost);
    balance.inFlight = balance.accepted - balance.finished - lost;
  }
  // Nobody will finish those: they are in no account.
  balance.inFlight -= std::min(facts.goneFromLedger, std::max<std::int64_t>(0, balance.inFlight));
  balance.deadLettered = std::clamp<std::int64_t>(facts.deadLettered, 0, std::max<std::int64_t>(0, balance.inFlight));
  balance.inFlight -= balance.deadLettered;
  balance.unaccounted = balance.accepted - balance.finished - balance.inFlight - balance.deadLettered;
  return balance;
}

}  // namespace orderdeck::ops
