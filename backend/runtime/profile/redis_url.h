// redis://USER:PASSWORD@HOST:PORT/DATABASE, as hosts of Redis give it out. Pure. No error ever shows what stands before
// the '@'.
#pragma once

#include <string>
#include <string_view>

#include "core/error.h"

namespace orderdeck::runtime {

struct RedisUrl {
  std::string endpoint;        // host:port
  std::string user, password;  // percent-decoded; empty: not given
  int database = 0;
};

/// Whether it claims to be a URL rather than unix:/path or host:port.
bool isRedisUrl(std::string_view text);

/// Whether a profile may name it as Redis' endpoint: unix:/path, host:port, or what claims to be a URL; or nothing.
bool isRedisEndpoint(const std::string& text);

/// User, password, port (6379) and database (0) may be absent. InvalidArgument says what is wrong with it, as "must
/// ..." would go on.
core::Result<RedisUrl> parseRedisUrl(std::string_view url);

}  // namespace orderdeck::runtime
