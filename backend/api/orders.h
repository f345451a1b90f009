// Orders and stock as the gateway and the control API show them, and what is asked of them. Values; any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "api/described.h"
#include "api/states.h"
#include "core/clock.h"
#include "domain/events/event_status.h"
#include "domain/events/stock_movement.h"
#include "domain/order/order.h"

namespace orderdeck::api {

struct OrderItemView {
  std::string productId;
  std::int64_t quantity = 0, unitPriceMinor = 0;
};

struct WaitedNode {
  std::string name;
  NodeStateWord state;
  bool operator==(const WaitedNode&) const = default;
};

/// What an open order stands and waits for.
struct OrderWaitView {
  std::string service;
  std::vector<WaitedNode> nodes;  // the service's processes; none: not known
  bool operator==(const OrderWaitView&) const = default;
};

struct OrderView {
  std::string orderId, userId;
  domain::OrderStateWord state;
  std::vector<OrderItemView> items;
  std::int64_t amountMinor = 0;
  std::string currency;
  core::Timestamp createdAt, updatedAt;
  core::Timestamp deadline = {};                      // the ledger tells it while the order is open
  std::string paymentId = {};                         // empty: none yet
  domain::HoldingWord stock = {};                     // the ledger does not keep it
  std::int64_t capturedMinor = 0, refundedMinor = 0;  // the gateway does not know them
  std::optional<OrderWaitView> waitsFor = {};         // absent: it is finished
  // Seconds until its deadline cancels it, or, when it is paid, refunds it; below 0: the deadline passed. Absent: no
  // deadline ends it any more, or it is not known.
  std::optional<double> cancelledIn = {};
};

/// Newest first.
struct OrderPage {
  std::vector<OrderView> orders;
  std::string next = {};                   // `before` of the next page; empty: there is no older one
  std::optional<std::int64_t> total = {};  // of all pages; only told with the first one
  bool atLeast = false;                    // `total` was not counted to its end
};

struct TimelineEntry {
  std::string event, eventId;
  core::Timestamp occurredAt, recordedAt;
  std::string node;
  domain::EventStatusWord paymentStatus = {}, status = {};
  std::string reason = {};
  std::string topic = {};  // and where in it; the gateway does not say
  int partition = 0;
  std::int64_t offset = 0;
};

struct OrderDetail : OrderView {
  std::optional<std::vector<TimelineEntry>> timeline;  // by time; nothing while the ledger cannot be read
};

/// GET /api/orders.
struct OrdersQuery {
  int limit = 200;
  std::vector<std::string> states = {};  // empty: all
  std::string text = {};                 // an order id's or a user id's beginning, or a product id
  std::string before = {};               // orders older than this id: `next` of the page before
};

struct NewOrderItem {
  std::string productId;
  std::int64_t quantity = 0;
};

struct NewOrder {
  std::string userId;
  std::vector<NewOrderItem> items;
  std::optional<std::int64_t> deadlineMs = {};
};

/// The answer to a new order and to a cancellation.
struct OrderStatus {
  std::string orderId, status;
};

struct StockView {
  std::string productId;
  std::int64_t available = 0, reserved = 0, sold = 0, stocked = 0;
};

struct Restock {
  std::int64_t quantity = 0;
};

struct StockMovementView {
  std::string movementId, orderId, productId;
  domain::MovementKindWord kind;
  std::int64_t quantity = 0;
  core::Timestamp occurredAt;
};

struct MovementsQuery {
  int limit = 200;
};

template <typename V>
void visit(V& v, OrderItemView& i) {
  v("productId", i.productId), v("quantity", i.quantity), v("unitPriceMinor", i.unitPriceMinor);
}

template <typename V>
void visit(V& v, WaitedNode& n) {
  v("name", n.name), v("state", n.state);
}

template <typename V>
void visit(V& v, OrderWaitView& w) {
  v("service", w.service), v("nodes", w.nodes);
}

template <typename V>
void visit(V& v, OrderView& o) {
  v("orderId", o.orderId), v("userId", o.userId), v("state", o.state), v("items", o.items);
  v("amountMinor", o.amountMinor), v("currency", o.currency);
  v("createdAt", o.createdAt, kRfc3339), v("updatedAt", o.updatedAt, kRfc3339);
  v("deadline", o.deadline, kOptional, kRfc3339), v("paymentId", o.paymentId, kOptional),
      v("stock", o.stock, kOptional);
  v("capturedMinor", o.capturedMinor, kOptional), v("refundedMinor", o.refundedMinor, kOptional);
  v("waitsFor", o.waitsFor, kOptional), v("cancelledIn", o.cancelledIn, kOptional);
}

template <typename V>
void visit(V& v, OrderPage& p) {
  v("orders", p.orders), v("next", p.next, kOptional), v("total", p.total, kOptional);
  v("atLeast", p.atLeast, kOptional);
}

template <typename V>
void visit(V& v, TimelineEntry& t) {
  v("event", t.event), v("eventId", t.eventId), v("occurredAt", t.occurredAt, kRfc3339);
  v("recordedAt", t.recordedAt, kRfc3339), v("node", t.node), v("paymentStatus", t.paymentStatus, kOptional);
  v("status", t.status, kOptional), v("reason", t.reason, kOptional), v("topic", t.topic, kOptional);
  v("partition", t.partition, kOptional), v("offset", t.offset, kOptional);
}

template <typename V>
void visit(V& v, OrderDetail& o) {
  visit(v, static_cast<OrderView&>(o));
  v("timeline", o.timeline);
}

template <typename V>
void visit(V& v, OrdersQuery& q) {
  v("limit", q.limit, kOptional, from(1, 1'000)), v("states", q.states, kOptional), v("q", q.text, kOptional);
  v("before", q.before, kOptional);
}

template <typename V>
void visit(V& v, NewOrderItem& i) {
  v("productId", i.productId, kName), v("quantity", i.quantity, from(1, 10'000));
}

template <typename V>
void visit(V& v, NewOrder& o) {
  v("userId", o.userId, kName), v("items", o.items, entries(1, 100));
  v("deadlineMs", o.deadlineMs, kOptional, from(1'000, 86'400'000));
}

template <typename V>
void visit(V& v, OrderStatus& s) {
  v("orderId", s.orderId), v("status", s.status);
}

template <typename V>
void visit(V& v, StockView& s) {
  v("productId", s.productId), v("available", s.available), v("reserved", s.reserved), v("sold", s.sold);
  v("stocked", s.stocked);
}

template <typename V>
void visit(V& v, Restock& r) {
  v("quantity", r.quantity, from(1, 1e9));
}

template <typename V>
void visit(V& v, StockMovementView& m) {
  v("movementId", m.movementId), v("orderId", m.orderId), v("productId", m.productId), v("kind", m.kind);
  v("quantity", m.quantity), v("occurredAt", m.occurredAt, kRfc3339);
}

template <typename V>
void visit(V& v, MovementsQuery& q) {
  v("limit", q.limit, kOptional, from(1, 10'000));
}

}  // namespace orderdeck::api
