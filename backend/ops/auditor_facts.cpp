#include "ops/auditor_facts.h"

#include <algorithm>
#include <unordered_set>

#include <fmt/format.h>

namespace orderdeck::ops {

namespace {

using domain::Order;

constexpr std::size_t kBatch = 5'000;
constexpr std::size_t kMostDoubtful = 1'000;  // looked up once more
constexpr int kMostListed = 1'000;
constexpr core::Millis kClockSlack{2'000};    // between the node that dates an event and the daemon that dates a broker's start

struct Doubt {
  std::string orderId;
  std::string note;
};

struct Reader {
  const AuditStores& stores;
  const AuditWitnesses& witnesses;
  AuditFacts facts;
  std::vector<Order> batch;          // of Redis, not compared with the ledger yet
  Offenders strayed;                 // orders that were not terminal
  std::vector<Doubt> reopened;       // terminal in the ledger, not in Redis
  std::vector<Doubt> differing;      // in both, with another state
  std::int64_t differingCount = 0;
  core::Result<void> compared;

  core::Result<void> readRedis();
  core::Result<void> compareBatch();
  core::Result<void> readLedger();
  core::Result<void> readMoney();
  core::Result<void> checkJournal();
  core::Result<void> checkKeys();
  core::Result<void> checkReopened();
  core::Result<void> checkHistories();
  core::Result<void> checkEventOrder();
  core::Result<void> checkFences();
  core::Result<std::unordered_set<std::string>> openIds();
};

core::Result<void> Reader::readRedis() {
  const auto scanned = stores.orders.scan([this](const Order& order) {
    const bool finished = domain::isTerminal(order.state);
    if (!finished) strayed.add(order.orderId);
    if (order.stock == "reserved") {
      for (const auto& item : order.items) facts.held[item.productId] += item.quantity;
      if (finished) facts.finishedButHolding.add(order.orderId);
    }
    batch.push_back(order);
    if (batch.size() >= kBatch && compared) compared = compareBatch();
  });
  if (!scanned) return scanned;
  if (compared) compared = compareBatch();
  return compared;
}

core::Result<void> Reader::compareBatch() {
  std::vector<std::string> ids;
  for (const Order& order : batch) ids.push_back(order.orderId);
  const auto states = stores.book.states(ids);
  if (!states) return std::unexpected(states.error());
  for (std::size_t i = 0; i < batch.size(); ++i) {
    const auto& booked = (*states)[i];
    if (!booked) {
      ++facts.redisOnly;
      continue;
    }
    ++facts.compared;
    if (*booked == batch[i].state) continue;
    const std::string note = fmt::format("{} in Redis, {} in the ledger", domain::stateName(batch[i].state), domain::stateName(*booked));
    const bool isReopened = domain::isTerminal(*booked) && !domain::isTerminal(batch[i].state);
    if (isReopened && reopened.size() < kMostDoubtful) reopened.push_back({ids[i], note});
    if (isReopened) continue;
    ++differingCount;
    if (differing.size() < static_cast<std::size_t>(Offenders::kNamed)) differing.push_back({ids[i], note});
  }
  batch.clear();
  return {};
}

core::Result<void> Reader::readLedger() {
  // After the look at Redis: an order on its way from there to here is counted twice at worst, never not at all.
  const auto counts = stores.ledger.countByState();
  if (!counts) return std::unexpected(counts.error());
  for (const auto& [name, count] : *counts) {
    const auto state = domain::parseState(name);
    facts.ledgerOrders += count;
    if (state && domain::isTerminal(*state)) facts.ledgerFinished += count;
  }
  auto sums = stores.ledger.movementSums();
  if (!sums) return std::unexpected(sums.error());
  facts.movements = std::move(*sums);
  const auto letters = stores.letters.openOrders();
  if (!letters) return std::unexpected(letters.error());
  facts.deadLettered = std::ssize(*letters);
  return readMoney();
}

core::Result<void> Reader::readMoney() {
  const auto money = stores.ledger.money();
  if (!money) return std::unexpected(money.error());
  facts.money = *money;
  const auto misbooked = stores.book.misbooked();
  if (!misbooked) return std::unexpected(misbooked.error());
  for (const auto& id : misbooked->orderIds) facts.misbooked.add(id);
  facts.misbooked.count = misbooked->count;
  return {};
}

core::Result<void> Reader::checkJournal() {
  return witnesses.accepted([this](std::span<const std::string> ids) -> core::Result<void> {
    facts.journaled += static_cast<std::int64_t>(ids.size());
    // An order goes from Redis alone to both to the ledger alone: who is not found in this sequence is nowhere.
    auto missing = stores.ledger.missing(ids);
    if (!missing || missing->empty()) return missing ? core::Result<void>{} : std::unexpected(missing.error());
    const auto found = stores.orders.find(*missing);
    if (!found) return std::unexpected(found.error());
    std::vector<std::string> nowhere;
    for (std::size_t i = 0; i < missing->size(); ++i) {
      if (!(*found)[i]) nowhere.push_back((*missing)[i]);
    }
    if (nowhere.empty()) return {};
    missing = stores.ledger.missing(nowhere);
    if (!missing) return std::unexpected(missing.error());
    for (const auto& id : *missing) facts.lost.add(id);
    return {};
  });
}

core::Result<void> Reader::checkKeys() {
  if (!witnesses.keyed) return {};
  return witnesses.keyed([this](const KeyedAnswer& answer) { facts.keys.add(answer); });
}

core::Result<void> Reader::checkReopened() {
  std::vector<std::string> ids;
  for (const Doubt& doubt : reopened) ids.push_back(doubt.orderId);
  // Redis moves before the ledger hears of it; so what the ledger has finished must be finished in Redis by now.
  const auto now = stores.orders.find(ids);
  if (!now) return std::unexpected(now.error());
  for (std::size_t i = 0; i < ids.size(); ++i) {
    if ((*now)[i] && !domain::isTerminal((*now)[i]->state)) facts.reopened.add(ids[i], reopened[i].note);
  }
  return {};
}

core::Result<std::unordered_set<std::string>> Reader::openIds() {
  std::unordered_set<std::string> ids;
  // Pages overlap by half: orders that leave the index meanwhile move the rest to the front, and none may be passed over.
  for (std::size_t from = 0;; from += kBatch / 2) {
    const auto page = stores.orders.openOrders(from, kBatch);
    if (!page) return std::unexpected(page.error());
    for (const Order& order : *page) ids.insert(order.orderId);
    if (page->size() < kBatch) return ids;
  }
}

core::Result<void> Reader::checkHistories() {
  auto suspects = stores.ledger.illegalHistories(kMostListed);
  if (!suspects) return std::unexpected(suspects.error());
  if (suspects->empty()) return {};
  // The history of an open order may still lack events (topics are not ordered among each other). So: open ones are let off, and whoever
  // is left must still be listed when asked again.
  const auto open = openIds();
  if (!open) return std::unexpected(open.error());
  const auto again = stores.ledger.illegalHistories(kMostListed);
  if (!again) return std::unexpected(again.error());
  for (const auto& id : *again) {
    if (!open->contains(id) && std::ranges::find(*suspects, id) != suspects->end()) facts.illegal.add(id);
  }
  return {};
}

core::Result<void> Reader::checkEventOrder() {
  const auto pairs = stores.book.outOfOrder({}, kMostListed);
  if (!pairs) return std::unexpected(pairs.error());
  if (pairs->empty()) return {};
  const auto starts = witnesses.brokerStarts ? witnesses.brokerStarts() : std::vector<core::Timestamp>{};
  for (const auto& pair : *pairs) {
    if (spansBrokerStart(pair, starts)) continue;
    facts.misordered.add(pair.orderId, fmt::format("{} at {} before {} at {} of {}/{}", pair.effect, pair.effectOffset, pair.cause, pair.causeOffset,
                                                   pair.topic, pair.partition));
  }
  return {};
}

core::Result<void> Reader::checkFences() {
  const auto readAt = std::chrono::steady_clock::now();
  auto levels = stores.stock.levels();
  if (!levels) return std::unexpected(levels.error());
  facts.levels = std::move(*levels);
  const auto refused = stores.fences.refusesOldToken();
  if (!refused) return std::unexpected(refused.error());
  facts.oldTokenRefused = *refused;
  if (!witnesses.fences) return {};
  const auto epoch = witnesses.epoch ? witnesses.epoch() : core::Result<std::string>{};
  if (!epoch) return std::unexpected(epoch.error());
  facts.fencesBack = witnesses.fences->look(*epoch, facts.levels, readAt);
  return {};
}

}  // namespace

bool spansBrokerStart(const ports::OffsetContradiction& pair, std::span<const core::Timestamp> starts) {
  return std::ranges::any_of(starts, [&](core::Timestamp start) { return start >= pair.causeOccurredAt - kClockSlack && start <= pair.causeRecordedAt; });
}

core::Result<AuditFacts> gatherFacts(const AuditStores& stores, const AuditWitnesses& witnesses) {
  Reader reader{.stores = stores, .witnesses = witnesses, .facts = {}, .batch = {}, .strayed = {}, .reopened = {}, .differing = {}, .compared = {}};
  AuditFacts& facts = reader.facts;

  auto flow = stores.orders.flowCounters();
  if (!flow) return std::unexpected(flow.error());
  facts.flowBefore = std::move(*flow);
  const auto openBefore = stores.orders.openCount();
  if (!openBefore) return std::unexpected(openBefore.error());
  const auto outbox = stores.orders.outboxLength();
  if (!outbox) return std::unexpected(outbox.error());
  facts.outbox = *outbox;

  for (const auto step : {&Reader::readRedis, &Reader::readLedger, &Reader::checkJournal, &Reader::checkKeys, &Reader::checkReopened,
                          &Reader::checkHistories, &Reader::checkEventOrder}) {
    if (auto done = (reader.*step)(); !done) return std::unexpected(done.error());
  }
  const auto unplaced = stores.ledger.ordersWithoutPlacement(kMostListed);
  if (!unplaced) return std::unexpected(unplaced.error());
  if (auto done = reader.checkFences(); !done) return std::unexpected(done.error());

  const auto openAfter = stores.orders.openCount();
  if (!openAfter) return std::unexpected(openAfter.error());
  flow = stores.orders.flowCounters();
  if (!flow) return std::unexpected(flow.error());
  facts.flowAfter = std::move(*flow);
  facts.still = facts.flowBefore == facts.flowAfter;
  facts.atRest = facts.still && *openBefore == 0 && *openAfter == 0 && *outbox == 0;
  if (facts.atRest) {
    for (const auto& id : *unplaced) facts.unplaced.add(id);
    facts.strayed = reader.strayed;
    for (const auto& [id, note] : reader.differing) facts.differing.add(id, note);
    facts.differing.count = reader.differingCount;
  } else {
    facts.misbooked = {};
  }
  if (witnesses.bounds) facts.bounds = witnesses.bounds();
  if (witnesses.outboxLimit) facts.bounds.push_back({"outbox", static_cast<double>(*outbox), static_cast<double>(*witnesses.outboxLimit), ""});
  if (witnesses.recovery) facts.recovery = witnesses.recovery();
  return std::move(facts);
}

}  // namespace orderdeck::ops
