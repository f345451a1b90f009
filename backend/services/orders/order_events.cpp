#include "services/orders/order_events.h"

#include "domain/order/risk_rules.h"

namespace orderdeck::services {

namespace {

using domain::Event;
using domain::EventKind;
using domain::EventStatus;
using domain::Holding;
using domain::Order;
using domain::OrderState;

Event stepOf(EventKind kind, const Order& order, const std::string& node, EventStatus status = EventStatus::None) {
  Event event = domain::makeEvent(kind, order.orderId, order.createdAt, node, status);
  event.occurredAt = order.updatedAt;
  if (order.deadline != core::Timestamp{}) event.deadline = order.deadline;
  return event;
}

/// InventoryUpdated, which tells the next services all that they need to know of the order.
Event inventoryEvent(const Order& order, const std::string& node, EventStatus status) {
  Event event = stepOf(EventKind::InventoryUpdated, order, node, status);
  event.userId = order.userId;
  event.items = order.items;
  return event;
}

/// What became of the items that a closed order held, as its event says it.
EventStatus givenBack(const Order& order) {
  if (order.stock == Holding::Returned) return EventStatus::ItemsReturned;
  return order.stock == Holding::Released ? EventStatus::ItemsReleased : EventStatus::None;
}

std::string_view whyClosed(const Order& order) {
  if (wasDeclined(order)) return domain::kReasonDeclined;
  if (!order.reason.empty()) return order.reason;
  return order.state == OrderState::Rejected ? "rejected" : "cancelled";
}

}  // namespace

bool wasPaid(const Order& order) {
  switch (order.state) {
    case OrderState::Paid:
    case OrderState::Reserved:
    case OrderState::Shipped:
    case OrderState::Completed:
    case OrderState::Refunding:
    case OrderState::Refunded: return true;
    case OrderState::Created:
    case OrderState::Paying:
    case OrderState::Rejected:
    case OrderState::Cancelled: return false;
  }
  return false;
}

bool wasDeclined(const Order& order) {
  return order.state == OrderState::Cancelled && order.paymentId == domain::kPaymentDeclined;
}

bool wasReserved(const Order& order) {
  switch (order.state) {
    case OrderState::Reserved:
    case OrderState::Shipped:
    case OrderState::Completed: return true;
    case OrderState::Refunding:
    case OrderState::Refunded: return order.stock == Holding::Returned;
    default: return false;
  }
}

bool isPaymentTold(const Order& order) {
  return wasReserved(order) || order.reason == domain::kReasonOutOfStock || order.reason == domain::kReasonDeadline;
}

bool wasRejected(const Order& order) {
  const bool refunds = order.state == OrderState::Refunding || order.state == OrderState::Refunded;
  return order.state == OrderState::Rejected || (refunds && domain::isRiskReason(order.reason));
}

Event placedEvent(const Order& order, const std::string& node) {
  Event event = stepOf(EventKind::OrderPlaced, order, node);
  event.occurredAt = order.createdAt;
  event.userId = order.userId;
  event.items = order.items;
  event.amountMinor = order.amountMinor;
  event.idempotencyKey = order.idempotencyKey;
  event.bodyHash = order.bodyHash;
  return event;
}

Event confirmedEvent(const Order& order, const std::string& node) {
  Event event = stepOf(EventKind::PaymentProcessed, order, node, EventStatus::Confirmed);
  if (order.state != OrderState::Paid) event.occurredAt = order.createdAt;
  event.userId = order.userId;
  event.items = order.items;
  event.paymentId = order.paymentId;
  event.amountMinor = order.amountMinor;
  return event;
}

Event declinedEvent(const Order& order, const std::string& node, std::string reason) {
  Event event = stepOf(EventKind::PaymentProcessed, order, node, EventStatus::Declined);
  event.amountMinor = order.amountMinor;
  event.reason = std::move(reason);
  return event;
}

Event refundedEvent(const Order& order, const std::string& node, std::string reason) {
  Event event = stepOf(EventKind::PaymentRefunded, order, node);
  event.userId = order.userId;
  event.paymentId = order.paymentId;
  event.amountMinor = order.amountMinor;
  event.reason = std::move(reason);
  return event;
}

Event reservedEvent(const Order& order, const std::string& node) {
  return inventoryEvent(order, node, EventStatus::ItemsReserved);
}
Event releasedEvent(const Order& order, const std::string& node) {
  return inventoryEvent(order, node, EventStatus::ItemsReleased);
}
Event outOfStockEvent(const Order& order, const std::string& node) {
  return inventoryEvent(order, node, EventStatus::OutOfStock);
}
Event shippedEvent(const Order& order, const std::string& node) { return stepOf(EventKind::OrderShipped, order, node); }
Event completedEvent(const Order& order, const std::string& node) {
  return stepOf(EventKind::OrderCompleted, order, node);
}

Event closedEvent(const Order& order, const std::string& node) {
  Event event =
      stepOf(wasRejected(order) ? EventKind::OrderRejected : EventKind::OrderCancelled, order, node, givenBack(order));
  event.items = order.items;
  event.reason = whyClosed(order);
  if (wasPaid(order) || order.paymentId == domain::kPaymentPending) event.paymentId = order.paymentId;
  return event;
}

std::vector<Event> eventsOf(const Order& order, const std::string& node) {
  std::vector<Event> events;
  events.push_back(placedEvent(order, node));
  if (wasPaid(order)) events.push_back(confirmedEvent(order, node));
  if (wasReserved(order)) events.push_back(reservedEvent(order, node));
  switch (order.state) {
    case OrderState::Completed:
      events.push_back(shippedEvent(order, node));
      events.push_back(completedEvent(order, node));
      break;
    case OrderState::Shipped: events.push_back(shippedEvent(order, node)); break;
    case OrderState::Rejected: events.push_back(closedEvent(order, node)); break;
    case OrderState::Cancelled:
      if (wasDeclined(order)) {
        events.push_back(declinedEvent(order, node, std::string(domain::kReasonDeclined)));
        events.push_back(releasedEvent(order, node));
      }
      events.push_back(closedEvent(order, node));
      break;
    case OrderState::Refunding:
    case OrderState::Refunded:
      if (order.reason == domain::kReasonOutOfStock) events.push_back(outOfStockEvent(order, node));
      events.push_back(closedEvent(order, node));
      if (order.state == OrderState::Refunded)
        events.push_back(refundedEvent(order, node, std::string(whyClosed(order))));
      break;
    case OrderState::Created:
    case OrderState::Paying:
    case OrderState::Paid:
    case OrderState::Reserved: break;
  }
  return events;
}

}  // namespace orderdeck::services
