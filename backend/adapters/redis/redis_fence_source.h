// Fencing tokens from the stock in Redis, where transition_orders.lua checks them. One object is one connection and
// belongs to one thread.
#pragma once

#include "adapters/redis/redis_connection.h"
#include "ports/lock/fence_source.h"

namespace orderdeck::adapters::redis {

class RedisFenceSource final : public ports::FenceSource {
 public:
  explicit RedisFenceSource(RedisAddress address);

  core::Result<ports::FencesByProduct> draw(std::span<const std::string> productIds) override;

 private:
  RedisConnection m_connection;
};

}  // namespace orderdeck::adapters::redis
