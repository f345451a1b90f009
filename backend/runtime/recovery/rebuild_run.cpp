#include "runtime/recovery/rebuild_run.h"

#include <algorithm>
#include <chrono>

#include <fmt/format.h>

#include "core/ids.h"
#include "domain/events/event.h"
#include "ops/audit/balance.h"
#include "ports/bus/service_groups.h"

namespace orderdeck::runtime {

using core::ErrorCode;
using core::Result;
using domain::Order;
using services::OrderFate;

namespace {

constexpr std::size_t kPage = 2'000;          // orders read at once
constexpr std::size_t kWritten = 256;         // written in one round trip
constexpr std::size_t kNamed = 20;            // orders of each fate
constexpr core::Millis kKeyLife{86'400'000};  // as place_orders.lua gives them
constexpr core::Millis kLookEvery{250};

template <typename T, typename Write>
Result<void> inChunks(const std::vector<T>& all, Write write) {
  for (std::size_t at = 0; at < all.size(); at += kWritten) {
    if (auto done = write(std::span(all).subspan(at, std::min(kWritten, all.size() - at))); !done) return done;
  }
  return {};
}

std::string stateText(const std::optional<Order>& hot, const std::optional<domain::OrderState>& booked) {
  return fmt::format("{} in Redis, {} in the ledger", hot ? domain::stateName(hot->state) : "not",
                     booked ? domain::stateName(*booked) : "not");
}

}  // namespace

Result<api::RebuildReport> Rebuild::Run::run() {
  const auto look = m_stores.marked->look();
  if (!look) return std::unexpected(look.error());
  m_report.distrust = look->distrust;
  m_report.inRedis = ops::acceptedIn(look->marks.flow);
  if (m_order.dryRun) {
    if (auto ready = waitForLedger(); !ready) return std::unexpected(std::move(ready.error()));
  } else {
    if (look->distrust.empty() && !look->marks.epoch.empty() && !m_order.force)
      return core::fail(ErrorCode::Conflict, "the store is not rolled back: there is nothing to rebuild");
    // Closed before the ledger is waited for: nothing that is accepted or moved meanwhile may be missed.
    const std::string reason =
        fmt::format("a rebuild began at {} and has not come to its end: if none runs now, start another",
                    core::toRfc3339(core::now()));
    if (auto begun = m_stores.target->begin(m_id, reason); !begun) return std::unexpected(std::move(begun.error()));
    if (auto ready = waitForLedger(); !ready) {
      static_cast<void>(m_stores.target->abandon(look->distrust));
      return std::unexpected(std::move(ready.error()));
    }
  }
  if (auto made = make(); !made) return std::unexpected(std::move(made.error()));
  return std::move(m_report);
}

Result<void> Rebuild::Run::goOn() const {
  if (m_stop.stop_requested()) return core::fail(ErrorCode::Unavailable, "the system is stopping", true);
  return {};
}

/// What is on the topics and not in the ledger would be missed.
Result<void> Rebuild::Run::waitForLedger() {
  const auto group = ports::serviceGroups({"ledger"});
  const auto until = core::now() + m_order.patience;
  while (true) {
    const auto offsets = m_stores.bus->offsets(group);
    std::int64_t behind = 0;
    for (std::size_t i = 0; offsets && i < offsets->size(); ++i) {
      for (const ports::PartitionLag& partition : (*offsets)[i].partitions)
        behind += partition.end - partition.committed.value_or(0);
    }
    if (offsets && behind == 0) return {};
    m_owner.step("waiting for the ledger", 0, behind);
    if (core::now() >= until) {
      if (!offsets)
        return core::fail(ErrorCode::Unavailable,
                          "whether the ledger has everything is not known: " + offsets.error().what, true);
      return core::fail(ErrorCode::Busy,
                        fmt::format("the ledger is {} events behind: wait for it and try again", behind), true);
    }
    if (!core::sleepFor(m_stop, kLookEvery)) return goOn();
  }
}

Result<void> Rebuild::Run::make() {
  m_owner.step("sums of the ledger");
  const auto groups = m_stores.ledger->groups();
  if (!groups) return std::unexpected(groups.error());
  const auto sums = m_stores.ledger->movementSums();
  if (!sums) return std::unexpected(sums.error());
  auto levels = m_stores.stock->levels();
  if (!levels) return std::unexpected(levels.error());
  m_hotLevels = std::move(*levels);
  auto marks = m_stores.marks->newest();
  if (!marks) return std::unexpected(marks.error());
  m_marks = std::move(*marks);
  Plan plan(*groups, *sums, products());
  if (auto done = addHotOrders(plan); !done) return done;
  if (auto done = addBookedOrders(plan); !done) return done;
  if (auto done = addRestocks(plan); !done) return done;
  if (auto done = addKeys(); !done) return done;
  if (auto done = findLost(); !done) return done;
  return write(plan);
}

/// Those that the store had, and those that it is to have. Not what events name: anybody can put one on the bus.
std::set<std::string> Rebuild::Run::products() const {
  std::set<std::string> known = m_stores.catalogue;
  for (const ports::StockLevel& level : m_hotLevels) known.insert(level.productId);
  if (!m_marks) return known;
  for (const auto& [product, units] : m_marks->stocked) known.insert(product);
  return known;
}

Result<void> Rebuild::Run::addHotOrders(Plan& plan) {
  std::vector<Order> batch;
  Result<void> added;
  const auto scanned = m_stores.hot->scan([&](const Order& order) {
    batch.push_back(order);
    if (batch.size() >= kPage && added) added = addHotBatch(plan, batch);
  });
  if (!scanned) return scanned;
  return added ? addHotBatch(plan, batch) : added;
}

Result<void> Rebuild::Run::addHotBatch(Plan& plan, std::vector<Order>& batch) {
  if (auto go = goOn(); !go) return go;
  std::vector<std::string> ids, dropped;
  std::vector<Order> kept;
  for (const Order& order : batch) ids.push_back(order.orderId);
  const auto booked = m_stores.ledger->states(ids);
  if (!booked) return std::unexpected(booked.error());
  for (std::size_t i = 0; i < batch.size(); ++i) {
    const auto fate = plan.addHot(batch[i], (*booked)[i]);
    if (!fate) continue;
    note(*fate, ids[i], stateText(batch[i], (*booked)[i] ? std::optional((*booked)[i]->state) : std::nullopt));
    if (*fate == OrderFate::Dropped) dropped.push_back(ids[i]);
    if (*fate == OrderFate::Kept) kept.push_back(batch[i]);
  }
  m_owner.step("orders of Redis", m_looked += std::ssize(batch));
  batch.clear();
  if (m_order.dryRun) return {};
  if (auto done = inChunks(kept, [this](auto some) { return m_stores.target->indexOrders(some); }); !done) return done;
  return inChunks(dropped, [this](auto some) { return m_stores.target->dropOrders(some); });
}

Result<void> Rebuild::Run::addBookedOrders(Plan& plan) {
  m_looked = 0;
  for (std::string after;;) {
    if (auto go = goOn(); !go) return go;
    const auto page = m_stores.ledger->unfinished(after, kPage);
    if (!page) return std::unexpected(page.error());
    if (page->empty()) return {};
    after = page->back().orderId;
    std::vector<std::string> ids;
    for (const ports::BookedOrder& order : *page) ids.push_back(order.orderId);
    const auto hot = m_stores.hot->find(ids);
    if (!hot) return std::unexpected(hot.error());
    std::vector<Order> written, kept;
    for (std::size_t i = 0; i < page->size(); ++i) {
      const auto replayed = services::replay((*page)[i]);
      const OrderFate fate = plan.addBooked(replayed, (*hot)[i]);
      note(fate, ids[i], stateText((*hot)[i], replayed.order.state));
      if (plan.toWrite())
        written.push_back(*plan.toWrite());
      else if ((*hot)[i])
        kept.push_back(*(*hot)[i]);
    }
    m_owner.step("open orders of the ledger", m_looked += std::ssize(*page));
    if (m_order.dryRun) continue;
    if (auto done = inChunks(written, [this](auto some) { return m_stores.target->putOrders(some); }); !done)
      return done;
    if (auto done = inChunks(kept, [this](auto some) { return m_stores.target->indexOrders(some); }); !done)
      return done;
  }
}

Result<void> Rebuild::Run::addRestocks(Plan& plan) {
  const auto restocks = m_stores.hot->openRestocks();
  if (!restocks) return std::unexpected(restocks.error());
  std::map<std::string, domain::OrderItem> units;
  std::vector<std::string> eventIds;
  for (const auto& [id, encoded] : *restocks) {
    auto event = domain::decodeEvent(encoded);
    if (!event) return std::unexpected(event.error());
    units.emplace(event->eventId, event->items.front());
    eventIds.push_back(std::move(event->eventId));
  }
  const auto missing = m_stores.ledger->missingEvents(eventIds);
  if (!missing) return std::unexpected(missing.error());
  for (const std::string& id : *missing) plan.addRestock(units[id].productId, units[id].quantity);
  m_report.restocks = std::ssize(*missing);
  return {};
}

Result<void> Rebuild::Run::addKeys() {
  const core::Timestamp now = core::now();
  for (std::string after;;) {
    if (auto go = goOn(); !go) return go;
    const auto page = m_stores.ledger->keys(now - kKeyLife, after, kPage);
    if (!page) return std::unexpected(page.error());
    if (page->empty()) return {};
    after = page->back().orderId;
    m_owner.step("idempotency keys", m_report.keys += std::ssize(*page));
    if (m_order.dryRun) continue;
    if (auto done = inChunks(*page, [&](auto some) { return m_stores.target->putKeys(some, kKeyLife, now); }); !done)
      return done;
  }
}

namespace {

api::RebuildLevel shown(const ports::StockLevel& level) {
  return {level.available, level.reserved, level.sold, level.stocked, level.fence};
}

}  // namespace

/// What makes the store whole, last: the stock, the counters, the epoch.
Result<void> Rebuild::Run::write(const Plan& plan) {
  m_owner.step("stock and counters");
  const std::vector<services::PlannedLevel> planned =
      plan.levels(m_hotLevels, m_marks ? m_marks->fences : std::map<std::string, std::int64_t>{});
  for (const auto& [before, after] : planned)
    m_report.products.push_back({after.productId, before.transform(shown), shown(after)});
  m_report.acceptedAfter = ops::acceptedIn(plan.flow());
  m_report.acceptedBefore = std::max(
      {m_report.inRedis, m_marks ? ops::acceptedIn(m_marks->flow) : 0, m_report.acceptedAfter + std::ssize(m_lost)});
  m_report.lost = m_report.acceptedBefore - m_report.acceptedAfter;
  sayWhatToDo();
  if (m_order.dryRun) return {};

  ports::HighWaterMarks begun{
      .epoch = core::newId(), .since = core::now(), .flow = plan.flow(), .stocked = {}, .fences = {}};
  std::vector<ports::StockLevel> levels;
  for (const services::PlannedLevel& level : planned) {
    levels.push_back(level.after);
    begun.stocked[level.after.productId] = level.after.stocked;
    begun.fences[level.after.productId] = level.after.fence;
  }
  if (auto done = inChunks(levels, [this](auto some) { return m_stores.target->putLevels(some); }); !done) return done;
  if (auto done = m_stores.target->putFlow(plan.flow()); !done) return done;
  // The ledger first: it must never belong to an older epoch than the store.
  if (auto done = m_stores.marks->begin(begun); !done) return done;
  return m_stores.target->finish(m_id, begun.epoch, begun.since);
}

void Rebuild::Run::note(OrderFate fate, const std::string& orderId, const std::string& states) {
  const std::string name(services::fateName(fate));
  ++m_report.orders[name];
  if (fate == OrderFate::Same) return;
  auto& named = m_report.named[name];
  const bool callsForAPerson = fate == OrderFate::Closed || fate == OrderFate::Disputed || fate == OrderFate::Untold;
  if (named.size() < (callsForAPerson ? kNamedForPeople : kNamed))
    named.push_back(fmt::format("{} ({})", orderId, states));
}

}  // namespace orderdeck::runtime
