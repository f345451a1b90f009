// One member of a consumer group. Private to the adapter; one thread.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <vector>

#include "adapters/kafka/client.h"
#include "adapters/kafka/kafka_bus.h"
#include "adapters/kafka/partition_key.h"

namespace orderdeck::adapters::kafka {

/// What rebalances change. They are served within poll(), or on the closing thread.
struct SubscriptionState : ClientState {
  mutable std::mutex mutex;
  std::set<PartitionKey> held;
  std::map<PartitionKey, std::int64_t> returned;  // by poll() and not committed: the offset to commit
};

class KafkaSubscription : public ports::EventSubscription {
 public:
  static core::Result<std::unique_ptr<KafkaSubscription>> make(const KafkaBusSettings& settings, const std::string& group,
                                                               const std::vector<std::string>& topics);

  core::Result<std::vector<ports::InboundMessage>> poll(std::size_t most, core::Millis wait) override;
  core::Result<void> commit(std::span<const ports::Position> held) override;
  std::vector<std::string> assignment() const override;

 private:
  KafkaSubscription(std::shared_ptr<Client> client, std::shared_ptr<SubscriptionState> state, core::Millis commitTimeout,
                    bool withHeaders);

  const std::shared_ptr<SubscriptionState> m_state;
  const core::Millis m_commitTimeout;
  const bool m_withHeaders;
  const std::shared_ptr<Client> m_client;
  const QueuePtr m_queue;  // last: closing hangs while a queue is alive
};

}  // namespace orderdeck::adapters::kafka
