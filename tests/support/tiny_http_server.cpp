#include "tests/support/tiny_http_server.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <stdexcept>

#include <fmt/format.h>

namespace orderdeck::support {

std::string TinyRequest::header(const std::string& name) const {
  const std::size_t at = head.find("\r\n" + name + ": ");
  if (at == std::string::npos) return {};
  const std::size_t start = at + name.size() + 4;
  return head.substr(start, head.find("\r\n", start) - start);
}

TinyHttpServer::TinyHttpServer(Handler handler, int port) : m_handler(std::move(handler)) {
  m_listener = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const int on = 1;
  ::setsockopt(m_listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<std::uint16_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  if (::bind(m_listener, reinterpret_cast<sockaddr*>(&address), size) != 0 || ::listen(m_listener, 1024) != 0) {
    throw std::runtime_error("TinyHttpServer cannot listen");
  }
  ::getsockname(m_listener, reinterpret_cast<sockaddr*>(&address), &size);
  m_port = ntohs(address.sin_port);
  m_acceptor = std::thread([this] { accept(); });
}

TinyHttpServer::~TinyHttpServer() {
  {
    const std::lock_guard lock(m_mutex);
    m_stopping = true;
    for (const int socket : m_sockets) ::shutdown(socket, SHUT_RDWR);
  }
  ::shutdown(m_listener, SHUT_RDWR);
  m_acceptor.join();
  ::close(m_listener);
  for (std::thread& thread : m_threads) thread.join();
}

std::string TinyHttpServer::url() const { return fmt::format("http://127.0.0.1:{}", m_port); }

int TinyHttpServer::connections() const {
  const std::lock_guard lock(m_mutex);
  return m_accepted;
}

void TinyHttpServer::accept() {
  while (true) {
    const int socket = ::accept4(m_listener, nullptr, nullptr, SOCK_CLOEXEC);
    const std::lock_guard lock(m_mutex);
    if (socket < 0 || m_stopping) {
      if (socket >= 0) ::close(socket);
      return;
    }
    ++m_accepted;
    m_sockets.push_back(socket);
    m_threads.emplace_back([this, socket] { serve(socket); });
  }
}

void TinyHttpServer::serve(int socket) {
  std::string input;
  while (true) {
    std::size_t end = input.find("\r\n\r\n");
    TinyRequest request;
    std::size_t length = 0;
    if (end != std::string::npos) {
      request.head = input.substr(0, end + 2);
      const std::string digits = request.header("Content-Length");
      length = digits.empty() ? 0 : std::stoul(digits);
    }
    if (end == std::string::npos || input.size() < end + 4 + length) {
      char chunk[4096];
      const ssize_t n = ::recv(socket, chunk, sizeof chunk, 0);
      if (n <= 0) break;
      input.append(chunk, static_cast<std::size_t>(n));
      continue;
    }
    request.body = input.substr(end + 4, length);
    input.erase(0, end + 4 + length);
    const std::size_t space = request.head.find(' ');
    request.method = request.head.substr(0, space);
    request.target = request.head.substr(space + 1, request.head.find(' ', space + 1) - space - 1);
    const TinyAnswer answer = m_handler(request);
    if (answer.silent) break;
    const std::string text =
        fmt::format("HTTP/1.1 {} X\r\nContent-Type: {}\r\n{}Content-Length: {}\r\n\r\n{}", answer.status,
                    answer.contentType, answer.close ? "Connection: close\r\n" : "", answer.body.size(), answer.body);
    if (::send(socket, text.data(), text.size(), MSG_NOSIGNAL) < 0 || answer.close) break;
  }
  const std::lock_guard lock(m_mutex);
  std::erase(m_sockets, socket);
  ::close(socket);
}

}  // namespace orderdeck::support
