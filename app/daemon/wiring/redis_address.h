// Where a profile's Redis is, for the adapters.
#pragma once

#include <utility>

#include "adapters/redis/redis_connection.h"
#include "runtime/profile/profile.h"

namespace orderdeck::daemon {

inline adapters::redis::RedisAddress redisAddress(const runtime::RedisSettings& redis, std::string endpoint,
                                                  core::Millis timeout, ports::InterceptorFactory link = {}) {
  return {.endpoint = std::move(endpoint),
          .password = redis.password,
          .timeout = timeout,
          .link = std::move(link),
          .user = redis.user,
          .database = redis.database};
}

}  // namespace orderdeck::daemon
