// Orders' lives as events, for the ledger's tests.
#pragma once

#include <stdexcept>
#include <string>
#include <vector>

#include "domain/events/event.h"
#include "domain/events/topics.h"
#include "ports/ledger/ledger_writer.h"

namespace orderdeck::tests {

using domain::Event;
using domain::EventKind;

inline const core::Timestamp kStart = core::fromEpochMillis(1'790'000'000'000);

inline const std::vector<domain::OrderItem> kItems = {{"abc", 2, 1'999}, {"xyz", 1, 500}};
inline constexpr std::int64_t kAmount = 4'498;

/// An event of an order placed at kStart, `after` milliseconds later.
inline Event at(int after, EventKind kind, const std::string& orderId, domain::EventStatusWord status = {}) {
  Event event = domain::makeEvent(kind, orderId, kStart, "node-1", status);
  event.occurredAt = kStart + core::Millis{after};
  switch (kind) {
    case EventKind::OrderPlaced:
      event.userId = "user1";
      event.items = kItems;
      event.amountMinor = kAmount;
      break;
    case EventKind::PaymentProcessed:
    case EventKind::PaymentRefunded:
      if (status == "declined") break;
      event.paymentId = "pay" + orderId;
      event.amountMinor = kAmount;
      break;
    case EventKind::InventoryUpdated:
    case EventKind::OrderRejected:
    case EventKind::OrderCancelled:
      if (status != domain::EventStatus::None && status != "out of stock") event.items = kItems;
      break;
    case EventKind::PointsAccrued:
      event.userId = "user1";
      event.points = (status == "reversed" ? -1 : 1) * kAmount / 100;
      break;
    default: break;
  }
  return event;
}

inline ports::Delivery entryOf(const Event& event) {
  return {event,
          {.topic = std::string(domain::topicOf(event.kind)),
           .partition = 3,
           .offset = 42,
           .key = event.orderId,
           .value = domain::encodeEvent(event),
           .publishedAt = {}}};
}

inline std::vector<ports::Delivery> entriesOf(const std::vector<Event>& events) {
  std::vector<ports::Delivery> entries;
  for (const Event& event : events) entries.push_back(entryOf(event));
  return entries;
}

using Ids = std::vector<std::string>;

/// Appends, or throws. The orders that are whole now.
inline Ids append(ports::LedgerWriter& ledger, const std::vector<Event>& events) {
  auto whole = ledger.append(entriesOf(events));
  if (!whole) throw std::runtime_error(whole.error().what);
  return *std::move(whole);
}

inline std::vector<Event> completedOrder(const std::string& id) {
  return {at(0, EventKind::OrderPlaced, id),
          at(5, EventKind::PaymentProcessed, id, "confirmed"),
          at(9, EventKind::InventoryUpdated, id, "items reserved"),
          at(12, EventKind::NotificationSent, id, "order confirmation"),
          at(12, EventKind::OrderShipped, id),
          at(13, EventKind::OrderCompleted, id),
          at(5, EventKind::PointsAccrued, id, "accrued")};
}

inline std::vector<Event> declinedOrder(const std::string& id) {
  return {at(0, EventKind::OrderPlaced, id), at(5, EventKind::PaymentProcessed, id, "declined"),
          at(6, EventKind::OrderCancelled, id, "items released"),
          at(9, EventKind::NotificationSent, id, "order cancelled")};
}

inline std::vector<Event> refundedOrder(const std::string& id) {
  Event cancelled = at(20, EventKind::OrderCancelled, id, "items returned");
  cancelled.paymentId = "pay" + id;
  return {at(0, EventKind::OrderPlaced, id),
          at(5, EventKind::PaymentProcessed, id, "confirmed"),
          at(9, EventKind::InventoryUpdated, id, "items reserved"),
          cancelled,
          at(25, EventKind::PaymentRefunded, id),
          at(5, EventKind::PointsAccrued, id, "accrued"),
          at(25, EventKind::PointsAccrued, id, "reversed")};
}

inline std::vector<Event> latelyPaidOrder(const std::string& id) {
  Event paid = at(30, EventKind::PaymentProcessed, id, "confirmed");
  Event refunded = at(31, EventKind::PaymentRefunded, id);
  paid.reason = refunded.reason = std::string(domain::kLatePayment);
  Event cancelled = at(20, EventKind::OrderCancelled, id, "items released");
  cancelled.paymentId = domain::kPaymentPending;
  return {at(0, EventKind::OrderPlaced, id), cancelled, paid, refunded};
}

inline Event restock(const std::string& id, const std::string& product, int quantity) {
  Event event = at(0, EventKind::StockAdded, id);
  event.items = {{product, quantity, 0}};
  return event;
}

}  // namespace orderdeck::tests
