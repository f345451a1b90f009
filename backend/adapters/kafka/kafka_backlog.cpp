#include "adapters/kafka/kafka_backlog.h"

#include <algorithm>

namespace orderdeck::adapters::kafka {

namespace {
constexpr core::Millis kTimeout{1'000};
}

core::Result<std::vector<ports::PartitionBacklog>> KafkaBacklog::backlog(const ports::GroupsByTopic& groups) {
  const auto [bootstrap, acked] = m_acked->all();
  PartitionsByGroup wanted;
  for (const auto& [partition, offset] : acked) {
    const auto readers = groups.find(partition.topic);
    if (readers == groups.end()) continue;
    for (const auto& group : readers->second) wanted[group].push_back(partition);
  }
  if (wanted.empty()) return {};
  m_reader.use(bootstrap);
  const auto committed = m_reader.committed(wanted, kTimeout);
  if (!committed) return std::unexpected(committed.error());
  if (m_acked->bootstrap() != bootstrap)
    return core::fail(core::ErrorCode::Unavailable, "the Kafka brokers were replaced meanwhile", true);

  OffsetByPartition slowest;
  for (const auto& [group, partitions] : wanted) {
    const auto& offsets = committed->at(group);
    for (const auto& partition : partitions) {
      const auto at = offsets.find(partition);
      const std::int64_t offset = at == offsets.end() ? 0 : at->second;  // without a commit: everything is before it
      const auto [known, first] = slowest.try_emplace(partition, offset);
      if (!first) known->second = std::min(known->second, offset);
    }
  }
  std::vector<ports::PartitionBacklog> backlog;
  for (const auto& [partition, offset] : slowest)
    backlog.emplace_back(partition.topic, partition.partition,
                         std::max<std::int64_t>(0, acked.at(partition) + 1 - offset));
  return backlog;
}

}  // namespace orderdeck::adapters::kafka
