// A look at the bus from outside: offsets of groups and the brokers' liveness, without being a member of any group.
// Nothing of librdkafka runs behind it (see offsets.h), so it may stand in a process that must live. One thread.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "adapters/kafka/offsets.h"
#include "core/clock.h"
#include "ports/bus/inspector.h"

namespace orderdeck::adapters::kafka {

struct KafkaInspectorSettings {
  std::function<std::string()> bootstrap;  // as in KafkaBusSettings
  std::string clientId;
  core::Millis timeout{1'000};  // of each question
};

class KafkaInspector : public ports::BusInspector {
 public:
  explicit KafkaInspector(KafkaInspectorSettings settings);

  /// Unavailable, not retryable: the embedded broker.
  core::Result<std::vector<std::string>> groups() override;
  /// A partition whose end is not known now (no leader) is left out. Disconnected or Timeout (retryable) while the
  /// brokers are away.
  core::Result<std::vector<ports::GroupOffsets>> offsets(std::span<const ports::GroupTopics> groups) override;
  /// A broker is up when it answers a request on a fresh connection within 300 ms. Which ones there are the cluster
  /// says; while it is silent, the bootstrap list.
  core::Result<std::pair<int, int>> brokersUp() override;

 private:
  core::Result<void> find();
  core::Result<OffsetsByGroup> committedOf(std::span<const ports::GroupTopics> groups,
                                           std::vector<std::vector<PartitionKey>>& looks);

  const KafkaInspectorSettings m_settings;
  OffsetReader m_reader;
};

}  // namespace orderdeck::adapters::kafka
