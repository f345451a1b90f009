#include "adapters/redis/redis_stock_store.h"

#include <algorithm>

#include "adapters/redis/redis_error.h"
#include "adapters/redis/scripts.h"
#include "core/ids.h"
#include "domain/events/event.h"
#include "redis_embedded.h"

namespace orderdeck::adapters::redis {

using core::ErrorCode;

namespace {

enum Script : std::size_t { SeedStock, Restock, CheckProducts };

constexpr std::int64_t kMaxRestock = 1'000'000'000;

/// `values` are available, reserved, sold, stocked, fence.
ports::StockLevel readLevel(std::string productId, ReplyView values, std::size_t at = 0) {
  return {.productId = std::move(productId),
          .available = values[at].number(),
          .reserved = values[at + 1].number(),
          .sold = values[at + 2].number(),
          .stocked = values[at + 3].number(),
          .fence = values[at + 4].number()};
}

}  // namespace

RedisStockStore::RedisStockStore(RedisAddress address, std::string node, Absence absence)
    : m_connection(std::move(address), {trusting(kSeedStockLua), trusting(kRestockLua), trusting(kCheckAbsenceLua)}),
      m_node(std::move(node)),
      m_absence(absence) {}

core::Result<void> RedisStockStore::seed(const domain::Catalogue& catalogue) { return seed(catalogue, true); }
core::Result<void> RedisStockStore::seedMore(const domain::Catalogue& catalogue) { return seed(catalogue, false); }

core::Result<void> RedisStockStore::seed(const domain::Catalogue& catalogue, bool beginsEpoch) {
  if (auto ready = m_connection.connect(); !ready) return std::unexpected(std::move(ready.error()));
  Pipeline pipeline;
  // The store's epoch begins with its first seed (ports/store/high_water_marks.h).
  if (beginsEpoch) {
    pipeline.add({"HSETNX", "epoch", "id", core::newId()});
    pipeline.add({"HSETNX", "epoch", "since", std::to_string(core::toEpochMillis(core::now()))});
  }
  for (const auto& [id, product] : catalogue) {
    pipeline.beginScript(m_connection.sha(SeedStock), 4);
    pipeline.word(id);
    pipeline.word(product.stock);
    // The id follows from the product, so that a ledger which has the first stock already takes no second one.
    pipeline.word(product.stock > 0 ? stockAdded("seed-" + id, id, product.stock) : "");
    pipeline.word("seed-" + id);
  }
  if (pipeline.empty()) return {};
  auto replies = m_connection.run(pipeline);
  if (!replies) return std::unexpected(std::move(replies.error()));
  return {};
}

core::Result<std::vector<ports::StockLevel>> RedisStockStore::levels() {
  // SORT with GET reads every product's hash in one command, at one moment.
  auto reply = m_connection.run({"SORT", "products", "ALPHA", "GET", "#", "GET", "stock:*->available", "GET",
                                 "stock:*->reserved", "GET", "stock:*->sold", "GET", "stock:*->stocked", "GET",
                                 "stock:*->fence"});
  if (!reply) return std::unexpected(std::move(reply.error()));
  const ReplyView values = reply->view();
  std::vector<ports::StockLevel> levels;
  std::vector<std::string> missing;
  for (std::size_t i = 0; i + 6 <= values.size(); i += 6) {
    levels.push_back(readLevel(values[i].string(), values, i + 1));
    if (values[i + 4].isNil()) missing.push_back(levels.back().productId);
  }
  if (levels.empty()) missing.emplace_back();  // no product at all: any one of them
  if (auto absent = isAbsent(missing); !absent) return std::unexpected(std::move(absent.error()));
  std::ranges::sort(levels, {}, &ports::StockLevel::productId);  // the server sorts by its locale
  return levels;
}

core::Result<std::optional<ports::StockLevel>> RedisStockStore::level(const std::string& productId) {
  auto reply = m_connection.run({"HMGET", "stock:" + productId, "available", "reserved", "sold", "stocked", "fence"});
  if (!reply) return std::unexpected(std::move(reply.error()));
  if (reply->view().size() == 5 && !reply->view()[3].isNil()) return readLevel(productId, reply->view());
  if (auto absent = isAbsent({&productId, 1}); !absent) return std::unexpected(std::move(absent.error()));
  return std::nullopt;
}

core::Result<void> RedisStockStore::isAbsent(std::span<const std::string> productIds) {
  return m_absence == Absence::Raw ? core::Result<void>{}
                                   : checkAbsence(m_connection, CheckProducts, "stock", productIds);
}

core::Result<ports::StockLevel> RedisStockStore::restock(const std::string& productId, std::int64_t quantity,
                                                         const ports::RequestKey& key) {
  if (quantity < 1 || quantity > kMaxRestock)
    return core::fail(ErrorCode::InvalidArgument, "quantity must be 1..1,000,000,000");
  if (auto ready = m_connection.connect(); !ready) return std::unexpected(unsent(std::move(ready.error())));
  Pipeline pipeline;
  pipeline.beginScript(m_connection.sha(Restock), 6);
  pipeline.word(productId);
  pipeline.word(quantity);
  const std::string restockId = core::newId();
  pipeline.word(stockAdded(restockId, productId, quantity, key));
  pipeline.word(restockId);
  pipeline.word(key.key);
  pipeline.word(key.bodyHash);
  auto replies = m_connection.run(pipeline);
  if (!replies) return std::unexpected(std::move(replies.error()));
  const ReplyView reply = replies->front().view();
  if (reply.isInteger() && reply.number() == 1)
    return core::fail(ErrorCode::IdempotencyMismatch, "the idempotency key was used for another request");
  if (reply.size() != 5) return core::fail(ErrorCode::UnknownProduct, "there is no product " + productId);
  return readLevel(productId, reply);
}

std::string RedisStockStore::stockAdded(std::string restockId, const std::string& productId, std::int64_t quantity,
                                        const ports::RequestKey& key) const {
  domain::Event event = domain::makeEvent(domain::EventKind::StockAdded, std::move(restockId), core::now(), m_node);
  event.idempotencyKey = key.key;
  event.bodyHash = key.key.empty() ? std::string() : key.bodyHash;
  event.items = {{.productId = productId, .quantity = static_cast<int>(quantity), .unitPriceMinor = 0}};
  return domain::encodeEvent(event);
}

}  // namespace orderdeck::adapters::redis
