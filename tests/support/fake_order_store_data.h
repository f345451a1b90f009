// What the fake store holds, and what happens to it in one move. Guarded by its mutex. For its two sources alone.
#pragma once

#include <algorithm>
#include <mutex>
#include <set>

#include "core/ids.h"
#include "domain/order/order_paths.h"
#include "tests/support/fake_order_store.h"

namespace orderdeck::support {

using core::ErrorCode;
using core::fail;
using domain::OrderState;
using ports::TransitionOutcome;

struct FakeOrderStore::Data {
  struct Failure {
    std::string call;  // empty: every call
    int times = 0;     // negative: for good
    core::Error error;
    bool after = false;
  };

  struct Kept {
    domain::Order order;
    std::map<std::string, std::string> fields;
    bool open = true;
  };

  mutable std::mutex mutex;
  std::map<std::string, Kept> orders;
  std::map<std::string, ports::StockLevel> stock;
  std::map<std::string, std::string> restocks;                             // StockAdded events that nobody settled
  std::map<std::string, std::pair<std::string, std::string>> keys;         // idempotency key -> order id, body hash
  std::map<std::string, ports::StockLevel> restocked;                      // what a key's restock was answered
  std::map<std::int64_t, std::pair<std::string, core::Timestamp>> outbox;  // event, when it came in
  std::int64_t nextEntry = 1;
  std::map<std::string, std::int64_t> flow;
  bool hasEpoch = true;
  std::string distrust;
  std::set<std::string> lost;  // orders and products that must be there and are not
  std::vector<Failure> failures;
  std::map<std::string, core::Error> spoilt;  // by order
  std::map<std::string, int> calls;
  std::size_t largestBatch = 0;
  std::function<void(const std::string&)> hook;

  /// Counts the call, runs the hook, and returns the error that was arranged for it.
  std::optional<Failure> enter(const std::string& call) {
    std::function<void(const std::string&)> run;
    {
      const std::lock_guard lock(mutex);
      ++calls[call];
      run = hook;
    }
    if (run) run(call);
    const std::lock_guard lock(mutex);
    for (Failure& failure : failures) {
      if ((!failure.call.empty() && failure.call != call) || failure.times == 0) continue;
      if (failure.times > 0) --failure.times;
      return failure;
    }
    return std::nullopt;
  }

  /// As store_trust.lua: nothing is concluded from what a store lacks that lost something. `closes`: by a script that
  /// would have written.
  std::optional<core::Error> whyRefused(const auto& ids, bool closes) {
    if (!hasEpoch || !distrust.empty())
      return core::Error{ErrorCode::StoreRolledBack, hasEpoch ? distrust : "Redis has no epoch", true};
    for (const std::string& id : ids) {
      if (!lost.contains(id)) continue;
      if (closes) distrust = id + " is gone from Redis";
      return core::Error{ErrorCode::StoreRolledBack, id + " is gone from Redis", true};
    }
    return std::nullopt;
  }

  void append(const std::string& event) {
    if (!event.empty()) outbox.emplace(nextEntry++, std::pair(event, core::now()));
  }

  static bool isWellFormed(const domain::Order& order) {
    std::set<std::string> products;
    for (const domain::OrderItem& item : order.items)
      if (!products.insert(item.productId).second) return false;
    return !products.empty();
  }

  core::Result<ports::Placed> placeOne(const ports::PlaceOrder& request) {
    if (!request.order.idempotencyKey.empty()) {
      if (const auto key = keys.find(request.order.idempotencyKey); key != keys.end()) {
        if (key->second.second != request.order.bodyHash) {
          return fail(ErrorCode::IdempotencyMismatch, "the idempotency key was used with another body");
        }
        return ports::Placed{.orderId = key->second.first, .repeated = true};
      }
    } else if (orders.contains(request.order.orderId)) {
      return ports::Placed{.orderId = request.order.orderId, .repeated = true};
    }
    for (const domain::OrderItem& item : request.order.items) {
      const auto level = stock.find(item.productId);
      if (level == stock.end()) return fail(ErrorCode::UnknownProduct, "unknown product " + item.productId);
      if (level->second.available < item.quantity)
        return fail(ErrorCode::OutOfStock, "out of stock: " + item.productId);
    }
    for (const domain::OrderItem& item : request.order.items) {
      stock[item.productId].available -= item.quantity;
      stock[item.productId].reserved += item.quantity;
    }
    Kept kept{.order = request.order, .fields = {}, .open = true};
    kept.order.state = OrderState::Created;
    kept.order.stock = "reserved";
    orders[request.order.orderId] = std::move(kept);
    if (!request.order.idempotencyKey.empty())
      keys[request.order.idempotencyKey] = {request.order.orderId, request.order.bodyHash};
    append(request.event);
    ++flow[">created"];
    return ports::Placed{.orderId = request.order.orderId, .repeated = false};
  }

