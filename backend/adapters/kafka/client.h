// One rd_kafka_t: made from our settings, watched (is it still of use?), closed so that a process can always end.
// lost() and answers() belong to its user's thread; handle() may be used from any.
#pragma once

#include <atomic>
#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "adapters/kafka/rd_handles.h"
#include "core/clock.h"
#include "core/error.h"

namespace orderdeck::adapters::kafka {

/// What librdkafka's callbacks reach. A client that does not end in time is left behind together with its state.
struct ClientState {
  virtual ~ClientState() = default;
  void heard() { downSince = 0; }  // a broker answered

  std::string name;
  std::atomic<std::int64_t> downSince{0};  // steady milliseconds at which every broker was gone; 0: not known to be
  std::atomic<bool> fatal{false};
};

struct ClientPlan {
  rd_kafka_type_t type = RD_KAFKA_PRODUCER;
  std::string name;  // the client.id is this and something unique
  std::function<std::string()> bootstrap;
  std::vector<std::pair<const char*, std::string>> options;  // more properties of librdkafka
  void (*delivered)(rd_kafka_t*, const rd_kafka_message_t*, void* state) = nullptr;
  void (*rebalanced)(rd_kafka_t*, rd_kafka_resp_err_t, rd_kafka_topic_partition_list_t*, void* state) = nullptr;
};

class Client {
 public:
  /// Unavailable (retryable) while nobody knows the brokers' addresses; InvalidArgument for a property librdkafka
  /// refuses.
  static core::Result<std::shared_ptr<Client>> make(ClientPlan plan, std::shared_ptr<ClientState> state);
  ~Client();
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;

  rd_kafka_t* handle() const { return m_handle; }
  const std::string& bootstrap() const { return m_bootstrap; }

  /// Why this client is of no use any more (Disconnected), or nothing: the brokers are at other addresses now,
  /// librdkafka gave up, or no broker was there for 5 s. Looks once a second.
  std::optional<core::Error> lost();

  /// Whether some broker answers a metadata request within `wait`.
  bool answers(core::Millis wait) const;

 private:
  Client(rd_kafka_t* handle, ClientPlan plan, std::string bootstrap, std::shared_ptr<ClientState> state);
  std::optional<core::Error> look() const;

  rd_kafka_t* const m_handle;
  const ClientPlan m_plan;
  const std::string m_bootstrap;  // as it was when the client was made
  const std::shared_ptr<ClientState> m_state;
  std::chrono::steady_clock::time_point m_nextLook;
  std::optional<core::Error> m_lost;
};

}  // namespace orderdeck::adapters::kafka
