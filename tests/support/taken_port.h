// A port of loopback that another program listens on. One thread.
#pragma once

#include <arpa/inet.h>
#include <sys/socket.h>
#include <unistd.h>

#include <utility>

#include <QtGlobal>

namespace orderdeck::support {

class TakenPort {
 public:
  TakenPort() : m_socket(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = ::htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    auto* const plain = reinterpret_cast<sockaddr*>(&address);
    if (::bind(m_socket, plain, size) != 0 || ::listen(m_socket, 1) != 0 || ::getsockname(m_socket, plain, &size) != 0)
      qFatal("no port");
    number = ::ntohs(address.sin_port);
  }
  ~TakenPort() { close(); }
  TakenPort(const TakenPort&) = delete;
  TakenPort& operator=(const TakenPort&) = delete;
  void close() {
    if (m_socket >= 0) ::close(std::exchange(m_socket, -1));
  }
  int number = 0;

 private:
  int m_socket;
};

}  // namespace orderdeck::support
