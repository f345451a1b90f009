#include "ops/auditor_facts.h"

#include <algorithm>
#include <unordered_set>

namespace orderdeck::ops {

namespace {

using domain::Order;

constexpr std::size_t kBatch = 5'000;
constexpr std::size_t kMostUnfinished = 1'000;  // looked up one by one
constexpr int kMostListed = 1'000;

struct Reader {
  const AuditStores& stores;
  const AcceptedIds& journal;
  AuditFacts facts;
  std::vector<std::string> inRedis;     // every order hash
  std::vector<std::string> unfinished;  // those that were not terminal

  core::Result<void> readRedis();
  core::Result<void> countRedisOnly();
  core::Result<void> readLedger();
  core::Result<void> checkJournal();
  core::Result<void> checkReopened();
  core::Result<void> checkHistories();
  core::Result<std::unordered_set<std::string>> openIds();
};

core::Result<void> Reader::readRedis() {
  return stores.orders.scan([this](const Order& order) {
    inRedis.push_back(order.orderId);
    const bool finished = domain::isTerminal(order.state);
    if (!finished) unfinished.push_back(order.orderId);
    if (order.stock != "reserved") return;
    for (const auto& item : order.items) facts.held[item.productId] += item.quantity;
    if (finished) facts.finishedButHolding.add(order.orderId);
  });
}

core::Result<void> Reader::countRedisOnly() {
  for (std::size_t from = 0; from < inRedis.size(); from += kBatch) {
    const auto missing = stores.ledger.missing(std::span(inRedis).subspan(from, std::min(kBatch, inRedis.size() - from)));
    if (!missing) return std::unexpected(missing.error());
    facts.redisOnly += static_cast<std::int64_t>(missing->size());
  }
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
  const auto money = stores.ledger.money();
  if (!money) return std::unexpected(money.error());
  facts.money = *money;
  return {};
}

core::Result<void> Reader::checkJournal() {
  return journal([this](std::span<const std::string> ids) -> core::Result<void> {
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

core::Result<void> Reader::checkReopened() {
  std::vector<std::string> finished;  // says the ledger
  for (std::size_t i = 0; i < std::min(unfinished.size(), kMostUnfinished); ++i) {
    const auto entry = stores.ledger.find(unfinished[i]);
    if (!entry) return std::unexpected(entry.error());
    if (*entry && domain::isTerminal((*entry)->order.state)) finished.push_back(unfinished[i]);
  }
  // Redis moves before the ledger hears of it; so what the ledger has finished must be finished in Redis by now.
  const auto now = stores.orders.find(finished);
  if (!now) return std::unexpected(now.error());
  for (std::size_t i = 0; i < finished.size(); ++i) {
    if ((*now)[i] && !domain::isTerminal((*now)[i]->state)) facts.reopened.add(finished[i]);
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

}  // namespace

core::Result<AuditFacts> gatherFacts(const AuditStores& stores, const AcceptedIds& journal) {
  Reader reader{.stores = stores, .journal = journal, .facts = {}, .inRedis = {}, .unfinished = {}};
  AuditFacts& facts = reader.facts;
  const auto openCount = [&] { return stores.orders.openCount(); };

  auto flow = stores.orders.flowCounters();
  if (!flow) return std::unexpected(flow.error());
  facts.flowBefore = std::move(*flow);
  const auto openBefore = openCount();
  if (!openBefore) return std::unexpected(openBefore.error());
  const auto outbox = stores.orders.outboxLength();
  if (!outbox) return std::unexpected(outbox.error());

  for (const auto step : {&Reader::readRedis, &Reader::countRedisOnly, &Reader::readLedger, &Reader::checkJournal, &Reader::checkReopened,
                          &Reader::checkHistories}) {
    if (auto done = (reader.*step)(); !done) return std::unexpected(done.error());
  }
  const auto unplaced = stores.ledger.ordersWithoutPlacement(kMostListed);
  if (!unplaced) return std::unexpected(unplaced.error());
  auto levels = stores.stock.levels();
  if (!levels) return std::unexpected(levels.error());
  facts.levels = std::move(*levels);

  const auto openAfter = openCount();
  if (!openAfter) return std::unexpected(openAfter.error());
  flow = stores.orders.flowCounters();
  if (!flow) return std::unexpected(flow.error());
  facts.flowAfter = std::move(*flow);
  facts.still = facts.flowBefore == facts.flowAfter;
  facts.atRest = facts.still && *openBefore == 0 && *openAfter == 0 && *outbox == 0;
  if (facts.atRest) {
    for (const auto& id : *unplaced) facts.unplaced.add(id);
    for (const auto& id : reader.unfinished) facts.strayed.add(id);
  }
  return std::move(facts);
}

}  // namespace orderdeck::ops
