#include "runtime/load/load_connection.h"

#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <strings.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <memory>

#include <fmt/format.h>

namespace orderdeck::runtime {

namespace {

constexpr std::size_t kMostAnswer = 1024 * 1024;

bool sameWord(std::string_view a, std::string_view b) {
  return a.size() == b.size() && ::strncasecmp(a.data(), b.data(), a.size()) == 0;
}

std::string_view trimmed(std::string_view text) {
  while (text.starts_with(' ')) text.remove_prefix(1);
  while (text.ends_with(' ')) text.remove_suffix(1);
  return text;
}

}  // namespace

core::Result<void> LoadConnection::open(const std::string& host, const std::string& port) {
  close();
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* found = nullptr;
  if (const int code = ::getaddrinfo(host.c_str(), port.c_str(), &hints, &found); code != 0) {
    return core::fail(core::ErrorCode::InvalidArgument, fmt::format("{}:{}: {}", host, port, ::gai_strerror(code)));
  }
  const std::unique_ptr<addrinfo, decltype(&::freeaddrinfo)> owner(found, &::freeaddrinfo);
  m_socket = ::socket(found->ai_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (m_socket < 0) return core::fail(core::ErrorCode::Disconnected, std::strerror(errno), true);
  const int on = 1;
  ::setsockopt(m_socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  if (::connect(m_socket, found->ai_addr, found->ai_addrlen) != 0 && errno != EINPROGRESS) {
    const int error = errno;
    close();
    return core::fail(core::ErrorCode::Disconnected, std::strerror(error), true);
  }
  m_state = State::Connecting;
  return {};
}

void LoadConnection::close() {
  if (m_socket >= 0) ::close(m_socket);
  m_socket = -1;
  m_state = State::Closed;
  m_input.clear();
}

LoadConnection::Step LoadConnection::lost() {
  close();
  return Step::Lost;
}

LoadConnection::Step LoadConnection::send() {
  m_state = State::Busy;
  m_written = 0;
  m_input.clear();
  return write();
}

LoadConnection::Step LoadConnection::write() {
  while (m_written < m_request.size()) {
    const ssize_t n = ::send(m_socket, m_request.data() + m_written, m_request.size() - m_written, MSG_NOSIGNAL);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return errno == EAGAIN ? Step::Nothing : lost();
    m_written += static_cast<std::size_t>(n);
  }
  return Step::Nothing;
}

LoadConnection::Step LoadConnection::step() {
  if (m_state == State::Closed) return Step::Nothing;
  if (m_state == State::Connecting) {
    int error = 0;
    socklen_t size = sizeof error;
    ::getsockopt(m_socket, SOL_SOCKET, SO_ERROR, &error, &size);
    if (error != 0) return lost();
    sockaddr_storage peer{};
    size = sizeof peer;
    if (::getpeername(m_socket, reinterpret_cast<sockaddr*>(&peer), &size) != 0) return Step::Nothing;  // not yet
    m_state = State::Idle;
    return Step::Connected;
  }
  if (m_state == State::Busy && m_written < m_request.size() && write() == Step::Lost) return Step::Lost;
  return read();
}

LoadConnection::Step LoadConnection::read() {
  std::array<char, 4096> chunk;
  while (true) {
    const ssize_t n = ::recv(m_socket, chunk.data(), chunk.size(), 0);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0 && errno == EAGAIN) return Step::Nothing;
    if (n <= 0 || m_state == State::Idle) return lost();  // closed, or it spoke unasked
    m_input.append(chunk.data(), static_cast<std::size_t>(n));
    if (m_input.size() > kMostAnswer) return lost();
    // A short read took all there was: the next bytes ring again.
    const Step step = parse();
    if (step != Step::Nothing || static_cast<std::size_t>(n) < chunk.size()) return step;
  }
}

LoadConnection::Step LoadConnection::parse() {
  const std::size_t end = m_input.find("\r\n\r\n");
  if (end == std::string::npos) return Step::Nothing;
  std::string_view head(m_input.data(), end);
  int status = 0;
  if (!head.starts_with("HTTP/1.") || head.size() < 12 ||
      std::from_chars(head.data() + 9, head.data() + 12, status).ec != std::errc{})
    return lost();
  std::size_t length = 0;
  bool closing = false;
  for (std::size_t at = head.find("\r\n"); at != std::string_view::npos;) {
    head.remove_prefix(at + 2);
    at = head.find("\r\n");
    const std::string_view line = head.substr(0, at);
    const std::size_t colon = line.find(':');
    if (colon == std::string_view::npos) continue;
    const std::string_view name = line.substr(0, colon), value = trimmed(line.substr(colon + 1));
    if (sameWord(name, "content-length") &&
        std::from_chars(value.data(), value.data() + value.size(), length).ec != std::errc{})
      return lost();
    if (sameWord(name, "connection")) closing = sameWord(value, "close");
  }
  if (m_input.size() < end + 4 + length) return Step::Nothing;
  m_answer = {status, std::string_view(m_input).substr(end + 4, length)};
  m_state = State::Idle;
  if (closing) {
    ::close(m_socket);
    m_socket = -1;
    m_state = State::Closed;
  }
  return Step::Answered;
}

}  // namespace orderdeck::runtime
