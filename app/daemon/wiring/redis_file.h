// The append-only file of a Redis server, as the server sees it: for the daemon, which looks after the server that it
// started. One connection, one thread.
#pragma once

#include <memory>
#include <string>

#include "runtime/profile/profile.h"

namespace orderdeck::adapters::redis {
class RedisConnection;
}

namespace orderdeck::daemon {

class RedisFile {
 public:
  enum class Rewrite { Running, Done, Failed };  // the server is writing it anew, has last, or could not

  RedisFile(const runtime::RedisSettings& redis, const std::string& endpoint);
  ~RedisFile();

  /// Keeps a connection, so that there is one when the server's socket is gone.
  void keepConnected();
  /// Asks the server to write the file anew out of its memory; false when it did not agree.
  bool startRewrite();
  /// Failed also when the server does not answer.
  Rewrite rewrite();

 private:
  const std::unique_ptr<adapters::redis::RedisConnection> m_connection;
};

}  // namespace orderdeck::daemon
