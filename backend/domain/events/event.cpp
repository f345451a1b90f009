#include "domain/events/event.h"

#include <algorithm>

namespace orderdeck::domain {

namespace {

constexpr std::array<std::string_view, kEventKinds.size()> kNames = {
    "OrderPlaced",    "PaymentProcessed", "PaymentRefunded", "InventoryUpdated", "NotificationSent", "OrderRejected",
    "OrderCancelled", "OrderShipped",     "OrderCompleted",  "PointsAccrued",    "StockAdded"};

std::string_view suffixOf(EventKind kind, std::string_view status) {
  switch (kind) {
    case EventKind::OrderPlaced: return "-placed";
    case EventKind::PaymentProcessed: return status == "declined" ? "-declined" : "-paid";
    case EventKind::PaymentRefunded: return "-refunded";
    case EventKind::InventoryUpdated:
      if (status == "out of stock") return "-out-of-stock";
      return status == "items released" ? "-released" : "-reserved";
    case EventKind::NotificationSent: return "-notified";
    case EventKind::OrderRejected: return "-rejected";
    case EventKind::OrderCancelled: return "-cancelled";
    case EventKind::OrderShipped: return "-shipped";
    case EventKind::OrderCompleted: return "-completed";
    case EventKind::PointsAccrued: return status == "reversed" ? "-points-reversed" : "-points";
    case EventKind::StockAdded: return "-stocked";
  }
  return "";
}

bool isPayment(std::string_view paymentId) {
  return !paymentId.empty() && paymentId != kPaymentPending && paymentId != kPaymentDeclined;
}

}  // namespace

std::string_view eventName(EventKind kind) { return kNames[static_cast<std::size_t>(kind)]; }

std::optional<EventKind> parseEventKind(std::string_view name) {
  const auto found = std::ranges::find(kNames, name);
  return found == kNames.end() ? std::nullopt : std::optional(static_cast<EventKind>(found - kNames.begin()));
}

std::string eventIdFor(std::string_view orderId, EventKind kind, std::string_view status) {
  const std::string_view suffix = suffixOf(kind, status);
  std::string id;
  id.reserve(orderId.size() + suffix.size());
  return id.append(orderId).append(suffix);
}

Event makeEvent(EventKind kind, std::string orderId, core::Timestamp placedAt, std::string node, std::string status) {
  Event event;
  event.kind = kind;
  event.eventId = eventIdFor(orderId, kind, status);
  event.orderId = std::move(orderId);
  event.occurredAt = core::now();
  event.placedAt = placedAt;
  event.node = std::move(node);
  event.status = std::move(status);
  return event;
}

std::optional<OrderState> stateAfter(const Event& event) {
  switch (event.kind) {
    case EventKind::OrderPlaced: return OrderState::Created;
    case EventKind::PaymentProcessed:
      if (event.status != "confirmed" || event.reason == kLatePayment) return std::nullopt;
      return OrderState::Paid;
    case EventKind::PaymentRefunded:
      if (event.reason == kLatePayment) return std::nullopt;
      return OrderState::Refunded;
    case EventKind::InventoryUpdated:
      if (event.status != "items reserved") return std::nullopt;
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
