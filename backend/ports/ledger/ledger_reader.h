// Orders and stock movements as the ledger has them, for people. One object is one connection and belongs to one
// thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/clock.h"
#include "core/error.h"
#include "domain/events/stock_movement.h"
#include "domain/order/order.h"

namespace orderdeck::ports {

struct TimelineEvent {
  std::string eventId;
  std::string event;
  core::Timestamp occurredAt;
  core::Timestamp recordedAt;
  std::string node;
  std::string topic;
  int partition = 0;
  std::int64_t offset = 0;
  std::string body;
};

struct LedgerOrder {
  domain::Order order;  // stock is not kept in the ledger; its deadline only while it is open
  std::int64_t capturedMinor = 0;
  std::int64_t refundedMinor = 0;
  std::vector<TimelineEvent> timeline;  // by occurredAt; only filled by find()
};

struct OrderQuery {
  std::vector<domain::OrderState> states = {};  // empty: all
  std::string text = {};                        // order id prefix, user id prefix or product id; empty: all
  std::string before = {};                      // order ids below this one (for the next page); empty: the newest
  int limit = 200;                              // 1..1,000
};

/// Orders by id from the newest on, which is by the time they were placed. Every order of the ledger is found, if it
/// takes several pages: a search for text ends its page early when it took long.
struct OrderPage {
  std::vector<LedgerOrder> orders;
  std::string next = {};  // `before` of the next page; empty: there is no older one
};

struct OrderCount {
  std::int64_t orders = 0;
  bool isExact = true;  // false: counting would have taken too long; there are at least so many
};

struct StockMovement {
  std::string movementId;
  std::string orderId;
  std::string productId;
  domain::MovementKindWord kind;
  std::int64_t quantity = 0;
  core::Timestamp occurredAt;
};

class LedgerReader {
 public:
  virtual ~LedgerReader() = default;

  virtual core::Result<std::optional<LedgerOrder>> find(const std::string& orderId) = 0;
  virtual core::Result<OrderPage> list(const OrderQuery& query) = 0;
  /// Of all pages, whatever `before` and `limit` are. Takes some tenths of a second at most.
  virtual core::Result<OrderCount> count(const OrderQuery& query) = 0;
  virtual core::Result<std::vector<StockMovement>> movements(const std::string& productId,
                                                             int limit) = 0;  // newest first
};

}  // namespace orderdeck::ports
