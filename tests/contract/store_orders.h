// Products, orders and moves for tests of the hot store.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "core/ids.h"
#include "ports/store/order_store.h"

namespace orderdeck::test {

using Items = std::vector<std::pair<std::string, int>>;

inline domain::Product product(const std::string& id, std::int64_t stock) {
  return {.productId = id, .name = id, .priceMinor = 500, .stock = stock};
}

inline ports::PlaceOrder placement(const Items& items, const std::string& key = {}, const std::string& hash = "hash") {
  ports::PlaceOrder place;
  place.order.orderId = core::newId();
  place.order.userId = "user1";
  for (const auto& [id, quantity] : items) {
    place.order.items.push_back({.productId = id, .quantity = quantity, .unitPriceMinor = 500});
    place.order.amountMinor += 500 * quantity;
  }
  place.order.createdAt = place.order.updatedAt = core::now();
  place.order.deadline = place.order.createdAt + core::Millis{600'000};
  place.order.idempotencyKey = key;
  place.order.bodyHash = key.empty() ? "" : hash;
  place.event = R"({"event":"OrderPlaced","orderId":")" + place.order.orderId + "\"}";
  return place;
}

inline ports::OrderTransition movement(const std::string& orderId, std::vector<domain::OrderState> path,
                                       ports::StockEffect effect = ports::StockEffect::None) {
  ports::OrderTransition move;
  move.orderId = orderId;
  move.path = std::move(path);
  move.stock = effect;
  move.at = core::now();
  return move;
}

inline core::Result<ports::Placed> placeOne(ports::OrderStore& store, const ports::PlaceOrder& place) {
  return store.place(std::span(&place, 1)).value().front();
}
inline ports::TransitionResult transitionOne(ports::OrderStore& store, const ports::OrderTransition& move) {
  return store.transition(std::span(&move, 1)).value().front();
}

}  // namespace orderdeck::test
