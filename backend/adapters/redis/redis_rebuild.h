// Writes what a rebuild found out into Redis. One object is one connection and belongs to one thread; after an error it
// reconnects by itself.
#pragma once

#include "adapters/redis/redis_connection.h"
#include "ports/store/rebuild_target.h"

namespace orderdeck::adapters::redis {

class RedisRebuild final : public ports::RebuildTarget {
 public:
  explicit RedisRebuild(RedisAddress address);

  core::Result<void> begin(const std::string& rebuildId, const std::string& reason) override;
  core::Result<void> abandon(const std::string& reason) override;
  core::Result<void> putOrders(std::span<const domain::Order> orders) override;
  core::Result<void> dropOrders(std::span<const std::string> orderIds) override;
  core::Result<void> indexOrders(std::span<const domain::Order> orders) override;
  core::Result<std::vector<std::string>> lostOrders() override;
  core::Result<void> putLevels(std::span<const ports::StockLevel> levels) override;
  core::Result<void> putKeys(std::span<const ports::BookedKey> keys, core::Millis life, core::Timestamp now) override;
  core::Result<void> putFlow(const std::map<std::string, std::int64_t>& flow) override;
  core::Result<void> finish(const std::string& rebuildId, const std::string& epoch, core::Timestamp since) override;

 private:
  core::Result<void> send(const Pipeline& pipeline);

  RedisConnection m_connection;
};

}  // namespace orderdeck::adapters::redis
