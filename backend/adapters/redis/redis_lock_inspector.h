// A look at the locks of RedisLock. One object is one connection and belongs to one thread.
#pragma once

#include "adapters/redis/redis_connection.h"
#include "ports/lock/lock_inspector.h"

namespace orderdeck::adapters::redis {

class RedisLockInspector final : public ports::LockInspector {
 public:
  explicit RedisLockInspector(RedisAddress address) : m_connection(std::move(address)) {}

  core::Result<std::vector<ports::LockView>> inspect() override;

 private:
  RedisConnection m_connection;
};

}  // namespace orderdeck::adapters::redis
