#include "adapters/redis/redis_connection.h"

#include <fcntl.h>
#include <hiredis/hiredis.h>
#include <sys/socket.h>
#include <sys/time.h>

#include <cerrno>
#include <chrono>
#include <stdexcept>
#include <utility>

#include "adapters/redis/redis_error.h"
#include "core/address.h"

namespace orderdeck::adapters::redis {

namespace {

constexpr std::string_view kUnix = "unix:";

core::HostPort hostPortOf(const std::string& endpoint) {
  auto address = core::parseHostPort(endpoint);
  if (!address) throw std::invalid_argument("Redis endpoint is not unix:/path: " + address.error().what);
  return *std::move(address);
}

timeval toTimeval(core::Millis duration) {
  return {.tv_sec = duration.count() / 1000, .tv_usec = static_cast<suseconds_t>(duration.count() % 1000 * 1000)};
}

}  // namespace

RedisConnection::RedisConnection(RedisAddress address, std::vector<std::string> scripts)
    : m_address(std::move(address)),
      m_interceptor(ports::makeInterceptor(m_address.link)),
      m_scripts(std::move(scripts)),
      m_shas(m_scripts.size()) {
  if (!m_address.endpoint.starts_with(kUnix)) hostPortOf(m_address.endpoint);
}

RedisConnection::~RedisConnection() = default;

void RedisConnection::Close::operator()(redisContext* context) const { redisFree(context); }

core::Result<void> RedisConnection::connect() {
  if (m_context) return {};
  return ports::over(m_interceptor.get(), [this] { return open(); });
}

core::Result<void> RedisConnection::open() {
  const timeval timeout = toTimeval(m_address.timeout);
  errno = 0;
  if (m_address.endpoint.starts_with(kUnix)) {
    m_context.reset(redisConnectUnixWithTimeout(m_address.endpoint.c_str() + kUnix.size(), timeout));
  } else {
    const auto [host, port] = hostPortOf(m_address.endpoint);
    m_context.reset(redisConnectWithTimeout(host.c_str(), port, timeout));
  }
  const int errorNumber = errno;
  if (!m_context) return core::fail(core::ErrorCode::Internal, "out of memory while connecting to Redis");
  if (m_context->err) return std::unexpected(drop(errorNumber));
  if (redisSetTimeout(m_context.get(), timeout) != REDIS_OK) return std::unexpected(drop(errno));
  ::fcntl(m_context->fd, F_SETFD, FD_CLOEXEC);  // a supervisor's children must not inherit it

  if (auto done = logIn(); !done) {
    m_context.reset();
    return done;
  }
  return loadScripts();
}

/// Asks the server for something in any case: one that stands still takes connections all the same, and only an answer
/// shows that it is there.
core::Result<void> RedisConnection::logIn() {
  const bool named = !m_address.user.empty(), given = named || !m_address.password.empty();
  Pipeline hello;
  if (named)
    hello.add({"AUTH", m_address.user, m_address.password});
  else if (given)
    hello.add({"AUTH", m_address.password});
  if (m_address.database > 0) hello.add({"SELECT", std::to_string(m_address.database)});
  if (hello.empty() && m_scripts.empty()) hello.add({"PING"});
  if (hello.empty()) return {};
  const auto replies = exchange(hello);
  if (!replies) return std::unexpected(replies.error());
  if (const ReplyView login = replies->front().view(); given && login.isError()) {
    return std::unexpected(loginError(login.text(), m_address.user));
  }
  if (const ReplyView last = replies->back().view(); m_address.database > 0 && last.isError())
    return std::unexpected(replyError(last));
  return {};
}

core::Result<void> RedisConnection::loadScripts() {
  if (m_scripts.empty()) return {};
  Pipeline loads;
  for (const std::string& script : m_scripts) loads.add({"SCRIPT", "LOAD", script});
  auto replies = exchange(loads);
  if (!replies) return std::unexpected(std::move(replies.error()));
  for (std::size_t i = 0; i < m_scripts.size(); ++i) {
    const ReplyView reply = (*replies)[i].view();
    if (reply.isError()) {
      auto error = replyError(reply);
      m_context.reset();
      return std::unexpected(std::move(error));
    }
    m_shas[i] = reply.string();
  }
  return {};
}

core::Result<std::vector<Reply>> RedisConnection::run(const Pipeline& pipeline) {
  if (auto ready = connect(); !ready) return std::unexpected(std::move(ready.error()));
  bool refused = true;
  auto replies = ports::over(m_interceptor.get(), [&] {
    refused = false;
    return converse(pipeline);
  });
  // Who refuses has seen the server fail: this connection may be as dead, and would show it only when the server is
  // back.
  if (refused) m_context.reset();
  return replies;
}

core::Result<std::vector<Reply>> RedisConnection::converse(const Pipeline& pipeline) {
  auto replies = exchange(pipeline);
  if (!replies) return replies;

  Pipeline again;
  std::vector<std::size_t> places;
  for (std::size_t i = 0; i < replies->size(); ++i) {
    const ReplyView reply = (*replies)[i].view();
    if (!reply.isError() || !reply.text().starts_with("NOSCRIPT")) continue;
    pipeline.copyTo(again, i);
    places.push_back(i);
  }
  if (!places.empty()) {
    if (auto loaded = loadScripts(); !loaded) return std::unexpected(std::move(loaded.error()));
    auto repeated = exchange(again);
    if (!repeated) return repeated;
    for (std::size_t i = 0; i < places.size(); ++i) (*replies)[places[i]] = std::move((*repeated)[i]);
  }
  for (const Reply& reply : *replies) {
    if (reply.view().isError()) return std::unexpected(replyError(reply.view()));
  }
  return replies;
}

core::Result<Reply> RedisConnection::run(std::initializer_list<std::string_view> words) {
  Pipeline one;
  one.add(words);
  auto replies = run(one);
  if (!replies) return std::unexpected(std::move(replies.error()));
  return std::move(replies->front());
}

core::Result<double> RedisConnection::ping() {
  if (auto ready = connect(); !ready) return std::unexpected(std::move(ready.error()));
  const auto start = std::chrono::steady_clock::now();
  auto reply = run({"PING"});
  if (!reply) return std::unexpected(std::move(reply.error()));
  return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start).count();
}

core::Result<std::vector<Reply>> RedisConnection::exchange(const Pipeline& pipeline) {
  // Sent by hand: hiredis' own write raises SIGPIPE when the server is gone.
  std::string_view rest = pipeline.bytes();
  while (!rest.empty()) {
    const ssize_t sent = ::send(m_context->fd, rest.data(), rest.size(), MSG_NOSIGNAL);
    if (sent < 0 && errno == EINTR) continue;
    if (sent < 0) return std::unexpected(drop(errno));
    rest.remove_prefix(static_cast<std::size_t>(sent));
  }
  std::vector<Reply> replies;
  replies.reserve(pipeline.size());
  while (replies.size() < pipeline.size()) {
    void* reply = nullptr;
    if (redisGetReply(m_context.get(), &reply) != REDIS_OK) return std::unexpected(drop(errno));
    replies.emplace_back(static_cast<redisReply*>(reply));
  }
  return replies;
}

core::Error RedisConnection::drop(int errorNumber) {
  auto error = linkError(m_context->err, errorNumber, m_context->err ? m_context->errstr : "");
  m_context.reset();
  return error;
}

core::Error RedisConnection::replyError(ReplyView reply) const { return serverError(reply.text()); }

}  // namespace orderdeck::adapters::redis
