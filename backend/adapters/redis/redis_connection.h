// One connection to Redis, with the scripts that its owner needs. It is made on first use; after any error of the link
// it is dropped and made anew on the next use, scripts loaded again. One object belongs to one thread.
#pragma once

#include <cstddef>
#include <initializer_list>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/redis/pipeline.h"
#include "adapters/redis/reply.h"
#include "core/clock.h"
#include "core/error.h"
#include "ports/interceptor.h"

struct redisContext;  // hiredis

namespace orderdeck::adapters::redis {

struct RedisAddress {
  std::string endpoint;                 // unix:/path or host:port
  std::string password;                 // empty: none
  core::Millis timeout{2'000};          // to connect, and for each wait of a round trip
  ports::InterceptorFactory link = {};  // each connection gets one of its own
  std::string user = {};                // empty: the default one
  int database = 0;
};

class RedisConnection {
 public:
  /// Throws std::invalid_argument when the endpoint is of neither form.
  explicit RedisConnection(RedisAddress address, std::vector<std::string> scripts = {});
  ~RedisConnection();
  RedisConnection(const RedisConnection&) = delete;
  RedisConnection& operator=(const RedisConnection&) = delete;

  /// Connects unless it is connected. After success sha() is known for every script.
  core::Result<void> connect();
  const std::string& sha(std::size_t script) const { return m_shas[script]; }

  /// Sends all commands at once and reads their replies. An error reply to any command is the error of the whole; the
  /// others were carried out all the same. Commands whose script the server had forgotten are sent again after loading.
  core::Result<std::vector<Reply>> run(const Pipeline& pipeline);
  core::Result<Reply> run(std::initializer_list<std::string_view> words);

  /// The round trip of a PING in milliseconds.
  core::Result<double> ping();

 private:
  struct Close {
    void operator()(redisContext* context) const;
  };

  core::Result<void> open();
  core::Result<void> logIn();
  core::Result<std::vector<Reply>> converse(const Pipeline& pipeline);
  core::Result<void> loadScripts();
  core::Result<std::vector<Reply>> exchange(const Pipeline& pipeline);
  core::Error drop(int errorNumber);  // of the link: makes our error and closes the connection
  core::Error replyError(ReplyView reply) const;

  const RedisAddress m_address;
  const std::unique_ptr<ports::Interceptor> m_interceptor;  // null: nothing is in between
  const std::vector<std::string> m_scripts;
  std::vector<std::string> m_shas;
  std::unique_ptr<redisContext, Close> m_context;
};

}  // namespace orderdeck::adapters::redis
