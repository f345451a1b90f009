#include "services/recovery/replayed_order.h"

#include <algorithm>

namespace orderdeck::services {

namespace {

using domain::Event;
using domain::EventKind;
using domain::EventStatus;
using domain::Holding;
using domain::Order;

void addMovement(const Event& event, BookedMovements& movements) {
  const bool closes = event.kind == EventKind::OrderCancelled || event.kind == EventKind::OrderRejected;
  const bool ofInventory = event.kind == EventKind::InventoryUpdated;
  movements.reserved |= event.kind == EventKind::OrderPlaced;
  movements.sold |= ofInventory && event.status == EventStatus::ItemsReserved;
  movements.released |= (closes || ofInventory) && event.status == EventStatus::ItemsReleased;
  movements.returned |= closes && event.status == EventStatus::ItemsReturned;
}

/// Who ordered what: OrderPlaced says it, and a confirmed payment and an inventory update repeat it.
void addPlacement(const Event& event, Order& order) {
  if (event.deadline) order.deadline = *event.deadline;
  if (order.createdAt == core::Timestamp{} || event.placedAt < order.createdAt) order.createdAt = event.placedAt;
  if (order.userId.empty()) order.userId = event.userId;
  const bool namesItems = event.kind == EventKind::OrderPlaced || event.kind == EventKind::PaymentProcessed ||
                          event.kind == EventKind::InventoryUpdated;
  if (order.items.empty() && namesItems) order.items = event.items;
  if (event.kind == EventKind::OrderPlaced || (order.amountMinor == 0 && event.kind == EventKind::PaymentProcessed))
    order.amountMinor = event.amountMinor;
  if (event.kind == EventKind::OrderPlaced && !event.idempotencyKey.empty()) {
    order.idempotencyKey = event.idempotencyKey;
    order.bodyHash = event.bodyHash;
  }
}

void addClosing(const Event& event, Order& order) {
  if (event.kind != EventKind::OrderCancelled && event.kind != EventKind::OrderRejected) return;
  if (event.reason == domain::kReasonDeclined) {
    order.paymentId = domain::kPaymentDeclined;  // says why it was closed, too
    return;
  }
  order.reason = event.reason;
  if (order.paymentId.empty()) order.paymentId = event.paymentId;
}

/// By the state, since an event of the stock may be missing where a later one was heard.
Holding stockOf(domain::OrderState state, const BookedMovements& movements) {
  switch (state) {
    case domain::OrderState::Created:
    case domain::OrderState::Paying:
    case domain::OrderState::Paid: return Holding::Reserved;
    case domain::OrderState::Reserved:
    case domain::OrderState::Shipped:
    case domain::OrderState::Completed: return Holding::Sold;
    default: return movements.sold || movements.returned ? Holding::Returned : Holding::Released;
  }
}

}  // namespace

ReplayedOrder replay(const ports::BookedOrder& booked) {
  ReplayedOrder replayed;
  Order& order = replayed.order;
  order.orderId = booked.orderId;
  order.state = booked.state;
  for (const Event& event : booked.events) {
    addMovement(event, replayed.movements);
    addPlacement(event, order);
    if (event.kind == EventKind::PaymentRefunded && event.reason == domain::kLatePayment)
      replayed.refundedLate = event.paymentId;
    const auto state = domain::stateAfter(event);
    if (!state) continue;
    order.updatedAt = std::max(order.updatedAt, event.occurredAt);
    if (event.kind == EventKind::PaymentProcessed) order.paymentId = event.paymentId;
  }
  for (const Event& event : booked.events) addClosing(event, order);
  order.updatedAt = std::max(order.updatedAt, order.createdAt);
  order.stock = stockOf(order.state, replayed.movements);
  replayed.isComplete = !order.userId.empty() && !order.items.empty();
  return replayed;
}

}  // namespace orderdeck::services
