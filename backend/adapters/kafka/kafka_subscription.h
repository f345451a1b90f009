// One member of a consumer group. Private to the adapter; one thread, and one of its own that keeps the membership
// while a batch is worked on.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "adapters/kafka/client.h"
#include "adapters/kafka/kafka_bus.h"
#include "adapters/kafka/partition_key.h"
#include "core/worker.h"

namespace orderdeck::adapters::kafka {

/// What rebalances change. They are served within poll(), or on the closing thread.
struct SubscriptionState : ClientState {
  mutable std::mutex mutex;
  std::set<PartitionKey> held;
  std::optional<std::chrono::steady_clock::time_point> outsideSince =
      std::chrono::steady_clock::now();           // nothing: it has its share, may that be empty
  std::map<PartitionKey, std::int64_t> returned;  // by poll() and not committed: the offset to commit
};

class KafkaSubscription : public ports::EventSubscription {
 public:
  static core::Result<std::unique_ptr<KafkaSubscription>> make(const KafkaBusSettings& settings,
                                                               const std::string& group,
                                                               const std::vector<std::string>& topics);

  core::Result<std::vector<ports::InboundMessage>> poll(std::size_t most, core::Millis wait) override;
  ports::Headers headersOf(const ports::InboundMessage& message) override;
  core::Result<void> commit(std::span<const ports::Position> held) override;
  std::vector<std::string> assignment() const override;

 private:
  KafkaSubscription(std::shared_ptr<Client> client, std::shared_ptr<SubscriptionState> state,
                    const KafkaBusSettings& settings, bool withHeaders);
  std::optional<core::Error> lost();
  void stayMember(std::stop_token stop);
  rd_kafka_resp_err_t commitNow(const rd_kafka_topic_partition_list_t& offsets);

  const std::shared_ptr<SubscriptionState> m_state;
  const core::Millis m_commitTimeout, m_sessionTimeout;
  const bool m_withHeaders;
  const std::shared_ptr<Client> m_client;
  const QueuePtr m_queue, m_nothing;  // after the client: closing hangs while a queue is alive
  std::vector<MessagePtr> m_polled;   // by the last poll(), for headersOf(); and while a message is
  core::Worker m_member;              // last: it uses the above
};

}  // namespace orderdeck::adapters::kafka
