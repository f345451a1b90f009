// The hot store of orders: state, idempotency, stock effect and outbox change together, atomically per order. Every
// call is one batch in one round trip. One object is one connection and belongs to one thread; after an error it
// reconnects by itself.
//
// What is not in the store proves something only while the store can be trusted. Where it was emptied, is closed
// (marked_store.h) or has lost an open order or a product, place, move and what finds nothing answer StoreRolledBack,
// retryable: nothing was done, nothing may be concluded. Of the errors of a change, Busy, Unavailable and
// StoreRolledBack mean that nothing was done; after any other it is not known.
#pragma once

#include <map>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "core/clock.h"
#include "core/error.h"
#include "domain/events/event.h"
#include "domain/order/order.h"

namespace orderdeck::ports {

/// The key that a client gave a request, and what it asked for, for when the key comes again. Kept for a day with the
/// change that it made, atomically; a request that changed nothing leaves no key.
struct RequestKey {
  std::string key;       // empty: none
  std::string bodyHash;  // of what was asked
};

struct PlaceOrder {
  domain::Order order;
  std::string event;  // the encoded OrderPlaced, for the outbox
};

struct Placed {
  std::string orderId;  // the existing order's when `repeated`
  bool repeated = false;
};

/// What a move does with the stock that the order holds.
enum class StockEffect {
  None,
  Sell,  // reserved -> sold
  // Back to available: from reserved (then `stock` is released) or from sold (then it is returned). As far as the units
  // are there, and never refused for want of them: an order must be able to end even where units were lost.
  GiveBack,
};

struct OrderTransition {
  std::string orderId;
  std::vector<domain::OrderState> path;  // one or more successive states; taken as far as they are not reached yet
  StockEffect stock = StockEffect::None;
  core::Timestamp at;
  std::vector<std::pair<std::string, std::string>>
      fields;  // more hash fields to set when the order changed state (paymentId, ...)
  const std::map<std::string, std::int64_t>* fences =
      nullptr;                 // for Sell: the fencing tokens held, by product; lives until the call returns
  std::string event;           // when not empty: put into the outbox when the order changed state (encoded event)
  RequestKey requestKey = {};  // kept when the order changed state
  // What the caller knows of the order, for None and Sell; lives until the call returns. An order that did so then
  // comes back as this with its new state, and the store need not read it: as complete as what the caller knows.
  const domain::Order* known = nullptr;
};

enum class TransitionOutcome {
  Moved,
  Already,      // the order is in the last state of the path, or was led on from it: a repeat
  Refused,      // the state machine does not allow it: `state` says where the order stands
  StaleFence,   // a newer lock holder exists: nothing changed
  KeyMismatch,  // the request's key came with something else before: nothing changed
  Unknown,      // no such order, or it has ended and left the store; one that was lost is an error of the whole call
};

struct TransitionResult {
  TransitionOutcome outcome = TransitionOutcome::Unknown;
  domain::Order order;  // as it stands after the call; empty when Unknown
};

class OrderStore {
 public:
  virtual ~OrderStore() = default;

  /// Idempotency + all-or-none stock deduction + order + outbox entry, per order. Per-order errors: OutOfStock (names
  /// the product), UnknownProduct, IdempotencyMismatch. The outer error means that nothing is known about any of them.
  virtual core::Result<std::vector<core::Result<Placed>>> place(std::span<const PlaceOrder> orders) = 0;

  /// Each as if it were alone. Transitions that follow one another and differ in the order, its event and its fields'
  /// values only are cheapest.
  virtual core::Result<std::vector<TransitionResult>> transition(std::span<const OrderTransition> transitions) = 0;

  /// What a key that is kept came with: the hash of the body.
  virtual core::Result<std::optional<std::string>> findKey(const std::string& key) = 0;

  /// One pipelined read; nothing for unknown ids, in the order asked.
  virtual core::Result<std::vector<std::optional<domain::Order>>> find(std::span<const std::string> orderIds) = 0;
};

}  // namespace orderdeck::ports
