#include "http_server.h"

#include <sys/resource.h>

#include <algorithm>
#include <atomic>
#include <future>
#include <mutex>
#include <stdexcept>

#include <fmt/format.h>
#include <spdlog/spdlog.h>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>

#include "core/worker.h"
#include "reply_text.h"
#include "session.h"

namespace orderdeck::adapters::http {

namespace asio = boost::asio;
using boost::beast::error_code;
using Acceptor = asio::basic_socket_acceptor<asio::ip::tcp, asio::io_context::executor_type>;

namespace {

constexpr std::size_t kOtherFiles = 128;  // files a process opens besides its connections
constexpr int kBacklog = 4'096;
constexpr int kAcceptedAtOnce = 64;
constexpr int kSocketBuffer = 128 * 1024;
constexpr core::Millis kAcceptPause{50};

/// How many connections the limit of open files leaves room for, after raising it as far as is wanted and allowed.
std::size_t roomFor(std::size_t connections) {
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return connections;
  const rlim_t wanted = connections + kOtherFiles;
  if (limit.rlim_cur < wanted) {
    limit.rlim_cur = std::min<rlim_t>(wanted, limit.rlim_max);
    setrlimit(RLIMIT_NOFILE, &limit);
    getrlimit(RLIMIT_NOFILE, &limit);
  }
  const std::size_t room = limit.rlim_cur > 2 * kOtherFiles ? limit.rlim_cur - kOtherFiles : kOtherFiles;
  return std::min(connections, room);
}

core::Millis sweepEvery(const HttpServerSettings& settings) {
  const core::Millis shortest = std::min({settings.receiveTimeout, settings.idleTimeout, settings.requestTimeout});
  return std::clamp(shortest / 4, core::Millis{10}, core::Millis{500});
}

}  // namespace

struct HttpServer::Impl {
  Impl(HttpServerSettings settings, ports::HttpHandler& handler)
      : host{.settings = settings,
             .handler = handler,
             .mailbox = {},
             .closed = [this](std::size_t slot) { release(slot); }},
        limit(roomFor(settings.connections)) {
    host.date = httpDate();
    host.mailbox = std::make_shared<ReplyMailbox>([this] { asio::post(io, [this] { deliver(); }); });
    listen();
  }

  void listen() {
    const HttpServerSettings& settings = host.settings;
    error_code error;
    const auto address = asio::ip::make_address(settings.host, error);
    if (error) throw std::runtime_error(fmt::format("cannot listen on '{}': not an IP address", settings.host));
    open({address, static_cast<unsigned short>(settings.port)}, error);
    if (error && settings.fallback && settings.port != 0) open({address, 0}, error);
    if (error)
      throw std::runtime_error(
          fmt::format("cannot listen on {}:{}: {}", settings.host, settings.port, error.message()));
    port = acceptor.local_endpoint().port();
    host.rules.emplace(settings.host, port, settings.allowedHosts);
  }

  void open(const asio::ip::tcp::endpoint& endpoint, error_code& error) {
    error_code ignored;
    acceptor.close(ignored);
    acceptor.open(endpoint.protocol(), error);
    if (!error) acceptor.set_option(asio::socket_base::reuse_address(true), error);
    // Inherited by every connection; else the kernel lets each of them keep up to 6 MB that nobody reads.
    if (!error) acceptor.set_option(asio::socket_base::receive_buffer_size(kSocketBuffer), error);
    if (!error) acceptor.set_option(asio::socket_base::send_buffer_size(kSocketBuffer), error);
    if (!error) acceptor.bind(endpoint, error);
    if (!error) acceptor.non_blocking(true, error);
    if (!error) acceptor.listen(kBacklog, error);
  }

  void run() {
    accept();
    sweep();
    io.run();
  }

  void accept() {
    acceptor.async_accept(io.get_executor(), [this](const error_code& error, Socket socket) {
      if (host.stopping) return;
      if (!error) admit(std::move(socket));
      if (!error) acceptMore();
      if (!error || error == asio::error::connection_aborted) return accept();
      spdlog::warn("accepting a connection: {}",
                   error.message());  // no files left, most likely: come back when some are closed
      acceptTimer.expires_after(kAcceptPause);
      acceptTimer.async_wait([this](const error_code& cancelled) {
        if (!cancelled && !host.stopping) accept();
      });
    });
  }

