// The events that travel between services, and their JSON. One flat value serves every kind; a kind uses the fields its
// row in the table below names, the others stay empty and are not written.
//
//   OrderPlaced       userId items amountMinor deadline; idempotencyKey bodyHash (when the client sent a key)
//   PaymentProcessed  status amountMinor; confirmed: userId items paymentId; declined: reason
//   PaymentRefunded   userId paymentId amountMinor reason
//   InventoryUpdated  status userId items
//   NotificationSent  status (which mail) recipient
//   OrderRejected, OrderCancelled
//                     reason status (nothing when nothing was held) items
//                     paymentId (when a refund follows; kPaymentPending when a charge may still come through)
//   OrderShipped, OrderCompleted
//   PointsAccrued     status userId points (below 0 when reversed)
//   and of every order's event: deadline
//   StockAdded        items (one: the product and the quantity); orderId is the restock's own id
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/clock.h"
#include "core/error.h"
#include "domain/events/event_status.h"
#include "domain/order/order.h"

namespace orderdeck::domain {

enum class EventKind {
  OrderPlaced,
  PaymentProcessed,
  PaymentRefunded,
  InventoryUpdated,
  NotificationSent,
  OrderRejected,
  OrderCancelled,
  OrderShipped,
  OrderCompleted,
  PointsAccrued,
  StockAdded,
};

inline constexpr std::array kEventKinds = {
    EventKind::OrderPlaced,      EventKind::PaymentProcessed, EventKind::PaymentRefunded, EventKind::InventoryUpdated,
    EventKind::NotificationSent, EventKind::OrderRejected,    EventKind::OrderCancelled,  EventKind::OrderShipped,
    EventKind::OrderCompleted,   EventKind::PointsAccrued,    EventKind::StockAdded};

constexpr auto wordsOf(EventKind) {
  return std::to_array<core::Word<EventKind>>({{EventKind::OrderPlaced, "OrderPlaced"},
                                               {EventKind::PaymentProcessed, "PaymentProcessed"},
                                               {EventKind::PaymentRefunded, "PaymentRefunded"},
                                               {EventKind::InventoryUpdated, "InventoryUpdated"},
                                               {EventKind::NotificationSent, "NotificationSent"},
                                               {EventKind::OrderRejected, "OrderRejected"},
                                               {EventKind::OrderCancelled, "OrderCancelled"},
                                               {EventKind::OrderShipped, "OrderShipped"},
                                               {EventKind::OrderCompleted, "OrderCompleted"},
                                               {EventKind::PointsAccrued, "PointsAccrued"},
                                               {EventKind::StockAdded, "StockAdded"}});
}

constexpr std::string_view eventName(EventKind kind) { return core::nameOf(kind); }
constexpr std::optional<EventKind> parseEventKind(std::string_view name) { return core::named<EventKind>(name); }

/// The reason on PaymentProcessed and PaymentRefunded of a payment that came through after its order was closed: it
/// moves no order.
inline constexpr std::string_view kLatePayment = "payment after close";

struct Event {
  EventKind kind = EventKind::OrderPlaced;
  std::string eventId;  // deterministic: see eventIdFor
  std::string orderId;  // the Kafka key
  core::Timestamp occurredAt;
  core::Timestamp placedAt;  // when the order was accepted; in every event, so that anyone can tell the order's age
  std::string node;          // who produced it (payment-1)

  std::string userId;
  std::vector<OrderItem> items;
  std::int64_t amountMinor = 0;  // cents, with currency EUR; written for the kinds above that name it
  std::optional<core::Timestamp> deadline;
  EventStatusWord status = {};
  std::string paymentId;
  std::string reason;
  std::string recipient;
  std::int64_t points = 0;
  std::string idempotencyKey, bodyHash;
  bool operator==(const Event&) const = default;
};

/// An event's id follows from its order and kind ("01J...-paid"), so that an event produced twice is one event.
/// `status` distinguishes what may happen to one order more than once under one kind (InventoryUpdated, PointsAccrued).
std::string eventIdFor(std::string_view orderId, EventKind kind, EventStatusWord status = {});

/// Fills eventId from orderId, kind and status.
Event makeEvent(EventKind kind, std::string orderId, core::Timestamp placedAt, std::string node,
                EventStatusWord status = {});

/// The order's state once this event is true (Paid for a confirmed payment, ...); nothing when the event moves no
/// order.
std::optional<OrderState> stateAfter(const Event& event);

/// One line of JSON: the fields of the contract ("event", "orderId", "occurredAt", ...).
std::string encodeEvent(const Event& event);

/// Takes what encodeEvent writes; members it does not know are ignored. InvalidJson, or InvalidArgument naming the
/// member that is absent or of the wrong type, or the event that is unknown. What is taken can be kept by every store:
/// ids match [A-Za-z0-9_.-]{1,64} (event and payment ids {1,128}), texts are short and without control characters,
/// times are of 1970 to 9999, amounts at most kMaxAmountMinor, quantities 1..10,000 (of a restock 1..2^31-1), items at
/// most 100 and no product twice.
core::Result<Event> decodeEvent(std::string_view json);

}  // namespace orderdeck::domain
