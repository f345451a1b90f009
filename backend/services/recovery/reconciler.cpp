#include "services/recovery/reconciler.h"

#include <algorithm>

#include <spdlog/spdlog.h>

#include "services/loop/outbound.h"
#include "services/orders/order_events.h"

namespace orderdeck::services {

namespace {

using core::Result;
using domain::OrderState;

constexpr core::Millis kTick{100};  // how soon a wanted full pass or stop() is seen
constexpr int kDutyPause =
    9;  // a page is followed by a pause of so many times what it took: a tenth of the store's time at most

/// Overdue and not paid. What is paid and overdue is inventory's to give up, and what is reserved goes on to its end.
bool isExpired(const domain::Order& order, core::Timestamp now) {
  return (order.state == OrderState::Created || order.state == OrderState::Paying) && domain::isOverdue(order, now);
}

/// The order as it will be once it is cancelled, for its event goes into the outbox together with the move.
domain::Order asCancelled(domain::Order order, core::Timestamp now) {
  order.state = OrderState::Cancelled;
  order.updatedAt = now;
  order.reason = domain::kReasonDeadline;
  if (order.stock == domain::Holding::Reserved) order.stock = domain::Holding::Released;
  return order;
}

}  // namespace

Reconciler::Reconciler(ports::HotStore& store, ports::EventBus& bus, std::string node, ReconcilerSettings settings)
    : m_store(store), m_bus(bus), m_node(std::move(node)), m_settings(std::move(settings)) {}

void Reconciler::start() {
  m_worker.emplace("reconciler", [this](std::stop_token stop) { run(stop); });
}

void Reconciler::stop() { m_worker.reset(); }

void Reconciler::requestFullPass() { m_fullWanted = true; }

void Reconciler::run(std::stop_token stop) {
  while (!stop.stop_requested()) {
    for (core::Millis waited{0}; waited < m_settings.interval && !m_fullWanted; waited += kTick)
      if (!core::sleepFor(stop, kTick)) break;
    if (stop.stop_requested()) break;
    if (m_settings.held && m_settings.held()) {
      core::sleepFor(stop, kTick);
      continue;
    }
    const bool full = m_fullWanted.exchange(false);
    const auto report = pass(full, stop);
    if (!report) {
      if (full) m_fullWanted = true;  // it is still owed
      if (m_errorLog.allow())
        spdlog::warn("reconciler: {} ({})", report.error().what, core::codeName(report.error().code));
      core::sleepFor(stop, m_backoff.next());
      continue;
    }
    m_backoff.reset();
    if (report->repeated + report->cancelled > 0) {
      spdlog::info("reconciler: looked at {} open orders, repeated the events of {}, cancelled {} past their deadline",
                   report->looked, report->repeated, report->cancelled);
    }
  }
  m_publisher.reset();
}

Result<Reconciler::Report> Reconciler::pass(bool full, std::stop_token stop) {
  ++m_pass;
  Report report;
  m_stalledBefore = stalledBefore();
  const auto open = m_store.openCount();
  if (!open) return std::unexpected(open.error());
  // From the last to the first: orders that end meanwhile leave the list, and those before them must not move up
  // unseen.
  auto from = static_cast<std::size_t>(*open);
  while (from > 0 && !stop.stop_requested()) {
    const auto begun = std::chrono::steady_clock::now();
    const std::size_t count = std::min(from, m_settings.page);
    from -= count;
    const auto page = m_store.openOrders(from, count);
    if (!page) return std::unexpected(page.error());
    report.looked += page->size();

    const core::Timestamp now = core::now();
    std::vector<const domain::Order*> due;
    for (const domain::Order& order : *page)
      if (!isExpired(order, now) && isDue(order, now, full)) due.push_back(&order);
    const auto cancelled = cancelOverdue(*page, now);
    if (!cancelled) return std::unexpected(cancelled.error());
    report.cancelled += *cancelled;
    auto repeated = repeat(due, now);
    // A publisher that is held back, or a slow broker: a full pass that began anew would send the first pages over and
    // over.
    while (!repeated && full && repeated.error().code == core::ErrorCode::Timeout && core::sleepFor(stop, kTick))
      repeated = repeat(due, now);
    if (!repeated) return std::unexpected(std::move(repeated.error()));
    report.repeated += due.size();

    const auto took = std::chrono::duration_cast<core::Millis>(std::chrono::steady_clock::now() - begun);
    if (from > 0) core::sleepFor(stop, full ? took : took * kDutyPause);
  }
  if (auto repeated = repeatRestocks(core::now(), full); !repeated) return std::unexpected(std::move(repeated.error()));
  // What was not met in a whole walk is finished: forget it.
  if (!stop.stop_requested())
    std::erase_if(m_repeats, [this](const auto& entry) { return entry.second.pass != m_pass; });
  return report;
}

core::Timestamp Reconciler::stalledBefore() {
  if (!m_settings.consumedUntil) return core::Timestamp::max();
  const auto until = m_settings.consumedUntil();
  if (!until && m_errorLog.allow()) spdlog::warn("reconciler: {}", until.error().what);
  return until && *until ? **until - m_settings.settle : core::Timestamp::min();
}

bool Reconciler::isDue(const domain::Order& order, core::Timestamp now, bool full) {
  if (!full && order.updatedAt >= m_stalledBefore) return false;
  const auto known = m_repeats.find(order.orderId);
  if (known == m_repeats.end()) {
    if (!full && m_repeats.size() >= m_settings.tracked) return false;
    return now - order.updatedAt >= (full ? m_settings.fullPassAge : m_settings.stallAfter);
  }
  Repeats& repeats = known->second;
  repeats.pass = m_pass;
  if (order.updatedAt > repeats.last) repeats.count = 0;  // it went on, and stands still anew
  if (full) return now - order.updatedAt >= m_settings.fullPassAge;
  const core::Millis stall =
      std::min<core::Millis>(m_settings.stallAfter * (1LL << std::min(repeats.count, 20)), m_settings.longestStall);
  return now - std::max(order.updatedAt, repeats.last) >= stall;
}

Result<void> Reconciler::repeat(const std::vector<const domain::Order*>& orders, core::Timestamp now) {
  std::vector<ports::OutboundMessage> messages;
  for (const domain::Order* order : orders)
    for (const domain::Event& event : eventsOf(*order, m_node)) messages.push_back(toMessage(event));
  if (auto published = publish(messages); !published) return published;
  for (const domain::Order* order : orders) {
    const auto known = m_repeats.find(order->orderId);
    if (known != m_repeats.end()) {
      known->second.last = now;
      ++known->second.count;
    } else if (m_repeats.size() < m_settings.tracked) {
      m_repeats.emplace(order->orderId, Repeats{now, 1, m_pass});
    }
  }
  return {};
}

Result<void> Reconciler::repeatRestocks(core::Timestamp now, bool full) {
  const auto restocks = m_store.openRestocks();
  if (!restocks) return std::unexpected(restocks.error());
  std::vector<ports::OutboundMessage> messages;
  for (const auto& [id, encoded] : *restocks) {
    const auto event = domain::decodeEvent(encoded);
    if (!event) {
      if (m_errorLog.allow()) spdlog::error("reconciler: restock {} cannot be read: {}", id, event.error().what);
      continue;
    }
    const bool stalls = event->occurredAt < m_stalledBefore && now - event->occurredAt >= m_settings.stallAfter;
    if (full || stalls) messages.push_back(toMessage(*event));
  }
  return publish(messages);
}

Result<std::size_t> Reconciler::cancelOverdue(const std::vector<domain::Order>& page, core::Timestamp now) {
  std::vector<ports::OrderTransition> moves;
  for (const domain::Order& order : page) {
    if (!isExpired(order, now)) continue;
    const domain::Order cancelled = asCancelled(order, now);
    ports::OrderTransition move;
    move.orderId = order.orderId;
    move.path = {order.state,
                 OrderState::Cancelled};  // from the state seen, since the event tells what the order was then
    move.stock = ports::StockEffect::GiveBack;
    move.at = now;
    move.fields = {{"reason", cancelled.reason}};
    move.event = domain::encodeEvent(closedEvent(cancelled, m_node));
    moves.push_back(std::move(move));
  }
  if (moves.empty()) return 0;
  const auto moved = m_store.transition(moves);
  if (!moved) return std::unexpected(moved.error());
  return std::ranges::count(*moved, ports::TransitionOutcome::Moved, &ports::TransitionResult::outcome);
}

Result<void> Reconciler::publish(const std::vector<ports::OutboundMessage>& messages) {
  if (messages.empty()) return {};
  if (!m_publisher) {
    auto made = m_bus.makePublisher();
    if (!made) return std::unexpected(std::move(made.error()));
    m_publisher = std::move(*made);
  }
  auto published = m_publisher->publish(messages);
  if (!published && published.error().code == core::ErrorCode::Disconnected) m_publisher.reset();
  return published;
}

}  // namespace orderdeck::services
