// A real redis-server for tests: unix socket in its own temporary folder, no TCP port. The constructor returns when it
// answers PING; the destructor stops it and removes the folder; it also dies with the thread that started it. One
// thread.
#pragma once

#include <sys/types.h>

#include <filesystem>
#include <string>

namespace orderdeck::support {

struct RedisServerOptions {
  std::string appendfsync;  // always, everysec or no: with an append-only file; empty: without one
  std::string password;
};

class RedisServer {
 public:
  explicit RedisServer(RedisServerOptions options = {});
  ~RedisServer();
  RedisServer(const RedisServer&) = delete;
  RedisServer& operator=(const RedisServer&) = delete;

  std::string endpoint() const { return "unix:" + socketPath(); }  // as the adapters take it
  std::string socketPath() const { return (m_folder / "redis.sock").string(); }
  std::string folder() const { return m_folder.string(); }
  pid_t pid() const { return m_pid; }

  /// An orderly restart that keeps the data and the socket; every connection and loaded script is gone.
  void restart();

  void start();  // after stop() or kill()
  void stop();   // saves, ends and waits for the end
  void kill();   // SIGKILL: what was not in the append-only file is lost
  void pause();  // SIGSTOP
  void resume();

 private:
  bool answersPing() const;

  const RedisServerOptions m_options;
  std::filesystem::path m_folder;
  pid_t m_pid = 0;
};

}  // namespace orderdeck::support
