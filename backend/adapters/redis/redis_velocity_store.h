// Each user's latest orders in Redis: the sorted sets velocity:{USER}, by the time of placing. One object is one
// connection and belongs to one thread; after an error it reconnects by itself.
#pragma once

#include "adapters/redis/redis_connection.h"
#include "ports/store/velocity_store.h"

namespace orderdeck::adapters::redis {

class RedisVelocityStore final : public ports::VelocityStore {
 public:
  explicit RedisVelocityStore(RedisAddress address);

  core::Result<std::vector<std::int64_t>> count(std::span<const ports::Placement> placements, core::Millis window,
                                                std::int64_t enough) override;

 private:
  RedisConnection m_connection;
};

}  // namespace orderdeck::adapters::redis
