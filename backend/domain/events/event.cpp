#include "domain/events/event.h"

namespace orderdeck::domain {

namespace {

std::string_view suffixOf(EventKind kind, EventStatusWord status) {
  switch (kind) {
    case EventKind::OrderPlaced: return "-placed";
    case EventKind::PaymentProcessed: return status == EventStatus::Declined ? "-declined" : "-paid";
    case EventKind::PaymentRefunded: return "-refunded";
    case EventKind::InventoryUpdated:
      if (status == EventStatus::OutOfStock) return "-out-of-stock";
      return status == EventStatus::ItemsReleased ? "-released" : "-reserved";
    case EventKind::NotificationSent: return "-notified";
    case EventKind::OrderRejected: return "-rejected";
    case EventKind::OrderCancelled: return "-cancelled";
    case EventKind::OrderShipped: return "-shipped";
    case EventKind::OrderCompleted: return "-completed";
    case EventKind::PointsAccrued: return status == EventStatus::Reversed ? "-points-reversed" : "-points";
    case EventKind::StockAdded: return "-stocked";
  }
  return "";
}

bool isPayment(std::string_view paymentId) {
  return !paymentId.empty() && paymentId != kPaymentPending && paymentId != kPaymentDeclined;
}

}  // namespace

std::string eventIdFor(std::string_view orderId, EventKind kind, EventStatusWord status) {
  const std::string_view suffix = suffixOf(kind, status);
  std::string id;
  id.reserve(orderId.size() + suffix.size());
  return id.append(orderId).append(suffix);
}

Event makeEvent(EventKind kind, std::string orderId, core::Timestamp placedAt, std::string node,
                EventStatusWord status) {
  Event event;
  event.kind = kind;
  event.eventId = eventIdFor(orderId, kind, status);
  event.orderId = std::move(orderId);
  event.occurredAt = core::now();
  event.placedAt = placedAt;
  event.node = std::move(node);
  event.status = status;
  return event;
}

std::optional<OrderState> stateAfter(const Event& event) {
  switch (event.kind) {
    case EventKind::OrderPlaced: return OrderState::Created;
    case EventKind::PaymentProcessed:
      if (event.status != EventStatus::Confirmed || event.reason == kLatePayment) return std::nullopt;
      return OrderState::Paid;
    case EventKind::PaymentRefunded:
      if (event.reason == kLatePayment) return std::nullopt;
      return OrderState::Refunded;
    case EventKind::InventoryUpdated:
      if (event.status != EventStatus::ItemsReserved) return std::nullopt;
      return OrderState::Reserved;
    case EventKind::OrderRejected: return isPayment(event.paymentId) ? OrderState::Refunding : OrderState::Rejected;
    case EventKind::OrderCancelled: return isPayment(event.paymentId) ? OrderState::Refunding : OrderState::Cancelled;
    case EventKind::OrderShipped: return OrderState::Shipped;
    case EventKind::OrderCompleted: return OrderState::Completed;
    case EventKind::NotificationSent:
    case EventKind::PointsAccrued:
    case EventKind::StockAdded: return std::nullopt;
  }
  return std::nullopt;
}

}  // namespace orderdeck::domain
