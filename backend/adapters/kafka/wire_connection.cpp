#include "adapters/kafka/wire_connection.h"

#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <memory>
#include <utility>

#include <fmt/format.h>

#include "core/address.h"
#include "core/clock.h"

namespace orderdeck::adapters::kafka {

using core::ErrorCode;

namespace {
constexpr std::size_t kMostAnswer =
    16 * 1024 * 1024;  // bytes: many times what a cluster of thousands of partitions says
}

core::Result<std::string> WireConnection::call(Api api, std::int16_t version, std::string_view body,
                                               Deadline deadline) {
  const bool reused = m_socket >= 0;
  auto answer = exchange(api, version, body, deadline);
  // A broker closes what was idle for long, and that shows only when it is used.
  if (!answer && reused && answer.error().code == ErrorCode::Disconnected)
    answer = exchange(api, version, body, deadline);
  return answer;
}

core::Result<std::string> WireConnection::exchange(Api api, std::int16_t version, std::string_view body,
                                                   Deadline deadline) {
  const auto failed = [this](core::Error error) {
    close();
    return std::unexpected(std::move(error));
  };
  if (m_socket < 0) {
    if (auto connected = connect(deadline); !connected) return failed(std::move(connected.error()));
  }
  const std::int32_t correlation = ++m_correlation;
  WireWriter header;
  header.int16(static_cast<std::int16_t>(api)).int16(version).int32(correlation).string(m_clientId);
  WireWriter size;
  size.count(header.bytes().size() + body.size());
  if (auto sent = send(size.bytes() + header.bytes() + std::string(body), deadline); !sent)
    return failed(std::move(sent.error()));

  auto length = receive(4, deadline);
  if (!length) return failed(std::move(length.error()));
  const std::int32_t bytes = WireReader(*length).int32();
  if (bytes < 4 || static_cast<std::size_t>(bytes) > kMostAnswer)
    return failed({ErrorCode::Corrupt, fmt::format("{} does not speak Kafka", m_address), true});
  auto answer = receive(static_cast<std::size_t>(bytes), deadline);
  if (!answer) return failed(std::move(answer.error()));
  if (WireReader(*answer).int32() != correlation)
    return failed({ErrorCode::Corrupt, fmt::format("{} answered something else", m_address), true});
  answer->erase(0, 4);
  return answer;
}

core::Result<void> WireConnection::connect(Deadline deadline) {
  const auto place = core::parseHostPort(m_address);
  if (!place) return std::unexpected(place.error());
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* found = nullptr;
  if (::getaddrinfo(place->host.c_str(), std::to_string(place->port).c_str(), &hints, &found) != 0) {
    return core::fail(ErrorCode::Disconnected, "no such host: " + m_address, true);
  }
  const std::unique_ptr<addrinfo, decltype(&freeaddrinfo)> target(found, freeaddrinfo);
  m_socket = ::socket(target->ai_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (m_socket < 0) return std::unexpected(broken("connecting to"));
  const int noDelay = 1;
  ::setsockopt(m_socket, IPPROTO_TCP, TCP_NODELAY, &noDelay, sizeof noDelay);
  if (::connect(m_socket, target->ai_addr, target->ai_addrlen) != 0 && errno != EINPROGRESS)
    return std::unexpected(broken("connecting to"));
  if (auto writable = await(POLLOUT, deadline); !writable) return writable;
  int error = 0;
  socklen_t size = sizeof error;
  if (::getsockopt(m_socket, SOL_SOCKET, SO_ERROR, &error, &size) == 0 && error == 0) return {};
  errno = error;
  return std::unexpected(broken("connecting to"));
}

core::Result<void> WireConnection::send(std::string_view bytes, Deadline deadline) {
  while (!bytes.empty()) {
    const ssize_t n = ::send(m_socket, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (n >= 0) {
      bytes.remove_prefix(static_cast<std::size_t>(n));
    } else if (errno == EAGAIN) {
      if (auto writable = await(POLLOUT, deadline); !writable) return writable;
    } else if (errno != EINTR) {
      return std::unexpected(broken("writing to"));
    }
  }
  return {};
}

core::Result<std::string> WireConnection::receive(std::size_t bytes, Deadline deadline) {
  std::string got(bytes, '\0');
  for (std::size_t have = 0; have < bytes;) {
    const ssize_t n = ::recv(m_socket, got.data() + have, bytes - have, 0);
    if (n > 0) {
      have += static_cast<std::size_t>(n);
    } else if (n < 0 && errno == EAGAIN) {
      if (auto readable = await(POLLIN, deadline); !readable) return std::unexpected(std::move(readable.error()));
    } else if (n == 0 || errno != EINTR) {
      if (n == 0) errno = ECONNRESET;
      return std::unexpected(broken("reading from"));
    }
  }
  return got;
}

core::Result<void> WireConnection::await(short events, Deadline deadline) {
  for (;;) {
    const auto left = std::chrono::ceil<core::Millis>(deadline - std::chrono::steady_clock::now()).count();
    pollfd waiting{m_socket, events, 0};
    const int ready = left > 0 ? ::poll(&waiting, 1, static_cast<int>(left)) : 0;
    if (ready > 0) return {};
    if (ready == 0)
      return core::fail(ErrorCode::Timeout, fmt::format("the broker {} does not answer", m_address), true);
    if (errno != EINTR) return std::unexpected(broken("waiting for"));
  }
}

core::Error WireConnection::broken(const char* doing) const {
  return {ErrorCode::Disconnected, fmt::format("{} the broker {}: {}", doing, m_address, std::strerror(errno)), true};
}

void WireConnection::close() {
  if (const int socket = std::exchange(m_socket, -1); socket >= 0) ::close(socket);
}

}  // namespace orderdeck::adapters::kafka
