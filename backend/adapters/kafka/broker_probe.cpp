#include "adapters/kafka/broker_probe.h"

#include <netdb.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdint>
#include <memory>

#include "core/address.h"

namespace orderdeck::adapters::kafka {

namespace {

// Kafka protocol, request header version 1: size, api key 18 (ApiVersions), version 0, correlation id, client id
// "orderdeck".
constexpr std::array<std::uint8_t, 23> kApiVersions = {0, 0, 0,   19,  0,   18,  0,   0,   0,   0,   0,  1,
                                                       0, 9, 'o', 'r', 'd', 'e', 'r', 'd', 'e', 'c', 'k'};

class Probe {
 public:
  explicit Probe(const std::string& address) {
    const auto place = core::parseHostPort(address);
    if (!place) return;
    addrinfo hints{};
    hints.ai_socktype = SOCK_STREAM;
    addrinfo* found = nullptr;
    if (getaddrinfo(place->host.c_str(), std::to_string(place->port).c_str(), &hints, &found) != 0) return;
    const std::unique_ptr<addrinfo, decltype(&freeaddrinfo)> target(found, freeaddrinfo);
    m_socket = socket(target->ai_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (m_socket >= 0)
      static_cast<void>(connect(m_socket, target->ai_addr, target->ai_addrlen));  // poll() tells how it went
  }
  ~Probe() { close(); }
  Probe(const Probe&) = delete;
  Probe& operator=(const Probe&) = delete;

  bool open() const { return m_socket >= 0; }
  bool answered() const { return m_answered; }
  pollfd waitsFor() const { return {m_socket, static_cast<short>(m_asked ? POLLIN : POLLOUT), 0}; }

  void advance(short events) {
    std::array<char, 4> answer{};
    if (m_asked) {
      m_answered = recv(m_socket, answer.data(), answer.size(), MSG_DONTWAIT) > 0;
      close();
    } else if ((events & (POLLERR | POLLHUP)) != 0 ||
               send(m_socket, kApiVersions.data(), kApiVersions.size(), MSG_NOSIGNAL | MSG_DONTWAIT) < 0) {
      close();
    } else {
      m_asked = true;
    }
  }

 private:
  void close() {
    if (m_socket >= 0) ::close(m_socket);
    m_socket = -1;
  }

  int m_socket = -1;
  bool m_asked = false;
  bool m_answered = false;
};

}  // namespace

int countAnswering(const std::vector<std::string>& addresses, core::Millis timeout) {
  const auto deadline = std::chrono::steady_clock::now() + timeout;
  std::vector<std::unique_ptr<Probe>> probes;
  for (const auto& address : addresses) probes.push_back(std::make_unique<Probe>(address));
  for (;;) {
    std::vector<pollfd> waits;
    std::vector<Probe*> waiting;
    for (const auto& probe : probes) {
      if (!probe->open()) continue;
      waits.push_back(probe->waitsFor());
      waiting.push_back(probe.get());
    }
    const auto left = std::chrono::duration_cast<core::Millis>(deadline - std::chrono::steady_clock::now()).count();
    if (waits.empty() || left <= 0 || ::poll(waits.data(), waits.size(), static_cast<int>(left)) <= 0) break;
    for (std::size_t i = 0; i < waits.size(); ++i) {
      if (waits[i].revents != 0) waiting[i]->advance(waits[i].revents);
    }
  }
  return static_cast<int>(std::ranges::count_if(probes, [](const auto& probe) { return probe->answered(); }));
}

}  // namespace orderdeck::adapters::kafka
