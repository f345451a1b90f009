#include "ops/audit/auditor_facts.h"

#include <algorithm>
#include <unordered_set>

#include <fmt/format.h>

#include "core/figures.h"
#include "ops/audit/balance.h"

namespace orderdeck::ops {

namespace {

using domain::Order;

constexpr std::size_t kBatch = 5'000;
constexpr std::size_t kMostDoubtful = 1'000;  // looked up once more
constexpr int kMostListed = 1'000;
constexpr core::Millis kClockSlack{
    2'000};  // between the node that dates an event and the daemon that dates a broker's start
constexpr core::Millis kKeyWindow{24 * 3'600'000};  // for so long a key means the same order

struct Doubt {
  std::string orderId;
  std::string note;
};

struct Reader {
  const AuditStores& stores;
  const AuditWitnesses& witnesses;
  AuditFacts facts;
  std::int64_t open = 0;                      // in the index of open orders
  std::unordered_set<std::string> waiting{};  // open orders with a waiting letter
  std::unordered_set<std::string> partly{};   // orders of which the ledger could not take an event
  std::vector<std::string> gone{};            // not finished, and without a hash
  std::vector<std::string> moving{};          // some of the other open ones
  std::vector<Order> batch{};                 // of Redis, not compared with the ledger yet
  Offenders strayed{};                        // orders that were not terminal
  std::vector<std::string> unplaced{};
  ports::Misbooked misbooked{};
  std::map<std::string, std::int64_t> ends{};  // of the ledger: orders by terminal state
  std::vector<Doubt> reopened{};               // terminal in the ledger, not in Redis
  std::vector<Doubt> differing{};              // in both, with another state
  std::int64_t differingCount = 0;

  bool hasStore() const { return facts.noStore.empty(); }
  bool hasLedger() const { return facts.noLedger.empty(); }
  template <typename T>
  bool ofStore(const core::Result<T>& read) {
    if (!read && hasStore()) facts.noStore = read.error().what;
    return read.has_value();
  }
  template <typename T>
  bool ofLedger(const core::Result<T>& read) {
    if (!read && hasLedger()) facts.noLedger = read.error().what;
    return read.has_value();
  }

  void begin();
  bool walkIndex(const std::function<void(const ports::OpenEntry&)>& visit);
  void readIndex();
  void readRedis();
  void compareBatch();
  void readLedger();
  void readMoney();
  void checkJournal();
  void checkKeys();
  void checkReopened();
  void checkHistories();
  void checkEventOrder();
  void checkUnfinished();
  void holdForGone();
  void checkFences();
  void end();
  void nameUnrest(std::int64_t moved);
};

void Reader::begin() {
  auto flow = stores.hot.flowCounters();
  if (ofStore(flow)) facts.flowBefore = std::move(*flow);
  const auto outbox = stores.hot.outboxLength();
  if (ofStore(outbox)) facts.outbox = *outbox;
  const auto letters = stores.letters.waitingOrders();
  if (ofLedger(letters)) waiting.insert(letters->begin(), letters->end());
  const auto untaken =
      stores.letters.list({.service = "ledger", .status = domain::LetterStatus::Waiting, .limit = kMostListed});
  if (!ofLedger(untaken)) return;
  for (const auto& letter : *untaken)
    if (!letter.orderId.empty()) partly.insert(letter.orderId);
}

bool Reader::walkIndex(const std::function<void(const ports::OpenEntry&)>& visit) {
  // Pages overlap by half: orders that leave the index meanwhile move the rest to the front, and none may be passed
  // over.
  for (std::size_t from = 0;; from += kBatch / 2) {
    const auto page = stores.hot.openIndex(from, kBatch);
    if (!ofStore(page)) return false;
    std::ranges::for_each(*page, visit);
    if (page->size() < kBatch) return true;
  }
}

/// Who is open: of them, those with a letter wait for a person, and those without a hash are gone.
void Reader::readIndex() {
  if (!hasStore()) return;
  const std::unordered_set<std::string> letters = std::exchange(waiting, {});
  std::unordered_set<std::string> absent;
  const auto walked = walkIndex([&](const ports::OpenEntry& entry) {
    if (!entry.isThere) {
      if (absent.size() < kMostDoubtful) absent.insert(entry.orderId);
    } else if (letters.contains(entry.orderId)) {
      if (waiting.insert(entry.orderId).second) facts.waiting.add(entry.orderId);
    } else if (std::ssize(moving) < Offenders::kNamed && std::ranges::find(moving, entry.orderId) == moving.end()) {
      moving.push_back(entry.orderId);
    }
  });
  // Who was retired just then leaves the index before its hash goes: so whoever is gone is still so in another walk.
  if (walked && !absent.empty()) {
    std::set<std::string> again;
    walkIndex([&](const ports::OpenEntry& entry) {
      if (!entry.isThere && absent.contains(entry.orderId)) again.insert(entry.orderId);
    });
    gone.assign(again.begin(), again.end());
  }
  const auto count = stores.hot.openCount();
  if (ofStore(count)) open = *count;
}

void Reader::readRedis() {
  if (!hasStore()) return;
  const auto scanned = stores.hot.scan([this](const Order& order) {
    const bool finished = domain::isTerminal(order.state), waits = waiting.contains(order.orderId);
    if (!finished && !waits) strayed.add(order.orderId);
    if (order.stock == domain::Holding::Reserved) {
      for (const auto& item : order.items) facts.held[item.productId] += item.quantity;
      if (finished) facts.finishedButHolding.add(order.orderId);
    }
    if (partly.contains(order.orderId))
      for (const auto& item : order.items) facts.partlyBooked.insert(item.productId);
    batch.push_back(order);
    if (batch.size() >= kBatch) compareBatch();
  });
  if (ofStore(scanned)) compareBatch();
}

void Reader::compareBatch() {
  const auto orders = std::exchange(batch, {});
  if (!hasLedger()) return;
  std::vector<std::string> ids;
  for (const Order& order : orders) ids.push_back(order.orderId);
  const auto states = stores.audit.states(ids);
  if (!ofLedger(states)) return;
  for (std::size_t i = 0; i < orders.size(); ++i) {
    const auto& booked = (*states)[i];
    if (!booked) {
      ++facts.redisOnly;
      continue;
    }
    ++facts.compared;
    if (*booked == orders[i].state || partly.contains(ids[i])) continue;
    const std::string note =
        fmt::format("{} in Redis, {} in the ledger", domain::stateName(orders[i].state), domain::stateName(*booked));
    const bool isReopened = domain::isTerminal(*booked) && !domain::isTerminal(orders[i].state);
    if (isReopened && reopened.size() < kMostDoubtful) reopened.push_back({ids[i], note});
    if (isReopened) continue;
    ++differingCount;
    if (differing.size() < static_cast<std::size_t>(Offenders::kNamed)) differing.push_back({ids[i], note});
  }
}

void Reader::readLedger() {
  if (!hasLedger()) return;
  // After the look at Redis: an order on its way from there to here is counted twice at worst, never not at all.
  const auto counts = stores.audit.countByState();
  if (!ofLedger(counts)) return;
  for (const auto& [name, count] : *counts) {
    const auto state = domain::parseState(name);
    facts.ledgerOrders += count;
    if (!state || !domain::isTerminal(*state)) continue;
    facts.ledgerFinished += count;
    ends[name] = count;
  }
  auto sums = stores.audit.movementSums();
  if (!ofLedger(sums)) return;
  facts.movements = std::move(*sums);
  const auto letters = stores.letters.openOrders();
  if (!ofLedger(letters)) return;
  facts.deadLettered = std::ssize(*letters);
  auto without = stores.audit.ordersWithoutPlacement(kMostListed);
  if (!ofLedger(without)) return;
  unplaced = std::move(*without);
  readMoney();
}

void Reader::readMoney() {
  const auto money = stores.audit.money();
  if (!ofLedger(money)) return;
  facts.money = *money;
  auto wrong = stores.audit.misbooked(kMostListed);
  if (ofLedger(wrong)) misbooked = std::move(*wrong);
}

void Reader::checkJournal() {
  if (!hasStore() || !hasLedger()) return;
  const auto read = witnesses.accepted([this](std::span<const std::string> ids) -> core::Result<void> {
    facts.journaled += static_cast<std::int64_t>(ids.size());
    // An order goes from Redis alone to both to the ledger alone: who is not found in this sequence is nowhere.
    auto missing = stores.audit.missing(ids);
    if (!ofLedger(missing) || missing->empty())
      return missing ? core::Result<void>{} : std::unexpected(missing.error());
    const auto found = stores.hot.find(*missing);
    if (!ofStore(found)) return std::unexpected(found.error());
    std::vector<std::string> nowhere;
    for (std::size_t i = 0; i < missing->size(); ++i) {
      if (!(*found)[i]) nowhere.push_back((*missing)[i]);
    }
    if (nowhere.empty()) return {};
    missing = stores.audit.missing(nowhere);
    if (!ofLedger(missing)) return std::unexpected(missing.error());
    for (const auto& id : *missing) facts.lost.add(id);
    return {};
  });
  if (!read && hasStore() && hasLedger()) facts.noJournal = read.error().what;
}

void Reader::checkKeys() {
  if (witnesses.keyed) {
    const auto read = witnesses.keyed([this](const KeyedAnswer& answer) { facts.keys.add(answer); });
    if (!read && facts.noJournal.empty()) facts.noJournal = read.error().what;
  }
  if (!hasLedger()) return;
  auto keyed = stores.audit.keyedOrders(kKeyWindow, kMostListed);
  if (ofLedger(keyed)) facts.keyed = std::move(*keyed);
}

void Reader::checkReopened() {
  if (!hasStore() || reopened.empty()) return;
  std::vector<std::string> ids;
  for (const Doubt& doubt : reopened) ids.push_back(doubt.orderId);
  // Redis moves before the ledger hears of it; so what the ledger has finished must be finished in Redis by now.
  const auto now = stores.hot.find(ids);
  if (!ofStore(now)) return;
  for (std::size_t i = 0; i < ids.size(); ++i) {
    if ((*now)[i] && !domain::isTerminal((*now)[i]->state)) facts.reopened.add(ids[i], reopened[i].note);
  }
}

void Reader::checkHistories() {
  if (!hasLedger()) return;
  const auto illegal = stores.audit.illegalHistories(kMostListed);
  if (!ofLedger(illegal)) return;
  for (const auto& id : *illegal) facts.illegal.add(id);
}

void Reader::checkEventOrder() {
  if (!hasLedger()) return;
  const auto pairs = stores.audit.outOfOrder({}, kMostListed);
  if (!ofLedger(pairs) || pairs->empty()) return;
  const auto starts = witnesses.brokerStarts ? witnesses.brokerStarts() : std::vector<core::Timestamp>{};
  for (const auto& pair : *pairs) {
    if (spansBrokerStart(pair, starts)) continue;
    facts.misordered.add(pair.orderId, fmt::format("{} at {} before {} at {} of {}/{}", pair.effect, pair.effectOffset,
                                                   pair.cause, pair.causeOffset, pair.topic, pair.partition));
  }
}

/// What the ledger has not finished is in Redis: a hash is kept until the ledger has its order whole, and some time
/// longer. So who is not finished before and after, and not in Redis in between, is gone from it.
void Reader::checkUnfinished() {
  if (!hasStore() || !hasLedger()) return;
  std::vector<std::string> suspects;
  for (std::string after; suspects.size() < kMostDoubtful;) {
    const auto page = stores.audit.unfinished(after, static_cast<int>(kBatch));
    if (!ofLedger(page)) return;
    if (page->empty()) break;
    std::vector<std::string> ids;
    for (const auto& order : *page) ids.push_back(order.orderId);
    const auto found = stores.hot.find(ids);
    if (!ofStore(found)) return;
    for (std::size_t i = 0; i < ids.size(); ++i) {
      if (!(*found)[i]) suspects.push_back(ids[i]);
    }
    after = ids.back();
  }
  const auto states = stores.audit.states(suspects);
  if (!ofLedger(states)) return;
  for (std::size_t i = 0; i < suspects.size(); ++i) {
    if (!(*states)[i] || domain::isTerminal(*(*states)[i])) continue;
    if (std::ranges::find(gone, suspects[i]) == gone.end()) gone.push_back(suspects[i]);
    ++facts.goneFromLedger;
  }
  holdForGone();
}

/// The stock that orders hold whose hash is gone is held all the same.
void Reader::holdForGone() {
  for (const auto& id : gone) {
    const auto booked = stores.ledger.find(id);
    if (!ofLedger(booked)) return;
    facts.gone.add(id, *booked ? fmt::format("{} in the ledger", domain::stateName((*booked)->order.state))
                               : "not in the ledger either");
    if (!*booked || domain::stateRank((*booked)->order.state) > domain::stateRank(domain::OrderState::Paid)) continue;
    for (const auto& item : (*booked)->order.items) facts.held[item.productId] += item.quantity;
  }
}

void Reader::checkFences() {
  if (!hasStore()) return;
  const auto readAt = std::chrono::steady_clock::now();
  auto levels = stores.stock.levels();
  if (!ofStore(levels)) return;
  facts.levels = std::move(*levels);
  const auto refused = stores.fences.refusesOldToken();
  if (!ofStore(refused)) return;
  facts.oldTokenRefused = *refused;
  if (!witnesses.fences) return;
  const auto epoch = witnesses.epoch ? witnesses.epoch() : core::Result<std::string>{};
  if (ofStore(epoch)) facts.fencesBack = witnesses.fences->look(*epoch, facts.levels, readAt);
}

void Reader::end() {
  std::int64_t openAfter = open;
  if (hasStore()) {
    const auto count = stores.hot.openCount();
    if (ofStore(count)) openAfter = *count;
    auto flow = stores.hot.flowCounters();
    if (ofStore(flow)) facts.flowAfter = std::move(*flow);
  }
  const std::int64_t moved = std::max(open, openAfter) - std::ssize(waiting) - std::ssize(gone);
  facts.still = hasStore() && facts.flowBefore == facts.flowAfter;
  facts.atRest = facts.still && hasLedger() && moved <= 0 && facts.outbox == 0;
  if (!facts.atRest) return nameUnrest(moved);
  for (const auto& id : unplaced)
    if (!partly.contains(id)) facts.unplaced.add(id);
  facts.strayed = strayed;
  for (const auto& [id, note] : differing) facts.differing.add(id, note);
  facts.differing.count = differingCount;
  facts.misbooked.count = misbooked.count - std::ssize(misbooked.orderIds);
  for (const auto& id : misbooked.orderIds)
    if (!partly.contains(id)) facts.misbooked.add(id);
  facts.ledgerLacks = !partly.empty();
  std::map<std::string, std::int64_t> entered;
  for (const auto& [edge, count] : facts.flowAfter) entered[edge.substr(edge.find('>') + 1)] += count;
  for (const auto state : domain::kOrderStates) {
    const std::string name(domain::stateName(state));
    const bool isLost =
        acceptedIn(facts.flowAfter) != facts.ledgerOrders + facts.redisOnly;  // then numbers differ for that
    if (!isLost && partly.empty() && domain::isTerminal(state) && entered[name] != ends[name])
      facts.miscounted.add(
          name, fmt::format("{} in Redis, {} in the ledger", core::grouped(entered[name]), core::grouped(ends[name])));
  }
}

void Reader::nameUnrest(std::int64_t moved) {
  if (!hasStore()) facts.unrest.push_back("Redis does not answer: " + facts.noStore);
  if (!hasLedger()) facts.unrest.push_back("the ledger does not answer: " + facts.noLedger);
  if (!hasStore()) return;
  if (facts.outbox > 0)
    facts.unrest.push_back(fmt::format("{} events wait in the outbox", core::grouped(facts.outbox)));
  if (moved > 0) {
    std::string names;
    const auto orders = stores.hot.find(moving);
    for (std::size_t i = 0; orders && i < moving.size(); ++i) {
      if (!(*orders)[i]) continue;
      names += fmt::format("{}{} ({})", names.empty() ? ": " : ", ", moving[i], domain::stateName((*orders)[i]->state));
    }
    facts.unrest.push_back(
        fmt::format("{} orders are open{}{}", core::grouped(moved), names, moved > std::ssize(moving) ? ", ..." : ""));
  }
  if (facts.unrest.empty()) facts.unrest.push_back("orders moved while they were looked at");
}

}  // namespace

bool spansBrokerStart(const ports::OffsetContradiction& pair, std::span<const core::Timestamp> starts) {
  return std::ranges::any_of(starts, [&](core::Timestamp start) {
    return start >= pair.causeOccurredAt - kClockSlack && start <= pair.causeRecordedAt;
  });
}

AuditFacts gatherFacts(const AuditStores& stores, const AuditWitnesses& witnesses) {
  Reader reader{.stores = stores, .witnesses = witnesses, .facts = {}};
  for (const auto step : {&Reader::begin, &Reader::readIndex, &Reader::readRedis, &Reader::readLedger,
                          &Reader::checkJournal, &Reader::checkKeys, &Reader::checkReopened, &Reader::checkHistories,
                          &Reader::checkEventOrder, &Reader::checkUnfinished, &Reader::checkFences, &Reader::end}) {
    (reader.*step)();
  }
  AuditFacts& facts = reader.facts;
  if (witnesses.measured) facts.measured = witnesses.measured();
  if (witnesses.outboxLimit && facts.noStore.empty()) {
    facts.measured.bounds.push_back(
        {"outbox", static_cast<double>(facts.outbox), static_cast<double>(*witnesses.outboxLimit), ""});
  }
  if (witnesses.recovery) facts.recovery = witnesses.recovery();
  return std::move(facts);
}

}  // namespace orderdeck::ops
