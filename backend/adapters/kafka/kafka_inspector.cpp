#include "adapters/kafka/kafka_inspector.h"

#include <set>

#include "adapters/kafka/broker_probe.h"

namespace orderdeck::adapters::kafka {

namespace {
constexpr core::Millis kProbeTimeout{300};
}

KafkaInspector::KafkaInspector(KafkaInspectorSettings settings)
    : m_settings(std::move(settings)), m_reader(m_settings.clientId + "-look") {}

core::Result<void> KafkaInspector::find() {
  const std::string bootstrap = m_settings.bootstrap();
  if (bootstrap.empty())
    return core::fail(core::ErrorCode::Unavailable, "the Kafka brokers' addresses are not known yet", true);
  m_reader.use(bootstrap);
  return {};
}

namespace {

/// The partitions that hold or held something and of which some group has committed nothing: it reads from their
/// beginning.
std::vector<PartitionKey> withoutCommit(const OffsetsByGroup& committed, const PartitionsByGroup& wanted,
                                        const OffsetByPartition& ends) {
  std::set<PartitionKey> found;
  for (const auto& [group, partitions] : wanted) {
    for (const auto& at : partitions) {
      const auto end = ends.find(at);
      if (end != ends.end() && end->second > 0 && !committed.at(group).contains(at)) found.insert(at);
    }
  }
  return {found.begin(), found.end()};
}

}  // namespace

core::Result<std::vector<std::string>> KafkaInspector::groups() {
  if (auto found = find(); !found) return std::unexpected(std::move(found.error()));
  return m_reader.groups(m_settings.timeout);
}

/// What the groups have committed; and in `looks` which partitions to look at, for each of them.
core::Result<OffsetsByGroup> KafkaInspector::committedOf(std::span<const ports::GroupTopics> groups,
                                                         std::vector<std::vector<PartitionKey>>& looks) {
  const auto cluster = m_reader.cluster(m_settings.timeout);
  if (!cluster) return std::unexpected(cluster.error());
  PartitionsByGroup wanted;
  std::vector<std::string> anywhere;
  for (std::size_t i = 0; i < groups.size(); ++i) {
    if (groups[i].topics.empty()) anywhere.push_back(groups[i].group);
    for (const auto& topic : groups[i].topics) {
      const auto known = (*cluster)->partitions.find(topic);
      for (int p = 0; known != (*cluster)->partitions.end() && p < known->second; ++p) looks[i].push_back({topic, p});
    }
    auto& all = wanted[groups[i].group];
    all.insert(all.end(), looks[i].begin(), looks[i].end());
  }
  auto committed = m_reader.committed(wanted, m_settings.timeout);
  if (!committed) return committed;
  const auto more = m_reader.committedAnywhere(anywhere, m_settings.timeout);
  if (!more) return more;
  for (std::size_t i = 0; i < groups.size(); ++i) {
    if (!groups[i].topics.empty()) continue;
    for (const auto& [at, offset] : more->at(groups[i].group)) {
      looks[i].push_back(at);
      (*committed)[groups[i].group][at] = offset;
    }
  }
  return committed;
}

core::Result<std::vector<ports::GroupOffsets>> KafkaInspector::offsets(std::span<const ports::GroupTopics> groups) {
  if (auto found = find(); !found) return std::unexpected(std::move(found.error()));
  // What is committed first, then the ends: so a lag is never negative.
  std::vector<std::vector<PartitionKey>> looks(groups.size());
  const auto committed = committedOf(groups, looks);
  if (!committed) return std::unexpected(committed.error());
  PartitionsByGroup wanted;
  std::set<PartitionKey> all;
  for (std::size_t i = 0; i < groups.size(); ++i) {
    auto& ofGroup = wanted[groups[i].group];
    ofGroup.insert(ofGroup.end(), looks[i].begin(), looks[i].end());
    all.insert(looks[i].begin(), looks[i].end());
  }
  const auto ends = m_reader.ends({all.begin(), all.end()}, m_settings.timeout);
  if (!ends) return std::unexpected(ends.error());
  const auto beginnings = m_reader.beginnings(withoutCommit(*committed, wanted, *ends), m_settings.timeout);
  if (!beginnings) return std::unexpected(beginnings.error());

  std::vector<ports::GroupOffsets> answer;
  for (std::size_t i = 0; i < groups.size(); ++i) {
    const std::string& group = groups[i].group;
    auto& offsets = answer.emplace_back(ports::GroupOffsets{.group = group, .partitions = {}});
    for (const auto& at : looks[i]) {
      const auto end = ends->find(at);
      if (end == ends->end()) continue;
      ports::PartitionLag lag{
          .topic = at.topic, .partition = at.partition, .committed = {}, .end = end->second, .begin = 0};
      const auto& ofGroup = committed->at(group);
      if (const auto found = ofGroup.find(at); found != ofGroup.end()) lag.committed = found->second;
      if (const auto begin = beginnings->find(at); begin != beginnings->end())
        lag.begin = std::min(begin->second, lag.end);
      offsets.partitions.push_back(std::move(lag));
    }
  }
  return answer;
}

core::Result<std::pair<int, int>> KafkaInspector::brokersUp() {
  if (auto found = find(); !found) return std::unexpected(std::move(found.error()));
  const auto cluster = m_reader.cluster(m_settings.timeout);
  const auto brokers = cluster ? (*cluster)->brokers : splitAddresses(m_settings.bootstrap());
  return std::pair{countAnswering(brokers, kProbeTimeout), static_cast<int>(brokers.size())};
}

}  // namespace orderdeck::adapters::kafka