  /// Those that wait already: one at a time, between what all connections do, an operator would wait behind every
  /// stranger.
  void acceptMore() {
    for (int i = 1; i < kAcceptedAtOnce; ++i) {
      error_code error;
      Socket socket = acceptor.accept(io.get_executor(), error);
      if (error) return;  // would_block: nobody waits; what else it is, accept() will meet again
      admit(std::move(socket));
    }
  }

  void admit(Socket socket) {
    error_code ignored;
    socket.non_blocking(true, ignored);
    if (count >= limit && !host.makeRoom()) {
      host.output.clear();
      writeReply(host.output, ports::problem("busy", "too many connections"), {.keepAlive = false, .date = host.date});
      socket.write_some(asio::buffer(host.output), ignored);
      socket.shutdown(Socket::shutdown_both, ignored);
      return;
    }
    socket.set_option(asio::ip::tcp::no_delay(true), ignored);
    const std::size_t slot = freeSlots.empty() ? sessions.size() : freeSlots.back();
    if (freeSlots.empty())
      sessions.emplace_back();
    else
      freeSlots.pop_back();
    sessions[slot] = std::make_shared<Session>(std::move(socket), host, slot);
    ++count;
    const std::shared_ptr<Session> session = sessions[slot];
    session->start();
  }

  void release(std::size_t slot) {
    sessions[slot].reset();
    freeSlots.push_back(slot);
    if (--count == 0 && host.stopping) drained.set_value();
  }

  void deliver() {
    host.mailbox->take(replies);
    for (const PostedReply& posted : replies) {
      const std::shared_ptr<Session> session = posted.slot < sessions.size() ? sessions[posted.slot] : nullptr;
      if (session) session->reply(posted.serial, posted.reply);
    }
    replies.clear();
  }

  void sweep() {
    host.date = httpDate();
    const auto now = Session::Clock::now();
    forEachSession([now](Session& session) { session.sweep(now); });
    sweepTimer.expires_after(sweepEvery(host.settings));
    sweepTimer.async_wait([this](const error_code& error) {
      if (!error) sweep();
    });
  }

  template <typename Visit>
  void forEachSession(Visit visit) {
    for (std::size_t slot = 0; slot < sessions.size(); ++slot) {
      const std::shared_ptr<Session> session = sessions[slot];  // it may close, and then leaves its slot
      if (session) visit(*session);
    }
  }

  void beginStop() {
    host.stopping = true;
    error_code ignored;
    acceptor.close(ignored);
    acceptTimer.cancel();
    if (count == 0) return drained.set_value();
    forEachSession([](Session& session) { session.drain(); });
  }

  void endStop() {
    sweepTimer.cancel();
    forEachSession([](Session& session) { session.close(); });
    io.stop();
  }

  asio::io_context io{1};
  SessionHost host;
  const std::size_t limit;
  Acceptor acceptor{io};
  asio::steady_timer sweepTimer{io};
  asio::steady_timer acceptTimer{io};
  std::vector<std::shared_ptr<Session>> sessions;  // by slot; empty where none is
  std::vector<std::size_t> freeSlots;
  std::vector<PostedReply> replies;
  std::atomic<std::size_t> count = 0;
  std::promise<void> drained;
  int port = 0;
  std::once_flag stopped;
  std::unique_ptr<core::Worker> thread;  // last: it uses all of the above
};

HttpServer::HttpServer(HttpServerSettings settings, ports::HttpHandler& handler, std::string name)
    : m_impl(std::make_unique<Impl>(std::move(settings), handler)) {
  m_impl->thread =
      std::make_unique<core::Worker>(std::move(name), [impl = m_impl.get()](std::stop_token) { impl->run(); });
}

HttpServer::~HttpServer() { stop(); }

int HttpServer::port() const { return m_impl->port; }

std::size_t HttpServer::connections() const { return m_impl->count; }

void HttpServer::stop() {
  std::call_once(m_impl->stopped, [this] {
    auto drained = m_impl->drained.get_future();
    asio::post(m_impl->io, [impl = m_impl.get()] { impl->beginStop(); });
    drained.wait_for(m_impl->host.settings.stopTimeout);
    m_impl->host.mailbox->close();
    asio::post(m_impl->io, [impl = m_impl.get()] { impl->endStop(); });
    m_impl->thread->stop();
  });
}

}  // namespace orderdeck::adapters::http
