#include "adapters/kafka/cluster_guard.h"

#include <poll.h>
#include <pthread.h>
#include <sys/socket.h>

#include <atomic>
#include <cerrno>
#include <cstdarg>
#include <cstdio>
#include <cstring>
#include <ctime>
#include <map>
#include <span>

#include <spdlog/spdlog.h>

namespace orderdeck::adapters::kafka {

namespace {

using Clock = std::chrono::steady_clock;

constexpr short kHungUp = POLLHUP | POLLERR | POLLRDHUP;

std::atomic<std::int64_t> guarding = 0;  // the session time-out in milliseconds; 0: not at all
std::atomic<std::uint64_t> members = 0;

/// Whether a cluster's thread calls: librdkafka names it so.
bool isClusterThread() {
  thread_local const bool is = [] {
    char name[16] = {};
    return pthread_getname_np(pthread_self(), name, sizeof name) == 0 && std::strcmp(name, "rdk:mock") == 0;
  }();
  return is;
}

int askKernel(std::span<pollfd> sockets, int timeoutMs) {
  const timespec limit{.tv_sec = timeoutMs / 1'000, .tv_nsec = timeoutMs % 1'000 * 1'000'000L};
  return ::ppoll(sockets.data(), sockets.size(), timeoutMs < 0 ? nullptr : &limit, nullptr);
}

bool isConnection(int socket) {
  sockaddr_storage peer{};
  socklen_t size = sizeof peer;
  return ::getpeername(socket, reinterpret_cast<sockaddr*>(&peer), &size) == 0;
}

/// Of the sockets that hung up, only that; and nothing else as long as there are such. (A connection's end makes the
/// cluster skip the next socket of a round, so one round may not be enough.)
int hangUpsFirst(std::span<pollfd> sockets, int ready) {
  int gone = 0;
  for (pollfd& socket : sockets) {
    if ((socket.revents & kHungUp) == 0) continue;
    ::shutdown(socket.fd, SHUT_RDWR);
    socket.revents = POLLHUP;
    ++gone;
  }
  if (gone == 0) return ready;
  for (pollfd& socket : sockets) {
    if (socket.revents != POLLHUP) socket.revents = 0;
  }
  return gone;
}

/// Connections that wait for the answer to a JoinGroup or SyncGroup (the cluster does not read from them meanwhile),
/// and since when.
class Waiting {
 public:
  void look(std::span<const pollfd> sockets, Clock::time_point now) {
    for (const pollfd& socket : sockets) {
      if ((socket.events & POLLIN) == 0)
        m_since.try_emplace(socket.fd, now);
      else if (!m_since.empty())
        m_since.erase(socket.fd);
    }
  }
  /// Those whose member's session is over: it is thrown out, and its answer with it.
  void closeOverdue(Clock::time_point now) const {
    for (const auto& [socket, since] : m_since) {
      if (now - since > core::Millis{guarding}) ::shutdown(socket, SHUT_RDWR);
    }
  }

 private:
  std::map<int, Clock::time_point> m_since;
};

int pollForCluster(std::span<pollfd> sockets, int timeoutMs) {
  thread_local Clock::time_point returned{};
  const auto before = returned == Clock::time_point{} ? Clock::now() : returned;
  thread_local Waiting waiting;
  waiting.look(sockets, before);
  waiting.closeOverdue(Clock::now());
  for (pollfd& socket : sockets) socket.events |= POLLRDHUP;
  int ready = askKernel(sockets, timeoutMs);
  returned = Clock::now();
  const auto away = std::chrono::duration_cast<core::Millis>(returned - before) - core::Millis{std::max(timeoutMs, 0)};
  if (away > kClusterStopped) {
    spdlog::warn("the broker was stopped for {} ms: its clients connect anew", away.count());
    for (const pollfd& socket : sockets) {
      if ((socket.events & POLLIN) != 0 && isConnection(socket.fd)) ::shutdown(socket.fd, SHUT_RDWR);
    }
    waiting.closeOverdue(returned);  // the others still get their answers
    ready = askKernel(sockets, 0);
  }
  if (ready < 0 && errno == EINTR) {  // the cluster would end itself
    for (pollfd& socket : sockets) socket.revents = 0;
    return 0;
  }
  return ready > 0 ? hangUpsFirst(sockets, ready) : ready;
}

}  // namespace

void guardClusters(core::Millis sessionTimeout) { guarding = sessionTimeout.count(); }

}  // namespace orderdeck::adapters::kafka

// What librdkafka calls, since a program's own symbols come before those of the libraries.
extern "C" {

int poll(pollfd* fds, nfds_t count, int timeout) {
  using namespace orderdeck::adapters::kafka;
  const std::span sockets(fds, count);
  return guarding > 0 && isClusterThread() ? pollForCluster(sockets, timeout) : askKernel(sockets, timeout);
}

// NOLINTNEXTLINE(bugprone-reserved-identifier): the name that a compiler with _FORTIFY_SOURCE gives to snprintf
int __snprintf_chk(char* text, std::size_t most, int, std::size_t, const char* format, ...) {
  using namespace orderdeck::adapters::kafka;
  std::va_list values;
  va_start(values, format);
  const bool isMember = guarding > 0 && std::strcmp(format, "%p") == 0 && isClusterThread();
  const int length = isMember ? std::snprintf(text, most, "member-%llu", static_cast<unsigned long long>(++members))
                              : std::vsnprintf(text, most, format, values);
  va_end(values);
  return length;
}

}  // extern "C"
