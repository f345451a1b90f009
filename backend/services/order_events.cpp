#include "services/order_events.h"

namespace orderdeck::services {

namespace {

using domain::Event;
using domain::EventKind;
using domain::Order;
using domain::OrderState;

constexpr std::string_view kDeclinedReason = "payment declined";

Event stepOf(EventKind kind, const Order& order, const std::string& node, std::string status = {}) {
  Event event = domain::makeEvent(kind, order.orderId, order.createdAt, node, std::move(status));
  event.occurredAt = order.updatedAt;
  return event;
}

/// What became of the items that a closed order held, as its event says it.
std::string givenBack(const Order& order) {
  if (order.stock == "returned") return "items returned";
  return order.stock == "released" ? "items released" : "";
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

bool wasDeclined(const Order& order) { return order.state == OrderState::Cancelled && order.paymentId == domain::kPaymentDeclined; }

bool wasReserved(const Order& order) {
  switch (order.state) {
    case OrderState::Reserved:
    case OrderState::Shipped:
    case OrderState::Completed: return true;
    case OrderState::Refunding:
    case OrderState::Refunded: return order.stock == "returned";
    default: return false;
  }
}

Event placedEvent(const Order& order, const std::string& node) {
  Event event = stepOf(EventKind::OrderPlaced, order, node);
  event.occurredAt = order.createdAt;
  event.userId = order.userId;
  event.items = order.items;
  event.amountMinor = order.amountMinor;
  event.deadline = order.deadline;
  return event;
}

Event confirmedEvent(const Order& order, const std::string& node) {
  Event event = stepOf(EventKind::PaymentProcessed, order, node, "confirmed");
  if (order.state != OrderState::Paid) event.occurredAt = order.createdAt;
  event.userId = order.userId;
  event.items = order.items;
  event.paymentId = order.paymentId;
  event.amountMinor = order.amountMinor;
  return event;
}

Event declinedEvent(const Order& order, const std::string& node, std::string reason) {
  Event event = stepOf(EventKind::PaymentProcessed, order, node, "declined");
  event.amountMinor = order.amountMinor;
  event.reason = std::move(reason);
  return event;
}

Event refundedEvent(const Order& order, const std::string& node, std::string reason) {
  Event event = stepOf(EventKind::PaymentRefunded, order, node);
  event.paymentId = order.paymentId;
  event.amountMinor = order.amountMinor;
  event.reason = std::move(reason);
  return event;
}

Event reservedEvent(const Order& order, const std::string& node) {
  Event event = stepOf(EventKind::InventoryUpdated, order, node, "items reserved");
  event.userId = order.userId;
  event.items = order.items;
  return event;
}

Event releasedEvent(const Order& order, const std::string& node) {
  Event event = stepOf(EventKind::InventoryUpdated, order, node, "items released");
  event.userId = order.userId;
  event.items = order.items;
  return event;
}

Event shippedEvent(const Order& order, const std::string& node) { return stepOf(EventKind::OrderShipped, order, node); }
Event completedEvent(const Order& order, const std::string& node) { return stepOf(EventKind::OrderCompleted, order, node); }

Event cancelledEvent(const Order& order, const std::string& node, std::string reason) {
  Event event = stepOf(EventKind::OrderCancelled, order, node, givenBack(order));
  event.items = order.items;
  event.reason = std::move(reason);
  if (wasPaid(order)) event.paymentId = order.paymentId;
  return event;
}

Event rejectedEvent(const Order& order, const std::string& node, std::string reason) {
  Event event = stepOf(EventKind::OrderRejected, order, node, givenBack(order));
  event.items = order.items;
  event.reason = std::move(reason);
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
    case OrderState::Rejected: events.push_back(rejectedEvent(order, node, "rejected")); break;
    case OrderState::Cancelled:
      if (wasDeclined(order)) {
        events.push_back(declinedEvent(order, node, std::string(kDeclinedReason)));
        events.push_back(releasedEvent(order, node));
      }
      events.push_back(cancelledEvent(order, node, wasDeclined(order) ? std::string(kDeclinedReason) : "cancelled"));
      break;
    case OrderState::Refunding:
    case OrderState::Refunded:
      events.push_back(cancelledEvent(order, node, "cancelled"));
      if (order.state == OrderState::Refunded) events.push_back(refundedEvent(order, node, "cancelled"));
      break;
    case OrderState::Created:
    case OrderState::Paying:
    case OrderState::Paid:
    case OrderState::Reserved: break;
  }
  return events;
}

}  // namespace orderdeck::services
