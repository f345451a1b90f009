// The embedded redis-server: its configuration, its unix socket, and how to tell that it serves.
#pragma once

#include <functional>
#include <string>

#include "core/error.h"
#include "runtime/profile/profile.h"
#include "runtime/supervise/supervisor.h"

namespace orderdeck::runtime {

inline constexpr const char* kRedisServer = "redis";

/// The path of the unix socket: DATA/run/redis.sock, in a folder that only we may enter. A path that does not fit into
/// a socket address (107 bytes) is replaced by one in $XDG_RUNTIME_DIR or /tmp, in a folder of our own whose name
/// follows from the data folder.
core::Result<std::string> prepareRedisSocket(const std::string& dataDir);

/// redis.conf for this profile.
std::string redisConfig(const Profile& profile, const std::string& socket);

/// Called on the supervisor's thread each time the server answers again, before anybody else can reach it: `socket` is
/// where it listens until this returns.
using RedisReady = std::function<core::Result<void>(const std::string& socket)>;

/// The server of DATA/redis, reached at `socket`.
core::Result<UnitSpec> redisUnit(const Profile& profile, const std::string& socket, RedisReady ready);

/// One PING over a connection of its own: whether the server serves now (it does not while it loads its file).
bool redisAnswers(const std::string& socket, const std::string& password, core::Millis timeout);

}  // namespace orderdeck::runtime
