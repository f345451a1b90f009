// One TCP connection to a Kafka broker, with one request at a time on it. No call takes longer than its deadline,
// whatever the broker does: hang, answer half, answer nonsense or close. Private to the adapter; one thread.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

#include "adapters/kafka/wire.h"
#include "core/error.h"

namespace orderdeck::adapters::kafka {

class WireConnection {
 public:
  using Deadline = std::chrono::steady_clock::time_point;

  /// `address` is "host:port". Connects when it is first used.
  WireConnection(std::string address, std::string clientId)
      : m_address(std::move(address)), m_clientId(std::move(clientId)) {}
  ~WireConnection() { close(); }
  WireConnection(const WireConnection&) = delete;
  WireConnection& operator=(const WireConnection&) = delete;

  /// The answer's body. Timeout, Disconnected or Corrupt (all retryable); after an error the next call connects anew.
  core::Result<std::string> call(Api api, std::int16_t version, std::string_view body, Deadline deadline);

 private:
  core::Result<std::string> exchange(Api api, std::int16_t version, std::string_view body, Deadline deadline);
  core::Result<void> connect(Deadline deadline);
  core::Result<void> send(std::string_view bytes, Deadline deadline);
  core::Result<std::string> receive(std::size_t bytes, Deadline deadline);
  core::Result<void> await(short events, Deadline deadline);
  core::Error broken(const char* doing) const;
  void close();

  const std::string m_address, m_clientId;
  int m_socket = -1;
  std::int32_t m_correlation = 0;
};

}  // namespace orderdeck::adapters::kafka