  /// The units that an order holds come in with it, or go with it.
  void addHeld(const domain::Order& order, int sign) {
    for (const domain::OrderItem& item : order.items) {
      const auto level = stock.find(item.productId);
      if (level == stock.end() || (order.stock != "reserved" && order.stock != "sold")) continue;
      (order.stock == "sold" ? level->second.sold : level->second.reserved) += sign * item.quantity;
      level->second.stocked += sign * item.quantity;
    }
  }

  void applyStock(domain::Order& order, ports::StockEffect effect) {
    const bool sell = effect == ports::StockEffect::Sell && order.stock == "reserved";
    const bool release = effect == ports::StockEffect::GiveBack && order.stock == "reserved";
    const bool takeBack = effect == ports::StockEffect::GiveBack && order.stock == "sold";
    if (!sell && !release && !takeBack) return;
    for (const domain::OrderItem& item : order.items) {
      ports::StockLevel& level = stock[item.productId];
      std::int64_t& source = takeBack ? level.sold : level.reserved;
      const std::int64_t units = std::min<std::int64_t>(item.quantity, source);  // an order must be able to end
      source -= units;
      (sell ? level.sold : level.available) += units;
    }
    order.stock = sell ? domain::Holding::Sold : release ? domain::Holding::Released : domain::Holding::Returned;
  }

  bool isMismatch(const ports::RequestKey& key) const {
    const auto kept = keys.find(key.key);
    return kept != keys.end() && kept->second.second != key.bodyHash;
  }

  ports::TransitionResult transitionOne(const ports::OrderTransition& request) {
    if (isMismatch(request.requestKey)) return {.outcome = TransitionOutcome::KeyMismatch, .order = {}};
    const auto found = orders.find(request.orderId);
    if (found == orders.end() || request.path.empty()) return {};
    Kept& kept = found->second;
    domain::Order& order = kept.order;
    if (const OrderState last = request.path.back(); last == order.state || domain::leadsTo(last, order.state))
      return {.outcome = TransitionOutcome::Already, .order = order};

    const auto here = std::ranges::find(request.path, order.state);
    const auto first = here == request.path.end() ? request.path.begin() : here + 1;
    OrderState state = order.state;
    for (auto step = first; step != request.path.end(); state = *step++) {
      if (!domain::isTransition(state, *step)) return {.outcome = TransitionOutcome::Refused, .order = order};
    }
    if (request.stock == ports::StockEffect::Sell) {
      if (order.stock != "reserved") return {.outcome = TransitionOutcome::Refused, .order = order};
      for (const domain::OrderItem& item : order.items) {
        const bool isHeld = request.fences && request.fences->contains(item.productId);
        const std::int64_t token = isHeld ? request.fences->at(item.productId) : 0;
        if (token < stock[item.productId].fence) return {.outcome = TransitionOutcome::StaleFence, .order = order};
        if (stock[item.productId].reserved < item.quantity)
          return {.outcome = TransitionOutcome::Refused, .order = order};
      }
    }
    for (auto step = first; step != request.path.end(); ++step) {
      ++flow[std::string(domain::stateName(order.state)) + ">" + std::string(domain::stateName(*step))];
      order.state = *step;
    }
    applyStock(order, request.stock);
    order.updatedAt = request.at;
    for (const auto& [name, value] : request.fields) {
      if (name == "paymentId")
        order.paymentId = value;
      else if (name == "reason")
        order.reason = value;
      else
        kept.fields[name] = value;
    }
    append(request.event);
    if (!request.requestKey.key.empty()) keys[request.requestKey.key] = {request.orderId, request.requestKey.bodyHash};
    return {.outcome = TransitionOutcome::Moved, .order = order};
  }

  void addUnits(const std::string& productId, std::int64_t units, const std::string& restockId) {
    ports::StockLevel& level = stock[productId];
    level.productId = productId;
    level.available += units;
    level.stocked += units;
    if (units == 0) return;
    domain::Event event = domain::makeEvent(domain::EventKind::StockAdded, restockId, core::now(), "store");
    event.items = {{.productId = productId, .quantity = static_cast<int>(units), .unitPriceMinor = 0}};
    restocks[event.orderId] = domain::encodeEvent(event);
    append(restocks[event.orderId]);
  }
};

}  // namespace orderdeck::support
