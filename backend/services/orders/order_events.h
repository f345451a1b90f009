// The events that an order's state stands for, rebuilt from the order alone. Services use them for fresh effects and
// for repeats alike, and the reconciler for what stands still, so that an event is the same whoever emits it. Pure
// functions.
//
// A repeat does not know when each step was taken, only when the order was placed and last changed. It dates a payment
// that is not the newest step to the placing, and every other step to the last change: either is between the
// neighbouring steps' times, ties included.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "domain/events/event.h"
#include "domain/order/order.h"

namespace orderdeck::services {

/// Payment was confirmed and the order went on with it.
bool wasPaid(const domain::Order& order);
/// Payment was declined, and the order closed for it.
bool wasDeclined(const domain::Order& order);
/// Its reservation was confirmed (sold), even when it was given back later.
bool wasReserved(const domain::Order& order);
/// Of a paid order: its PaymentProcessed is surely on the bus, since inventory has acted on it.
bool isPaymentTold(const domain::Order& order);
/// Risk closed it, before it was paid or after.
bool wasRejected(const domain::Order& order);

domain::Event placedEvent(const domain::Order& order, const std::string& node);
domain::Event confirmedEvent(const domain::Order& order, const std::string& node);
domain::Event declinedEvent(const domain::Order& order, const std::string& node, std::string reason);
domain::Event refundedEvent(const domain::Order& order, const std::string& node, std::string reason);
domain::Event reservedEvent(const domain::Order& order, const std::string& node);
domain::Event releasedEvent(const domain::Order& order, const std::string& node);
domain::Event outOfStockEvent(const domain::Order& order, const std::string& node);
domain::Event shippedEvent(const domain::Order& order, const std::string& node);
domain::Event completedEvent(const domain::Order& order, const std::string& node);
/// OrderCancelled, or OrderRejected when risk closed it, with the reason that the order keeps. Of an order that is
/// Cancelled, Rejected, Refunding or Refunded.
domain::Event closedEvent(const domain::Order& order, const std::string& node);

/// Everything that the order's state calls for, in causal order. NotificationSent and PointsAccrued are not among it:
/// InventoryUpdated, and PaymentProcessed and PaymentRefunded, bring them about.
std::vector<domain::Event> eventsOf(const domain::Order& order, const std::string& node);

}  // namespace orderdeck::services
