// The stock of every product in Redis: the hashes stock:{PRODUCT} and the set `products` that names them. One object is
// one connection and belongs to one thread; after an error it reconnects by itself.
#pragma once

#include "adapters/redis/absence.h"
#include "adapters/redis/redis_connection.h"
#include "ports/store/stock_store.h"

namespace orderdeck::adapters::redis {

class RedisStockStore final : public ports::StockStore {
 public:
  /// `node` stands in the StockAdded events that it puts into the outbox.
  RedisStockStore(RedisAddress address, std::string node, Absence absence = Absence::Checked);

  core::Result<void> seed(const domain::Catalogue& catalogue) override;
  core::Result<std::vector<ports::StockLevel>> levels() override;
  core::Result<std::optional<ports::StockLevel>> level(const std::string& productId) override;
  core::Result<ports::StockLevel> restock(const std::string& productId, std::int64_t quantity,
                                          const ports::RequestKey& key = {}) override;

  /// Seeds products that are new to a store which has an epoch. StoreRolledBack when it has none: then it was emptied.
  core::Result<void> seedMore(const domain::Catalogue& catalogue);

 private:
  core::Result<void> seed(const domain::Catalogue& catalogue, bool beginsEpoch);
  core::Result<void> isAbsent(std::span<const std::string> productIds);
  std::string stockAdded(std::string restockId, const std::string& productId, std::int64_t quantity,
                         const ports::RequestKey& key = {}) const;

  RedisConnection m_connection;
  const std::string m_node;
  const Absence m_absence;
};

}  // namespace orderdeck::adapters::redis
