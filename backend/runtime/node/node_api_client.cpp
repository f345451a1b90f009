#include "runtime/node/node_api_client.h"

#include <netdb.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <limits>
#include <memory>

#include <fmt/format.h>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>

#include "core/address.h"

namespace orderdeck::runtime {

using core::ErrorCode;

namespace {

constexpr std::uint64_t kMostBytes = 16 * 1024 * 1024;

struct AddressesFree {
  void operator()(addrinfo* list) const { ::freeaddrinfo(list); }
};
using Addresses = std::unique_ptr<addrinfo, AddressesFree>;

/// Where an http:// URL leads; null when it is none, or its host is not known.
Addresses addressesOf(std::string_view url) {
  const auto place = core::parseHttpUrl(url);
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* found = nullptr;
  if (!place || ::getaddrinfo(place->host.c_str(), std::to_string(place->port).c_str(), &hints, &found) != 0)
    return nullptr;
  return Addresses(found);
}

/// Waits until the socket is ready for `events`; false when `until` passed.
bool waitFor(int socket, short events, core::Timestamp until) {
  for (;;) {
    const auto left = (until - core::now()).count();
    if (left <= 0) return false;
    pollfd one{socket, events, 0};
    const int n = ::poll(&one, 1, static_cast<int>(std::min<std::int64_t>(left, std::numeric_limits<int>::max())));
    if (n > 0) return true;
    if (n < 0 && errno != EINTR) return false;
  }
}

}  // namespace

NodeApiClient::NodeApiClient(NodeApiClient&& other) noexcept
    : m_url(std::move(other.m_url)), m_timeout(other.m_timeout), m_socket(std::exchange(other.m_socket, -1)) {}

NodeApiClient& NodeApiClient::operator=(NodeApiClient&& other) noexcept {
  std::swap(m_url, other.m_url);
  std::swap(m_timeout, other.m_timeout);
  std::swap(m_socket, other.m_socket);
  return *this;
}

void NodeApiClient::close() {
  if (m_socket >= 0) ::close(std::exchange(m_socket, -1));
}

core::Result<void> NodeApiClient::connect(core::Timestamp until) {
  close();
  const Addresses address = addressesOf(m_url);
  if (!address) return core::fail(ErrorCode::InvalidArgument, fmt::format("not an address: '{}'", m_url));
  m_socket = ::socket(address->ai_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  const int yes = 1;
  ::setsockopt(m_socket, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
  int error = 0;
  if (::connect(m_socket, address->ai_addr, address->ai_addrlen) != 0) {
    if (errno != EINPROGRESS) {
      error = errno;
    } else if (!waitFor(m_socket, POLLOUT, until)) {
      close();
      return core::fail(ErrorCode::Timeout, m_url + " takes no connection", true);
    } else {
      socklen_t size = sizeof error;
      ::getsockopt(m_socket, SOL_SOCKET, SO_ERROR, &error, &size);
    }
  }
  if (error == 0) return {};
  close();
  return core::fail(ErrorCode::Disconnected, fmt::format("{}: {}", m_url, std::strerror(error)), true);
}

std::string NodeApiClient::head(const std::string& method, const std::string& target) const {
  return fmt::format("{} {} HTTP/1.1\r\nHost: {}\r\n", method, target, m_url.substr(m_url.find("//") + 2));
}

core::Result<HttpAnswer> NodeApiClient::get(const std::string& target) {
  const core::Timestamp until = core::now() + m_timeout;
  const std::string request = head("GET", target) + "\r\n";
  if (m_socket >= 0) {
    auto answer = exchange(request, until);
    if (answer || answer.error().code != ErrorCode::Disconnected) return answer;
  }
  if (auto connected = connect(until); !connected) return std::unexpected(connected.error());
  return exchange(request, until);
}

core::Result<HttpAnswer> NodeApiClient::send(const std::string& method, const std::string& target,
                                             const std::string& body,
                                             const std::vector<std::pair<std::string, std::string>>& headers) {
  const core::Timestamp until = core::now() + m_timeout;
  std::string request = head(method, target);
  for (const auto& [name, value] : headers) request += fmt::format("{}: {}\r\n", name, value);
  request += fmt::format("Content-Type: application/json\r\nContent-Length: {}\r\n\r\n", body.size());
  request += body;
  if (auto connected = connect(until); !connected) return std::unexpected(connected.error());
  return exchange(request, until);
}

core::Result<HttpAnswer> NodeApiClient::exchange(const std::string& request, core::Timestamp until) {
  const auto lost = [this](ErrorCode code, const std::string& what) {
    close();
    return core::fail(code, m_url + " " + what, true);
  };
  for (std::size_t at = 0; at < request.size();) {
    const ssize_t n = ::send(m_socket, request.data() + at, request.size() - at, MSG_NOSIGNAL);
    if (n > 0)
      at += static_cast<std::size_t>(n);
    else if (n < 0 && errno != EAGAIN && errno != EINTR)
      return lost(ErrorCode::Disconnected, "closed the connection");
    else if (!waitFor(m_socket, POLLOUT, until))
      return lost(ErrorCode::Timeout, "does not take the request");
  }
  boost::beast::http::response_parser<boost::beast::http::string_body> parser;
  parser.body_limit(kMostBytes);
  parser.eager(true);
  std::string input;
  char buffer[16 * 1024];
  while (!parser.is_done()) {
    const ssize_t n = ::recv(m_socket, buffer, sizeof buffer, 0);
    if (n < 0 && (errno == EAGAIN || errno == EINTR)) {
      if (!waitFor(m_socket, POLLIN, until)) return lost(ErrorCode::Timeout, "does not answer in time");
      continue;
    }
    boost::beast::error_code error;
    if (n <= 0) {
      if (n == 0 && parser.got_some()) parser.put_eof(error);  // a body that ends with the connection
      if (!parser.is_done()) return lost(ErrorCode::Disconnected, "closed the connection");
      break;
    }
    input.append(buffer, static_cast<std::size_t>(n));
    const std::size_t taken = parser.put(boost::asio::buffer(input), error);
    input.erase(0, taken);
    if (error && error != boost::beast::http::error::need_more)
      return lost(ErrorCode::Corrupt, "answers no HTTP: " + error.message());
  }
  HttpAnswer answer;
  answer.status = parser.get().result_int();
  for (const auto& field : parser.get())
    answer.headers.emplace_back(std::string(field.name_string()), std::string(field.value()));
  answer.contentType = std::string(parser.get()[boost::beast::http::field::content_type]);
  answer.body = std::move(parser.get().body());
  if (!parser.keep_alive()) close();
  return answer;
}

}  // namespace orderdeck::runtime
