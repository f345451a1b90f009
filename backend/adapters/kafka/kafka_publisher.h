// Publishes batches and waits for the brokers' acknowledgements. Private to the adapter; one thread.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <unordered_map>
#include <vector>

#include "adapters/kafka/acked_offsets.h"
#include "adapters/kafka/client.h"
#include "adapters/kafka/kafka_bus.h"

namespace orderdeck::adapters::kafka {

/// What delivery reports add up to. They are served on the publisher's own thread.
struct PublisherState : ClientState {
  std::uintptr_t batch = 0;  // reports of an earlier batch, which was given up, must not count for this one
  std::size_t open = 0;
  rd_kafka_resp_err_t failure = RD_KAFKA_RESP_ERR_NO_ERROR;                        // the first of this batch
  std::unordered_map<const rd_kafka_topic_t*, std::vector<std::int64_t>> offsets;  // last one by partition, -1: none
};

class KafkaPublisher : public ports::EventPublisher {
 public:
  static core::Result<std::unique_ptr<KafkaPublisher>> make(const KafkaBusSettings& settings,
                                                            std::shared_ptr<AckedOffsets> acked);

  core::Result<void> publish(std::span<const ports::OutboundMessage> messages) override;

 private:
  KafkaPublisher(std::shared_ptr<Client> client, std::shared_ptr<PublisherState> state,
                 std::shared_ptr<AckedOffsets> acked, core::Millis timeout, std::unique_ptr<ports::Interceptor> link);
  core::Result<void> deliver(std::span<const ports::OutboundMessage> messages);
  core::Result<void> enqueue(const ports::OutboundMessage& message, std::chrono::steady_clock::time_point deadline);
  core::Result<void> awaitReports(std::chrono::steady_clock::time_point deadline);
  void noteAcked();

  const std::shared_ptr<PublisherState> m_state;
  const std::shared_ptr<AckedOffsets> m_acked;
  const core::Millis m_timeout;
  const std::unique_ptr<ports::Interceptor> m_interceptor;  // null: nothing is in between
  const std::shared_ptr<Client> m_client;
};

}  // namespace orderdeck::adapters::kafka
