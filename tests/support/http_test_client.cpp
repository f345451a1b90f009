#include "tests/support/http_test_client.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cctype>
#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace orderdeck::support {

std::string TestReply::code() const {
  const auto type = headers.find("content-type");
  if (type == headers.end() || type->second != "application/problem+json") return {};
  const auto json = nlohmann::json::parse(body, nullptr, false);
  return json.is_object() ? json.value("code", std::string{}) : std::string{};
}

HttpTestClient::HttpTestClient(int port) : m_socket(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<std::uint16_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  const int on = 1;
  ::setsockopt(m_socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  if (::connect(m_socket, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0)
    ::close(std::exchange(m_socket, -1));
}

HttpTestClient::~HttpTestClient() {
  if (m_socket >= 0) ::close(m_socket);
}

HttpTestClient::HttpTestClient(HttpTestClient&& other) noexcept
    : m_socket(std::exchange(other.m_socket, -1)), m_input(std::move(other.m_input)) {}

bool HttpTestClient::send(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t sent = ::send(m_socket, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
  return true;
}

bool HttpTestClient::receive(std::chrono::steady_clock::time_point end) {
  const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(end - std::chrono::steady_clock::now());
  pollfd poll{.fd = m_socket, .events = POLLIN, .revents = 0};
  if (::poll(&poll, 1, static_cast<int>(std::max<std::int64_t>(0, left.count()))) <= 0) return false;
  char buffer[16 * 1024];
  const ssize_t read = ::recv(m_socket, buffer, sizeof buffer, 0);
  if (read <= 0) return false;
  m_input.append(buffer, static_cast<std::size_t>(read));
  return true;
}

std::optional<TestReply> HttpTestClient::read(std::chrono::milliseconds wait, bool head) {
  const auto end = std::chrono::steady_clock::now() + wait;
  std::size_t headerEnd = 0;
  while ((headerEnd = m_input.find("\r\n\r\n")) == std::string::npos) {
    if (!receive(end)) return std::nullopt;
  }
  TestReply reply;
  std::string_view text = std::string_view(m_input).substr(0, headerEnd);
  if (!text.starts_with("HTTP/1.1 ")) return std::nullopt;
  reply.status = std::stoi(std::string(text.substr(9, 3)));
  for (std::size_t line = text.find("\r\n"); line != std::string_view::npos; line = text.find("\r\n")) {
    text.remove_prefix(line + 2);
    const std::string_view field = text.substr(0, text.find("\r\n"));
    const std::size_t colon = field.find(": ");
    std::string name(field.substr(0, colon));
    std::ranges::transform(name, name.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    reply.headers[name] = std::string(field.substr(colon + 2));
  }
  const std::size_t length =
      head || reply.status == 100 || reply.status == 204 ? 0 : std::stoul(reply.headers["content-length"]);
  while (m_input.size() < headerEnd + 4 + length) {
    if (!receive(end)) return std::nullopt;
  }
  reply.body = m_input.substr(headerEnd + 4, length);
  m_input.erase(0, headerEnd + 4 + length);
  return reply;
}

std::optional<TestReply> HttpTestClient::request(std::string_view method, std::string_view target,
                                                 std::string_view body, std::string_view headers) {
  if (!send(requestText(method, target, body, headers))) return std::nullopt;
  return read(std::chrono::seconds{10}, method == "HEAD");
}

bool HttpTestClient::closedByPeer(std::chrono::milliseconds wait) {
  const auto end = std::chrono::steady_clock::now() + wait;
  const bool more = receive(end);
  return !more && m_input.empty() && std::chrono::steady_clock::now() < end;
}

std::string requestText(std::string_view method, std::string_view target, std::string_view body,
                        std::string_view headers) {
  std::string text = fmt::format("{} {} HTTP/1.1\r\nHost: localhost\r\n{}", method, target, headers);
  if (!body.empty()) text += fmt::format("Content-Length: {}\r\n", body.size());
  if (!body.empty() && headers.find("Content-Type:") == std::string_view::npos)
    text += "Content-Type: application/json\r\n";
  return text + "\r\n" + std::string(body);
}

}  // namespace orderdeck::support
