// The marks of the hot store in Redis: its `epoch` hash, the flow counters and what the products' stock hashes count
// upwards. One object is one connection and belongs to one thread; after an error it reconnects by itself.
#pragma once

#include "adapters/redis/redis_connection.h"
#include "ports/store/marked_store.h"

namespace orderdeck::adapters::redis {

class RedisMarkedStore final : public ports::MarkedStore {
 public:
  explicit RedisMarkedStore(RedisAddress address) : m_connection(std::move(address)) {}

  core::Result<ports::StoreLook> look() override;
  core::Result<void> distrust(const std::string& reason) override;

 private:
  RedisConnection m_connection;
};

}  // namespace orderdeck::adapters::redis
