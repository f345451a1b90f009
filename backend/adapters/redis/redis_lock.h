// Locks in Redis: `SET lock:RESOURCE "HOLDER SINCE" NX PX lease`, released by compare and delete. One object is one
// connection and belongs to one thread. After an error of the link what was taken runs out with its lease.
#pragma once

#include <random>
#include <span>

#include "adapters/redis/redis_connection.h"
#include "ports/lock/distributed_lock.h"

namespace orderdeck::adapters::redis {

class RedisLock final : public ports::DistributedLock {
 public:
  explicit RedisLock(RedisAddress address);

  core::Result<ports::LockGrant> acquire(std::vector<std::string> resources, const std::string& holder,
                                         core::Millis lease, core::Millis wait) override;
  core::Result<void> release(const ports::LockGrant& grant, const std::string& holder) override;

 private:
  struct Attempt;
  core::Result<void> tryRest(Attempt& attempt);
  core::Result<void> giveUp(const Attempt& attempt);
  core::Result<void> releaseAll(std::span<const std::string> resources, const std::string& holder);
  core::Millis backOff(int round);

  RedisConnection m_connection;
  std::minstd_rand m_random;
};

}  // namespace orderdeck::adapters::redis
