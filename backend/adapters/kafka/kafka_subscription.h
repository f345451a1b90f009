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
#include "adapters/kafka/polled_batch.h"
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
  ~KafkaSubscription() override;
  static core::Result<std::unique_ptr<KafkaSubscription>> make(const KafkaBusSettings& settings,
                                                               const std::string& group,
                                                               const std::vector<std::string>& topics);

  core::Result<std::vector<ports::InboundMessage>> poll(std::size_t most, core::Millis wait) override;
  core::Result<void> commit(std::span<const ports::Position> held) override;
  bool holds(const ports::Position& position) const override;
  std::vector<std::string> assignment() const override;

 private:
  KafkaSubscription(std::shared_ptr<Client> client, std::shared_ptr<SubscriptionState> state,
                    const KafkaBusSettings& settings, std::vector<std::string> topics);
  std::optional<core::Error> lost();
  void stayMember(std::stop_token stop);
  void letGoOfPolled();
  std::uint64_t numberOf(const std::string& topic) const;
  PartitionKey partitionOf(const ports::Position& position) const;
  rd_kafka_resp_err_t commitNow(const rd_kafka_topic_partition_list_t& offsets);

  const std::shared_ptr<SubscriptionState> m_state;
  const core::Millis m_commitTimeout, m_sessionTimeout;
  const std::vector<std::string> m_topics;  // a position is: which of them, its partition, the offset
  const std::shared_ptr<Client> m_client;
  const QueuePtr m_queue, m_nothing;      // after the client: closing hangs while a queue is alive
  std::shared_ptr<PolledBatch> m_polled;  // by the last poll(); null: nothing. And while a message is
  core::Worker m_member;                  // last: it uses the above
};

}  // namespace orderdeck::adapters::kafka
