#include <algorithm>
#include <cstdlib>

#include <fmt/format.h>

#include "ops/auditor.h"
#include "ops/figures.h"

namespace orderdeck::ops {

namespace {

constexpr std::string_view kAccepted = ">created";

std::string listed(const Offenders& offenders) {
  const bool more = offenders.count > static_cast<std::int64_t>(offenders.names.size());
  return fmt::format("{}{}", fmt::join(offenders.names, ", "), more ? ", ..." : "");
}

std::int64_t acceptedIn(const std::map<std::string, std::int64_t>& flow) {
  const auto found = flow.find(std::string(kAccepted));
  return found == flow.end() ? 0 : found->second;
}

// An invariant's result: broken as soon as one sentence of complaint was said.
struct Judgement {
  InvariantResult result;
  std::vector<std::string> complaints;

  Judgement(int number, std::string name) : result{number, std::move(name), Verdict::Ok, {}} {}
  void complain(std::string text) { complaints.push_back(std::move(text)); }
  void complain(const Offenders& offenders, std::string_view what) {
    if (offenders.count > 0) complain(fmt::format("{} {}: {}", grouped(offenders.count), what, listed(offenders)));
  }
  InvariantResult close(std::string good) {
    result.verdict = complaints.empty() ? Verdict::Ok : Verdict::Broken;
    result.detail = complaints.empty() ? std::move(good) : fmt::format("{}", fmt::join(complaints, "; "));
    return std::move(result);
  }
};

InvariantResult noOversell(const AuditFacts& facts) {
  Judgement judgement(1, "no oversell");
  Offenders negative, oversold;
  for (const auto& level : facts.levels) {
    if (level.available < 0 || level.reserved < 0 || level.sold < 0) negative.add(level.productId);
    if (level.reserved + level.sold > level.stocked) oversold.add(level.productId);
  }
  judgement.complain(negative, "products with a number below 0");
  judgement.complain(oversold, "products with more reserved and sold than stocked");
  return judgement.close(fmt::format("{} products, none below 0, none oversold", grouped(std::ssize(facts.levels))));
}

InvariantResult noUndersell(const AuditFacts& facts) {
  Judgement judgement(2, "no undersell");
  judgement.complain(facts.finishedButHolding, "finished orders that still hold reserved stock");
  std::int64_t reserved = 0;
  if (facts.still) {
    Offenders differing;
    for (const auto& level : facts.levels) {
      const auto held = facts.held.find(level.productId);
      const std::int64_t units = held == facts.held.end() ? 0 : held->second;
      reserved += level.reserved;
      if (level.reserved != units) differing.add(fmt::format("{} ({} reserved, {} held by orders)", level.productId, level.reserved, units));
    }
    judgement.complain(differing, "products whose reserved stock is not what open orders hold");
    return judgement.close(fmt::format("{} units reserved, all held by open orders", grouped(reserved)));
  }
  return judgement.close("no finished order holds stock; products are compared when nothing moves");
}

InvariantResult stockConserved(const AuditFacts& facts) {
  Judgement judgement(3, "stock conserved");
  Offenders unequal, differing;
  std::int64_t stocked = 0;
  for (const auto& level : facts.levels) {
    stocked += level.stocked;
    if (level.available + level.reserved + level.sold != level.stocked) unequal.add(level.productId);
    if (!facts.atRest) continue;
    const auto found = facts.movements.find(level.productId);
    const ports::MovementSums sums = found == facts.movements.end() ? ports::MovementSums{} : found->second;
    const ports::StockLevel booked{.productId = level.productId,
                                   .available = sums.stocked - sums.reserved + sums.released + sums.returned,
                                   .reserved = sums.reserved - sums.sold - sums.released,
                                   .sold = sums.sold - sums.returned,
                                   .stocked = sums.stocked,
                                   .fence = level.fence};
    if (booked != level) {
      differing.add(fmt::format("{} (Redis {}/{}/{} of {}, ledger {}/{}/{} of {})", level.productId, level.available, level.reserved, level.sold,
                                level.stocked, booked.available, booked.reserved, booked.sold, booked.stocked));
    }
  }
  judgement.complain(unequal, "products where available + reserved + sold is not what was stocked");
  judgement.complain(differing, "products that differ from the ledger's movements (available/reserved/sold)");
  return judgement.close(fmt::format("{} units in {} products; {}", grouped(stocked), grouped(std::ssize(facts.levels)),
                                     facts.atRest ? "the ledger's movements say the same" : "compared with the ledger at rest"));
}

InvariantResult noLostOrder(const AuditFacts& facts) {
  Judgement judgement(4, "no lost order");
  const std::int64_t accepted = acceptedIn(facts.flowBefore);
  const std::int64_t known = facts.ledgerOrders + facts.redisOnly;
  judgement.complain(facts.lost, "orders that a client was told are accepted are nowhere");
  // Accepted was read first and each order is counted at least once: fewer cannot be while nothing is lost.
  if (known < accepted) judgement.complain(fmt::format("{} of {} accepted orders are in no store", grouped(accepted - known), grouped(accepted)));
  if (facts.atRest && known > accepted) {
    judgement.complain(fmt::format("the ledger knows {} orders more than Redis ever accepted", grouped(known - accepted)));
  }
  judgement.complain(facts.unplaced, "orders in the ledger that were never placed");
  judgement.complain(facts.strayed, "unfinished orders are not in the index of open orders");
  const AuditBalance balance = balanceOf(facts);
  return judgement.close(fmt::format("{} accepted = {} finished + {} in flight; {} answers in the clients' journals, all found", grouped(balance.accepted),
                                     grouped(balance.finished), grouped(balance.inFlight), grouped(facts.journaled)));
}

InvariantResult oneCharge(const AuditFacts& facts) {
  Judgement judgement(5, "one charge an order");
  const auto& money = facts.money;
  const auto euros = [](std::int64_t cents) { return fmt::format("{}{}.{:02}", cents < 0 ? "-" : "", grouped(std::abs(cents / 100)), std::abs(cents % 100)); };
  if (money.chargedTwice != 0) judgement.complain(fmt::format("{} orders were charged more than once", grouped(money.chargedTwice)));
  const std::string figures = fmt::format("captured {} - refunded {} = {} EUR", euros(money.captured), euros(money.refunded),
                                          euros(money.captured - money.refunded));
  if (facts.atRest && money.captured - money.refunded != money.owed) {
    judgement.complain(fmt::format("{}, but the orders that are paid are worth {}", figures, euros(money.owed)));
  }
  return judgement.close(facts.atRest ? figures + ", the value of the orders that are paid" : figures + "; compared with the orders at rest");
}

InvariantResult legalMoves(const AuditFacts& facts) {
  Judgement judgement(6, "legal transitions only");
  judgement.complain(facts.illegal, "orders with a history that the state machine does not allow");
  judgement.complain(facts.reopened, "orders that left a terminal state");
  std::int64_t moves = 0;
  Offenders edges;
  for (const auto& [edge, count] : facts.flowAfter) {
    if (edge == kAccepted) continue;
    moves += count;
    const std::size_t at = edge.find('>');
    const auto from = domain::parseState(std::string_view(edge).substr(0, at));
    const auto to = at == std::string::npos ? std::nullopt : domain::parseState(std::string_view(edge).substr(at + 1));
    if (!from || !to || !domain::canMove(*from, *to)) edges.add(fmt::format("{} ({} times)", edge, grouped(count)));
  }
  judgement.complain(edges, "moves that do not exist");
  return judgement.close(fmt::format("{} transitions, every history is legal", grouped(moves)));
}

}  // namespace

std::vector<InvariantResult> judge(const AuditFacts& facts) {
  return {noOversell(facts), noUndersell(facts), stockConserved(facts), noLostOrder(facts), oneCharge(facts), legalMoves(facts)};
}

AuditBalance balanceOf(const AuditFacts& facts) {
  AuditBalance balance;
  const std::int64_t known = facts.ledgerOrders + facts.redisOnly;
  balance.finished = facts.ledgerFinished;
  if (facts.atRest) {
    balance.accepted = acceptedIn(facts.flowAfter);
    balance.inFlight = known - balance.finished;
  } else {
    // What came between the first read and the last is in flight or finished; what was there at the first must be known.
    const std::int64_t lost = std::max<std::int64_t>(0, acceptedIn(facts.flowBefore) - known);
    balance.accepted = std::max(acceptedIn(facts.flowAfter), balance.finished + lost);
    balance.inFlight = balance.accepted - balance.finished - lost;
  }
  balance.unaccounted = balance.accepted - balance.finished - balance.inFlight - balance.deadLettered;
  return balance;
}

}  // namespace orderdeck::ops
