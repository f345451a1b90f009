#include "services/orders/order_from_event.h"

#include <limits>
#include <string>

namespace orderdeck::services {

namespace {

using domain::Event;
using domain::EventKind;
using domain::Order;
using domain::OrderState;

/// Inventory tells of released items only where the payment was declined.
bool tellsOfDecline(const Event& event) {
  return event.kind == EventKind::InventoryUpdated && event.status == domain::EventStatus::ItemsReleased;
}
bool tellsOfLack(const Event& event) {
  return event.kind == EventKind::InventoryUpdated && event.status == domain::EventStatus::OutOfStock;
}

std::int64_t sumOf(const std::vector<domain::OrderItem>& items) {
  std::int64_t sum = 0;
  for (const domain::OrderItem& item : items) {
    std::int64_t price = 0;
    if (__builtin_mul_overflow(item.unitPriceMinor, std::int64_t{item.quantity}, &price) ||
        __builtin_add_overflow(sum, price, &sum))
      return std::numeric_limits<std::int64_t>::max();  // over every limit
  }
  return sum;
}

}  // namespace

Order orderFromEvent(const Event& event) {
  Order order;
  order.orderId = event.orderId;
  order.userId = event.userId;
  order.items = event.items;
  order.amountMinor = event.amountMinor != 0 ? event.amountMinor : sumOf(event.items);
  order.createdAt = event.placedAt;
  order.updatedAt = event.occurredAt;
  order.deadline = event.deadline.value_or(core::Timestamp{});
  order.paymentId = event.paymentId;
  order.stock = domain::Holding::Reserved;
  if (const auto state = domain::stateAfter(event)) order.state = *state;
  if (order.state == OrderState::Reserved) order.stock = domain::Holding::Sold;
  if (tellsOfDecline(event)) {
    order.state = OrderState::Cancelled;
    order.paymentId = domain::kPaymentDeclined;
    order.stock = domain::Holding::Released;
  }
  if (tellsOfLack(event)) {  // after it was paid: what could not be reserved is not taken on
    order.state = OrderState::Refunding;
    order.stock = domain::Holding::Released;
    order.reason = domain::kReasonOutOfStock;
  }
  return order;
}

core::Result<std::vector<std::optional<Order>>> ordersFromEvents(std::span<const Event* const> events,
                                                                 ports::OrderStore& orders) {
  std::vector<std::optional<Order>> told;
  told.reserve(events.size());
  std::vector<std::string> unknown;
  for (const Event* event : events) {
    if (!event->userId.empty() && !event->items.empty()) {
      told.emplace_back(orderFromEvent(*event));
    } else {
      told.emplace_back();
      unknown.push_back(event->orderId);
    }
  }
  if (unknown.empty()) return told;
  auto found = orders.find(unknown);
  if (!found) return std::unexpected(std::move(found.error()));
  auto next = found->begin();
  for (auto& order : told)
    if (!order) order = std::move(*next++);
  return told;
}

}  // namespace orderdeck::services
