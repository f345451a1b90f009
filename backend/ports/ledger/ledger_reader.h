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
  domain::Order order;  // deadline and stock are not kept in the ledger
  std::int64_t capturedMinor = 0;
  std::int64_t refundedMinor = 0;
  std::vector<TimelineEvent> timeline;  // by occurredAt; only filled by find()
};

struct OrderQuery {
  std::vector<domain::OrderState> states;  // empty: all
  std::string text;                        // order id prefix, user id prefix or product id; empty: all
  std::string before;                      // order ids below this one (for the next page); empty: the newest
  int limit = 200;                         // 1..1,000
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
  virtual core::Result<std::vector<LedgerOrder>> list(const OrderQuery& query) = 0;  // newest first
  virtual core::Result<std::vector<StockMovement>> movements(const std::string& productId,
                                                             int limit) = 0;  // newest first
};

}  // namespace orderdeck::ports
