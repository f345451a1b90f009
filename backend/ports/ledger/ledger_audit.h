// The ledger as an audit asks it: sums, states of many orders, contradictions, and what came in since the last look.
// One object is one connection and belongs to one thread; nothing is ever written.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/clock.h"
#include "core/error.h"
#include "domain/order/order_state.h"

namespace orderdeck::ports {

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

/// Two events of one order on one partition, the effect before its cause.
struct OffsetContradiction {
  std::string orderId;
  std::string cause, effect;  // event ids
  std::string topic;
  int partition = 0;
  std::int64_t causeOffset = 0, effectOffset = 0;
  core::Timestamp causeOccurredAt, causeRecordedAt;
};

/// What the ledger took in after a row.
struct LedgerTail {
  std::int64_t row = 0;             // where the next look begins
  bool caughtUp = false;            // nothing is left behind it
  std::int64_t closed = 0;          // new OrderCompleted, OrderRejected and OrderCancelled
  std::vector<std::string> newest;  // orders of the newest rows, each once
};

/// Orders that came with an idempotency key.
struct KeyedOrders {
  struct Shared {
    std::string key;
    std::vector<std::string> orderIds;  // in the sequence in which they were placed
    bool sameBody = false;              // all of them
  };
  std::int64_t count = 0;
  std::vector<Shared> shared;  // keys that more than one order came with, within the time for which a key is remembered
};

struct UnfinishedOrder {
  std::string orderId;
  domain::OrderState state;
};

/// Orders whose money or points are not what their state calls for: how many, and which.
struct Misbooked {
  std::int64_t count = 0;
  std::vector<std::string> orderIds;
};

class LedgerAudit {
 public:
  virtual ~LedgerAudit() = default;

  /// Nothing for orders that the ledger does not know, in the order asked.
  virtual core::Result<std::vector<std::optional<domain::OrderState>>> states(
      std::span<const std::string> orderIds) = 0;
  /// How many orders the ledger knows. Counts them one by one: some 15 ms a million.
  virtual core::Result<std::int64_t> orderCount() = 0;
  /// Which of these orders were charged more than they are worth, or got back more than was captured. True at every
  /// moment.
  virtual core::Result<std::vector<std::string>> overcharged(std::span<const std::string> orderIds) = 0;
  /// Of all orders: captured - refunded, or a point a whole euro of it, is not what the state calls for. Means
  /// something only when nothing is on its way to the ledger.
  virtual core::Result<Misbooked> misbooked(int limit) = 0;
  /// Of all orders, by their OrderPlaced: those with a key, and up to `limit` keys of more than one order placed within
  /// `window`.
  virtual core::Result<KeyedOrders> keyedOrders(core::Millis window, int limit) = 0;
  /// Up to `limit` orders in no terminal state with an id after `after`, by id.
  virtual core::Result<std::vector<UnfinishedOrder>> unfinished(const std::string& after, int limit) = 0;
  /// Up to `limit` contradictions among these orders; of all when none is named. A broker that began its offsets anew
  /// between two events contradicts too when the cause had to be published again: the caller knows when that was.
  virtual core::Result<std::vector<OffsetContradiction>> outOfOrder(std::span<const std::string> orderIds,
                                                                    int limit) = 0;
  /// Counts up to `most` rows after row `after` (0: from the first) and names up to `sample` orders of the newest.
  /// Nothing when the database cannot tell this cheaply.
  virtual core::Result<std::optional<LedgerTail>> tail(std::int64_t after, std::int64_t most, int sample) = 0;

  virtual core::Result<std::map<std::string, std::int64_t>> countByState() = 0;
  virtual core::Result<std::map<std::string, MovementSums>> movementSums() = 0;
  virtual core::Result<MoneySums> money() = 0;
  /// Orders of which the ledger has some event, but not OrderPlaced.
  virtual core::Result<std::vector<std::string>> ordersWithoutPlacement(int limit) = 0;
  /// Which of these ids the ledger does not know.
  virtual core::Result<std::vector<std::string>> missing(std::span<const std::string> orderIds) = 0;
  /// Per order, its kinds of event ordered by time, where they contradict the state machine (by the domain's rules):
  /// ids.
  virtual core::Result<std::vector<std::string>> illegalHistories(int limit) = 0;
};

}  // namespace orderdeck::ports
