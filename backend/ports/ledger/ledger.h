// The durable book of everything that happened: what the audit believes. One object is one connection and belongs to
// one thread.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/clock.h"
#include "core/error.h"
#include "domain/events/event.h"
#include "ports/bus/delivery.h"

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
  std::string kind;  // stocked, reserved, sold, released, returned
  std::int64_t quantity = 0;
  core::Timestamp occurredAt;
};

/// Per product, what the movements add up to.
struct MovementSums {
  std::int64_t stocked = 0, reserved = 0, sold = 0, released = 0, returned = 0;
};

struct MoneySums {
  std::int64_t captured = 0;  // of all payments, cents
  std::int64_t refunded = 0;
  std::int64_t owed = 0;          // value of the orders that are paid, reserved, shipped or completed
  std::int64_t chargedTwice = 0;  // orders with more than one captured payment
};

class Ledger {
 public:
  virtual ~Ledger() = default;

  /// Writes all events, and where they came from, in one transaction; an event that is there already changes nothing.
  /// Events of an order come in any sequence: a state only moves forward. Returns the ids of the orders that are
  /// terminal and whole now (every event that their end calls for is there), each once or more. Nothing was written on
  /// an error: Unavailable (retryable) when the ledger itself cannot be used (locked, full, damaged, gone);
  /// InvalidArgument or TooLarge when these events can never be written; Internal when it is not known which.
  virtual core::Result<std::vector<std::string>> append(std::span<const Delivery> events) = 0;
  /// Whether it could take events now: writes some, and takes them back. An error says what is wrong with the ledger
  /// and how to go on.
  virtual core::Result<void> check() = 0;

  virtual core::Result<std::optional<LedgerOrder>> find(const std::string& orderId) = 0;
  virtual core::Result<std::vector<LedgerOrder>> list(const OrderQuery& query) = 0;  // newest first
  virtual core::Result<std::vector<StockMovement>> movements(const std::string& productId,
                                                             int limit) = 0;  // newest first

  virtual core::Result<std::map<std::string, std::int64_t>> countByState() = 0;
  virtual core::Result<std::map<std::string, MovementSums>> movementSums() = 0;
  virtual core::Result<MoneySums> money() = 0;
  /// Orders of which the ledger has some event, but not OrderPlaced.
  virtual core::Result<std::vector<std::string>> ordersWithoutPlacement(int limit) = 0;
  /// Which of these ids the ledger does not know.
  virtual core::Result<std::vector<std::string>> missing(std::span<const std::string> orderIds) = 0;
  /// Per order, its kinds of event ordered by time, where they contradict the state machine (checked in the adapter by
  /// domain rules): ids.
  virtual core::Result<std::vector<std::string>> illegalHistories(int limit) = 0;
};

}  // namespace orderdeck::ports
