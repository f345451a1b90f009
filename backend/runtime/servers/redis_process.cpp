#include "runtime/servers/redis_process.h"

#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>

#include <fmt/format.h>

#include "api/ops_event_table.h"
#include "core/ids.h"
#include "core/private_file.h"
#include "runtime/servers/aof_repair.h"
#include "runtime/servers/server.h"

namespace orderdeck::runtime {

using namespace api::literals;

namespace {

/// Before every start.
core::Result<std::optional<api::OpsEvent>> repair(const std::string& folder) {
  const auto torn = repairAof(folder);
  if (!torn) return std::unexpected(torn.error());
  if (!*torn) return std::nullopt;
  return api::opsEvent<"node.torn-write">("node"_a = kRedisServer, "file"_a = (*torn)->file, "bytes"_a = (*torn)->bytes,
                                          "kept"_a = (*torn)->kept);
}

/// Where the server listens until its owner has looked at what it holds; only then is the socket moved to where
/// everybody looks for it.
std::string startingSocket(const std::string& socket) { return socket + ".new"; }

bool fits(const std::string& path) { return path.size() < sizeof(sockaddr_un::sun_path); }

/// A word of redis.conf, which is read by lines.
std::string quoted(const std::string& text) {
  std::string out = "\"";
  for (const char c : text) {
    if (static_cast<unsigned char>(c) < ' ' || c == '\x7f') {
      out += fmt::format("\\x{:02x}", static_cast<unsigned char>(c));
      continue;
    }
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  return out + '"';
}

timeval toTimeval(core::Millis wait) {
  return {static_cast<time_t>(wait.count() / 1000), static_cast<suseconds_t>(wait.count() % 1000 * 1000)};
}

}  // namespace

core::Result<std::string> prepareRedisSocket(const std::string& dataDir) {
  std::string folder = dataDir + "/run";
  if (!fits(startingSocket(folder + "/redis.sock"))) {
    const char* runtimeDir = std::getenv("XDG_RUNTIME_DIR");
    const std::string base = runtimeDir && *runtimeDir == '/' ? runtimeDir : "/tmp";
    folder = fmt::format("{}/orderdeck-{}-{:016x}", base, ::getuid(), core::stableHash(dataDir));
    if (!fits(startingSocket(folder + "/redis.sock"))) {
      return core::fail(core::ErrorCode::InvalidArgument,
                        fmt::format("no room for a unix socket: the paths of {} and {} are too long", dataDir, base));
    }
    // Somebody else may have made it in /tmp before us: only a real folder of our own will do, into which nobody else
    // may write.
    struct stat info{};
    if (::lstat(folder.c_str(), &info) == 0 &&
        (!S_ISDIR(info.st_mode) || info.st_uid != ::getuid() || (info.st_mode & (S_IWGRP | S_IWOTH)) != 0)) {
      return core::fail(
          core::ErrorCode::Unavailable,
          fmt::format("{} is not a folder of ours alone: remove it, or choose a shorter data folder", folder));
    }
  }
  if (auto made = core::makePrivateDir(folder); !made) return std::unexpected(made.error());
  return folder + "/redis.sock";
}

std::string redisConfig(const Profile& profile, const std::string& socket) {
  std::string conf = fmt::format(
      "# Written by orderdeckd at every start.\n"
      "daemonize no\n"
      "supervised no\n"
      "bind 127.0.0.1\n"
      "port {}\n"
      "unixsocket {}\n"
      "unixsocketperm 700\n"
      "dir {}\n"
      "logfile {}\n"  // by name: the server opens it for each line, so that it may be removed or moved away meanwhile
      "always-show-logo no\n"
      "databases 1\n"
      "maxclients 512\n"
      "save \"\"\n"
      "appendonly yes\n"
      "appendfsync {}\n"
      "aof-load-truncated no\n"  // it would cut within a transaction; repairAof() cuts right
      "auto-aof-rewrite-percentage 100\n"
      "auto-aof-rewrite-min-size 256mb\n"
      "maxmemory-policy noeviction\n"
      "aof-use-rdb-preamble yes\n"
      "hash-max-listpack-value 512\n"  // an order with many items stays one compact block
      "hz 100\n",  // expired orders go in slices of 2.5 ms; at 10 Hz they take up to 25, and intake waits
      profile.redis.port, quoted(startingSocket(socket)), quoted(serverFolder(profile.dataDir, kRedisServer)),
      quoted(profile.dataDir + "/logs/redis.log"), profile.redis.appendfsync);
  if (!profile.redis.password.empty()) conf += fmt::format("requirepass {}\n", quoted(profile.redis.password));
  return conf;
}

core::Result<UnitSpec> redisUnit(const Profile& profile, const std::string& socket, RedisReady ready) {
  const std::string folder = serverFolder(profile.dataDir, kRedisServer), conf = "redis.conf";
  const std::string starting = startingSocket(socket);
  ServerSpec server{.name = kRedisServer,
                    .service = "redis",
                    .command = {"redis-server", folder + "/" + conf},
                    .configFile = conf,
                    .config = redisConfig(profile, socket),
                    .remains = {socket, starting},
                    .stopWait = core::Millis{15'000}};  // it writes its file to the end
  server.prepare = [folder] { return repair(folder); };
  server.answers = [starting, password = profile.redis.password] {
    return redisAnswers(starting, password, core::Millis{50});
  };
  server.ready = [socket, starting, ready = std::move(ready)](const std::string&) -> core::Result<void> {
    if (auto done = ready(starting); !done) return done;
    if (::rename(starting.c_str(), socket.c_str()) == 0) return {};
    return core::fail(core::ErrorCode::Unavailable, fmt::format("{} cannot be made: {}", socket, std::strerror(errno)),
                      true);
  };
  return serverUnit(profile.dataDir, std::move(server));
}

bool redisAnswers(const std::string& socket, const std::string& password, core::Millis timeout) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (!fits(socket)) return false;
  std::memcpy(address.sun_path, socket.c_str(), socket.size() + 1);
  const int fd = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (fd < 0) return false;
  const timeval wait = toTimeval(timeout);
  ::setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &wait, sizeof wait);
  ::setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &wait, sizeof wait);
  const std::string question =
      password.empty() ? "PING\r\n"
                       : fmt::format("*2\r\n$4\r\nAUTH\r\n${}\r\n{}\r\nPING\r\n", password.size(), password);
  std::string answer;
  if (::connect(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0 &&
      ::send(fd, question.data(), question.size(), MSG_NOSIGNAL) == static_cast<ssize_t>(question.size())) {
    char buffer[256];
    for (ssize_t n = 0;
         !answer.contains("PONG") && !answer.contains('-') && (n = ::recv(fd, buffer, sizeof buffer, 0)) > 0;) {
      answer.append(buffer, static_cast<std::size_t>(n));
    }
  }
  ::close(fd);
  return answer.contains("+PONG");
}

}  // namespace orderdeck::runtime
