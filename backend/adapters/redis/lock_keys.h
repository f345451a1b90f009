// The keys of RedisLock. Inside the adapter only.
#pragma once

#include <string>
#include <string_view>

namespace orderdeck::adapters::redis {

inline std::string lockKey(std::string_view resource) { return std::string("lock:").append(resource); }
inline std::string waitersKey(std::string_view resource) { return std::string("lockwait:").append(resource); }

}  // namespace orderdeck::adapters::redis
