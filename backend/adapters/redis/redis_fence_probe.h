// The fence probe on Redis: a scratch product and order live within one transaction, in which transition_orders.lua is
// asked to sell with an old token. One object is one connection and belongs to one thread.
#pragma once

#include "adapters/redis/redis_connection.h"
#include "ports/lock/fence_probe.h"

namespace orderdeck::adapters::redis {

class RedisFenceProbe final : public ports::FenceProbe {
 public:
  explicit RedisFenceProbe(RedisAddress address);

  core::Result<bool> refusesOldToken() override;

 private:
  RedisConnection m_connection;
};

}  // namespace orderdeck::adapters::redis
