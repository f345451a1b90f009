// Events of every kind with every member set, for the events' tests.
#pragma once

#include <QtTest>

#include <string>

#include <nlohmann/json.hpp>

#include "domain/events/event.h"

namespace orderdeck::test::events {

using namespace domain;
using core::fromEpochMillis;

inline Event placed() {
  Event event = makeEvent(EventKind::OrderPlaced, "01JABC", fromEpochMillis(1'700'000'000'123), "gateway-1");
  event.userId = "user1";
  event.items = {{"abc", 2, 1999}, {"xyz", 1, 500}};
  event.amountMinor = 4498;
  event.deadline = fromEpochMillis(1'700'000'600'123);
  return event;
}

/// One of each kind, every member set that the kind has.
inline Event sample(EventKind kind) {
  if (kind == EventKind::OrderPlaced) return placed();
  Event event = makeEvent(kind, "01JABC", fromEpochMillis(1'700'000'000'123), "node-1");
  switch (kind) {
    case EventKind::PaymentProcessed:
      event.status = "confirmed";
      event.paymentId = "pay789";
      event.amountMinor = 4498;
      break;
    case EventKind::PaymentRefunded:
      event.paymentId = "pay789";
      event.amountMinor = 4498;
      event.reason = "cancelled";
      break;
    case EventKind::InventoryUpdated:
      event.status = "items reserved";
      event.items = {{"abc", 2, 1999}};
      break;
    case EventKind::NotificationSent:
      event.status = "order confirmation";
      event.recipient = "user1@customers.orderdeck.local";
      break;
    case EventKind::OrderRejected:
    case EventKind::OrderCancelled:
      event.reason = "why";
      event.status = "items released";
      event.items = {{"abc", 2, 1999}};
      break;
    case EventKind::PointsAccrued:
      event.status = "reversed";
      event.points = -44;
      break;
    case EventKind::StockAdded: event.items = {{"abc", 1'000'000'000, 0}}; break;
    default: break;
  }
  return event;
}

/// `json` with one member replaced, or taken out when `value` is discarded.
inline std::string with(const Event& event, const char* member, nlohmann::json value) {
  nlohmann::json json = nlohmann::json::parse(encodeEvent(event));
  if (value.is_discarded())
    json.erase(member);
  else
    json[member] = std::move(value);
  return json.dump();
}

inline nlohmann::json absent() { return nlohmann::json(nlohmann::json::value_t::discarded); }

}  // namespace orderdeck::test::events
