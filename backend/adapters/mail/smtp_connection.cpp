#include "adapters/mail/smtp_connection.h"

#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cctype>
#include <cerrno>
#include <memory>
#include <system_error>

#include <fmt/format.h>

namespace orderdeck::adapters::mail {

using core::ErrorCode;
using core::fail;
using core::Result;

namespace {

constexpr std::size_t kLongestLine = 4'096;  // RFC 5321 asks for 512
constexpr int kMostLines = 100;              // of one reply

}  // namespace

void SmtpConnection::close() {
  if (m_socket >= 0) ::close(m_socket);
  m_socket = -1;
  m_buffer.clear();
}

std::unexpected<core::Error> SmtpConnection::lost(std::string_view doing, int error) {
  close();
  return fail(ErrorCode::Disconnected, fmt::format("SMTP: {}: {}", doing, std::generic_category().message(error)),
              true);
}

Result<void> SmtpConnection::waitFor(short events, std::string_view doing) {
  pollfd waited{m_socket, events, 0};
  const int ready = ::poll(&waited, 1, static_cast<int>(m_timeout.count()));
  if (ready < 0) return lost(doing, errno);
  if (ready > 0) return {};
  close();
  return fail(ErrorCode::Timeout, fmt::format("SMTP: {}: no answer within {} ms", doing, m_timeout.count()), true);
}

Result<void> SmtpConnection::open(const std::string& host, const std::string& port) {
  close();
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* list = nullptr;
  if (const int failed = ::getaddrinfo(host.c_str(), port.c_str(), &hints, &list); failed != 0)
    return fail(ErrorCode::Disconnected, fmt::format("SMTP: {}:{}: {}", host, port, ::gai_strerror(failed)), true);
  const std::unique_ptr<addrinfo, void (*)(addrinfo*)> addresses(list, ::freeaddrinfo);
  const std::string doing = fmt::format("connect to {}:{}", host, port);
  Result<void> last = fail(ErrorCode::Disconnected, "SMTP: " + doing + ": no address", true);
  for (const addrinfo* address = list; address != nullptr; address = address->ai_next) {
    m_socket = ::socket(address->ai_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, address->ai_protocol);
    if (m_socket < 0) continue;
    if (::connect(m_socket, address->ai_addr, address->ai_addrlen) != 0 && errno != EINPROGRESS) {
      last = lost(doing, errno);
      continue;
    }
    last = waitFor(POLLOUT, doing);
    if (!last) continue;
    int error = 0;
    socklen_t size = sizeof error;
    ::getsockopt(m_socket, SOL_SOCKET, SO_ERROR, &error, &size);
    if (error == 0) {
      const int on = 1;
      ::setsockopt(m_socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
      return {};
    }
    last = lost(doing, error);
  }
  return last;
}

Result<void> SmtpConnection::write(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t count = ::send(m_socket, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (count >= 0) {
      bytes.remove_prefix(static_cast<std::size_t>(count));
    } else if (errno == EAGAIN) {
      if (auto ready = waitFor(POLLOUT, "write"); !ready) return ready;
    } else if (errno != EINTR) {
      return lost("write", errno);
    }
  }
  return {};
}

Result<std::string> SmtpConnection::readLine() {
  for (;;) {
    if (const std::size_t end = m_buffer.find('\n'); end != std::string::npos) {
      std::string line = m_buffer.substr(0, end);
      m_buffer.erase(0, end + 1);
      if (!line.empty() && line.back() == '\r') line.pop_back();
      return line;
    }
    if (m_buffer.size() > kLongestLine) return lost("read: the line is too long", EPROTO);
    char part[2'048];
    const ssize_t count = ::recv(m_socket, part, sizeof part, 0);
    if (count > 0) {
      m_buffer.append(part, static_cast<std::size_t>(count));
    } else if (count == 0) {
      return lost("read: the server closed", ECONNRESET);
    } else if (errno == EAGAIN) {
      if (auto ready = waitFor(POLLIN, "read"); !ready) return std::unexpected(ready.error());
    } else if (errno != EINTR) {
      return lost("read", errno);
    }
  }
}

Result<SmtpReply> SmtpConnection::read() {
  SmtpReply reply;
  for (int lines = 0; lines < kMostLines; ++lines) {
    auto line = readLine();
    if (!line) return std::unexpected(line.error());
    const bool isShaped = line->size() >= 3 && (*line)[0] >= '2' && (*line)[0] <= '5' &&
                          std::isdigit(static_cast<unsigned char>((*line)[1])) &&
                          std::isdigit(static_cast<unsigned char>((*line)[2])) &&
                          (line->size() == 3 || (*line)[3] == ' ' || (*line)[3] == '-');
    if (!isShaped) return lost("read: not a reply", EPROTO);
    reply.code = ((*line)[0] - '0') * 100 + ((*line)[1] - '0') * 10 + ((*line)[2] - '0');
    if (line->size() > 4) reply.text.append(reply.text.empty() ? "" : "\n").append(*line, 4);
    if (line->size() == 3 || (*line)[3] == ' ') return reply;
  }
  return lost("read: the reply does not end", EPROTO);
}

}  // namespace orderdeck::adapters::mail
