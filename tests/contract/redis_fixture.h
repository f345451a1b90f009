// What the tests of the Redis adapter share: a server with some stock, orders to place, and raw looks at the keys.
#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "adapters/redis/redis_connection.h"
#include "adapters/redis/redis_order_store.h"
#include "adapters/redis/redis_stock_store.h"
#include "core/ids.h"
#include "tests/support/redis_server.h"

namespace orderdeck::test {

using Items = std::vector<std::pair<std::string, int>>;

inline domain::Product product(const std::string& id, std::int64_t stock) {
  return {.productId = id, .name = id, .priceMinor = 500, .stock = stock};
}

struct RedisFixture {
  support::RedisServer server;
  adapters::redis::RedisAddress address{.endpoint = server.endpoint(), .password = {}};
  adapters::redis::RedisConnection raw{address};
  adapters::redis::RedisOrderStore orders{address};
  adapters::redis::RedisStockStore stock{address, "test-1"};

  explicit RedisFixture(support::RedisServerOptions options = {}) : server(std::move(options)) {}

  /// Empties the server and stocks these products; the outbox is empty afterwards.
  void reset(const std::vector<std::pair<std::string, std::int64_t>>& products) {
    domain::Catalogue catalogue;
    for (const auto& [id, units] : products) catalogue[id] = product(id, units);
    raw.run({"FLUSHALL"}).value();
    stock.seed(catalogue).value();
    raw.run({"DEL", "outbox"}).value();
  }

  std::string get(std::initializer_list<std::string_view> words) { return raw.run(words).value().view().string(); }
  std::int64_t number(std::initializer_list<std::string_view> words) { return raw.run(words).value().view().number(); }
};

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

inline ports::MoveOrder movement(const std::string& orderId, std::vector<domain::OrderState> path,
                                 ports::StockEffect effect = ports::StockEffect::None) {
  ports::MoveOrder move;
  move.orderId = orderId;
  move.path = std::move(path);
  move.stock = effect;
  move.at = core::now();
  return move;
}

inline core::Result<ports::Placed> placeOne(ports::OrderStore& store, const ports::PlaceOrder& place) {
  return store.place(std::span(&place, 1)).value().front();
}
inline ports::Move moveOne(ports::OrderStore& store, const ports::MoveOrder& move) {
  return store.move(std::span(&move, 1)).value().front();
}

}  // namespace orderdeck::test
