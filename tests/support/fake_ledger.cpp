#include "tests/support/fake_ledger.h"

#include <algorithm>
#include <ranges>
#include <set>

#include <fmt/format.h>

#include "domain/events/completeness.h"
#include "domain/events/stock_movement.h"
#include "domain/order/order_paths.h"

namespace orderdeck::support {

namespace {

void take(const domain::Event& event, domain::Order& order) {
  if (const auto state = domain::stateAfter(event);
      state && domain::precedence(*state) > domain::precedence(order.state))
    order.state = *state;
  order.createdAt = std::min(order.createdAt, event.placedAt);
  order.updatedAt = std::max(order.updatedAt, event.occurredAt);
  if (event.kind != domain::EventKind::OrderPlaced) return;
  order.userId = event.userId;
  order.amountMinor = event.amountMinor;
  order.items = event.items;
  order.deadline = event.deadline.value_or(core::Timestamp{});
  std::ranges::sort(order.items, {}, &domain::OrderItem::productId);
}

void takePayment(const domain::Event& event, ports::LedgerOrder& order) {
  const int bits = domain::seenBitsOf(event);
  if (bits != domain::kSeenPaid && bits != domain::kSeenRefunded) return;
  if (order.order.paymentId.empty()) order.order.paymentId = event.paymentId;
  (bits == domain::kSeenRefunded ? order.refundedMinor : order.capturedMinor) += event.amountMinor;
}

bool matches(const ports::OrderQuery& query, const domain::Order& order) {
  if (!query.before.empty() && order.orderId >= query.before) return false;
  if (!query.states.empty() && std::ranges::find(query.states, order.state) == query.states.end()) return false;
  return query.text.empty() || order.orderId.starts_with(query.text) || order.userId.starts_with(query.text) ||
         std::ranges::find(order.items, query.text, &domain::OrderItem::productId) != order.items.end();
}

}  // namespace

std::optional<ports::LedgerOrder> FakeLedger::Data::order(const std::string& orderId) const {
  if (const auto found = put.find(orderId); found != put.end()) return found->second;
  std::optional<ports::LedgerOrder> order;
  for (const auto& [id, entry] : entries) {
    const auto& [event, message] = entry.delivery;
    if (event.orderId != orderId || domain::seenBitsOf(event) == 0) continue;
    if (!order) {
      order.emplace().order.orderId = orderId;
      order->order.createdAt = event.placedAt;
      order->order.updatedAt = event.occurredAt;
    }
    take(event, order->order);
    takePayment(event, *order);
    order->timeline.push_back({id, std::string(domain::eventName(event.kind)), event.occurredAt, entry.recordedAt,
                               event.node, message.topic, message.partition, message.offset, message.value});
  }
  if (order) {
    if (domain::isTerminal(order->order.state)) order->order.deadline = {};
    std::ranges::sort(order->timeline, {}, [](const ports::TimelineEvent& event) {
      return std::pair(event.occurredAt, domain::parseEventKind(event.event));
    });
  }
  return order;
}

bool FakeLedger::Data::isWhole(const std::string& orderId) const {
  int seen = 0;
  for (const auto& [id, entry] : entries) {
    if (entry.delivery.event.orderId == orderId) seen |= domain::seenBitsOf(entry.delivery.event);
  }
  const auto found = order(orderId);
  return found && domain::isWhole(found->order.state, seen);
}

core::Result<std::vector<std::string>> FakeLedger::append(std::span<const ports::Delivery> events) {
  const std::lock_guard lock(m_data->mutex);
  if (m_data->failure) return std::unexpected(*m_data->failure);
  for (const ports::Delivery& delivery : events)
    m_data->entries.try_emplace(delivery.event.eventId, Entry{delivery, core::now()});
  std::set<std::string> whole;
  for (const ports::Delivery& delivery : events) {
    if (m_data->isWhole(delivery.event.orderId)) whole.insert(delivery.event.orderId);
  }
  return std::vector<std::string>(whole.begin(), whole.end());
}

core::Result<void> FakeLedger::check() {
  const std::lock_guard lock(m_data->mutex);
  if (m_data->failure) return std::unexpected(*m_data->failure);
  return {};
}

core::Result<std::optional<ports::LedgerOrder>> FakeLedger::find(const std::string& orderId) {
  const std::lock_guard lock(m_data->mutex);
  if (m_data->failure) return std::unexpected(*m_data->failure);
  return m_data->order(orderId);
}

std::vector<ports::LedgerOrder> FakeLedger::Data::matching(const ports::OrderQuery& query) const {
  std::set<std::string> ids;
  for (const auto& [id, order] : put) ids.insert(id);
  for (const auto& [id, entry] : entries) ids.insert(entry.delivery.event.orderId);
  std::vector<ports::LedgerOrder> newest;
  for (const std::string& id : ids | std::views::reverse) {
    auto found = order(id);
    if (!found || !matches(query, found->order)) continue;
    found->timeline.clear();
    newest.push_back(*std::move(found));
  }
  return newest;
}

core::Result<ports::OrderPage> FakeLedger::list(const ports::OrderQuery& query) {
  const std::lock_guard lock(m_data->mutex);
  if (m_data->failure) return std::unexpected(*m_data->failure);
  ports::OrderPage page{.orders = m_data->matching(query)};
  const auto limit = static_cast<std::size_t>(std::clamp(query.limit, 1, 1'000));
  if (page.orders.size() >= limit) {
    page.orders.resize(limit);
    page.next = page.orders.back().order.orderId;
  }
  return page;
}

core::Result<ports::OrderCount> FakeLedger::count(const ports::OrderQuery& query) {
  const std::lock_guard lock(m_data->mutex);
  if (m_data->failure) return std::unexpected(*m_data->failure);
  ports::OrderQuery all = query;
  all.before.clear();
  return ports::OrderCount{.orders = std::ssize(m_data->matching(all))};
}

core::Result<std::vector<ports::StockMovement>> FakeLedger::movements(const std::string& productId, int limit) {
  const std::lock_guard lock(m_data->mutex);
  if (m_data->failure) return std::unexpected(*m_data->failure);
  std::vector<ports::StockMovement> newest;
  for (const auto& [id, entry] : m_data->entries) {
    const domain::Event& event = entry.delivery.event;
    const auto kind = domain::movementKindOf(event);
    if (!kind) continue;
    for (const domain::OrderItem& item : event.items) {
      if (item.productId == productId)
        newest.push_back({fmt::format("{}:{}:{}", event.orderId, productId, core::nameOf(*kind)), event.orderId,
                          productId, *kind, item.quantity, event.occurredAt});
    }
  }
  std::ranges::sort(newest, std::ranges::greater{}, [](const ports::StockMovement& movement) {
    return std::pair(movement.occurredAt, movement.movementId);
  });
  newest.resize(std::min<std::size_t>(newest.size(), static_cast<std::size_t>(std::clamp(limit, 1, 1'000))));
  return newest;
}

void FakeLedger::put(ports::LedgerOrder order) const {
  const std::lock_guard lock(m_data->mutex);
  m_data->put[order.order.orderId] = std::move(order);
}

void FakeLedger::fail(std::optional<core::Error> failure) const {
  const std::lock_guard lock(m_data->mutex);
  m_data->failure = std::move(failure);
}

std::map<std::string, ports::Delivery> FakeLedger::deliveries() const {
  const std::lock_guard lock(m_data->mutex);
  std::map<std::string, ports::Delivery> all;
  for (const auto& [id, entry] : m_data->entries) all.emplace(id, entry.delivery);
  return all;
}

}  // namespace orderdeck::support
