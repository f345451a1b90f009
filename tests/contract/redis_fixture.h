// What the tests of the Redis adapter share: a server with some stock, and raw looks at the keys.
#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "adapters/redis/redis_connection.h"
#include "adapters/redis/redis_order_store.h"
#include "adapters/redis/redis_stock_store.h"
#include "tests/contract/store_orders.h"
#include "tests/support/redis_server.h"

namespace orderdeck::test {

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

}  // namespace orderdeck::test
