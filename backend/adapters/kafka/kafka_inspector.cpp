#include "adapters/kafka/kafka_inspector.h"

#include <algorithm>
#include <set>

#include <fmt/format.h>

#include "adapters/kafka/broker_probe.h"
#include "adapters/kafka/client.h"
#include "adapters/kafka/offsets.h"
#include "adapters/kafka/rd_errors.h"
#include "domain/topics.h"

namespace orderdeck::adapters::kafka {

namespace {

constexpr std::chrono::seconds kLearnEvery{10};
constexpr core::Millis kProbeTimeout{300};

std::vector<std::string> splitAddresses(const std::string& bootstrap) {
  std::vector<std::string> addresses;
  for (std::size_t from = 0; from < bootstrap.size();) {
    const auto comma = std::min(bootstrap.find(',', from), bootstrap.size());
    if (comma > from) addresses.push_back(bootstrap.substr(from, comma - from));
    from = comma + 1;
  }
  return addresses;
}

}  // namespace

KafkaInspector::KafkaInspector(KafkaInspectorSettings settings) : m_settings(std::move(settings)) {}
KafkaInspector::~KafkaInspector() = default;

core::Result<Client*> KafkaInspector::client() {
  if (m_client && m_client->lost()) m_client.reset();
  if (!m_client) {
    // One request at a time a connection: the embedded broker's answers to several in flight wait 40 ms for one another (Nagle's algorithm).
    auto made = Client::make({.type = RD_KAFKA_PRODUCER,
                              .name = m_settings.clientId + "-look",
                              .bootstrap = m_settings.bootstrap,
                              .options = {{"max.in.flight.requests.per.connection", "1"}}},
                             std::make_shared<ClientState>());
    if (!made) return std::unexpected(std::move(made.error()));
    m_client = std::move(*made);
    m_partitions.clear();
    m_brokers = splitAddresses(m_client->bootstrap());
    m_learnt = {};
  }
  rd_kafka_poll(m_client->handle(), 0);  // serves what librdkafka has to say
  return m_client.get();
}

core::Result<void> KafkaInspector::learnCluster(Client& client) {
  if (std::chrono::steady_clock::now() - m_learnt < kLearnEvery) return {};
  const rd_kafka_metadata_t* raw = nullptr;
  const auto code = rd_kafka_metadata(client.handle(), 1, nullptr, &raw, static_cast<int>(m_settings.timeout.count()));
  if (code) return std::unexpected(toError(code, "reading the cluster's metadata"));
  const MetadataPtr metadata(raw);
  m_partitions.clear();
  for (int i = 0; i < metadata->topic_cnt; ++i) m_partitions[metadata->topics[i].topic] = metadata->topics[i].partition_cnt;
  m_brokers.clear();
  for (int i = 0; i < metadata->broker_cnt; ++i) m_brokers.push_back(fmt::format("{}:{}", metadata->brokers[i].host, metadata->brokers[i].port));
  m_learnt = std::chrono::steady_clock::now();
  return {};
}

core::Result<std::vector<ports::GroupOffsets>> KafkaInspector::offsets(std::span<const std::string> groups) {
  const auto asked = client();
  if (!asked) return std::unexpected(asked.error());
  if (auto learnt = learnCluster(**asked); !learnt) return std::unexpected(std::move(learnt.error()));
  PartitionsByGroup wanted;
  std::set<PartitionKey> all;
  for (const auto& group : groups) {
    for (const auto topic : domain::topicsOf(group)) {
      const auto known = m_partitions.find(std::string(topic));
      for (int p = 0; known != m_partitions.end() && p < known->second; ++p) wanted[group].push_back({known->first, p});
    }
    all.insert(wanted[group].begin(), wanted[group].end());
  }
  // What is committed first, then the ends: so a lag is never negative.
  const auto committed = committedOffsets((*asked)->handle(), wanted, m_settings.timeout);
  if (!committed) return std::unexpected(committed.error());
  const auto ends = endOffsets((*asked)->handle(), {all.begin(), all.end()}, m_settings.timeout);
  if (!ends) return std::unexpected(ends.error());

  std::vector<ports::GroupOffsets> answer;
  for (const auto& group : groups) {
    auto& offsets = answer.emplace_back(ports::GroupOffsets{.group = group, .partitions = {}});
    for (const auto& at : wanted[group]) {
      const auto end = ends->find(at);
      if (end == ends->end()) continue;
      ports::PartitionLag lag{.topic = at.topic, .partition = at.partition, .committed = {}, .end = end->second};
      const auto& ofGroup = committed->at(group);
      if (const auto found = ofGroup.find(at); found != ofGroup.end()) lag.committed = found->second;
      offsets.partitions.push_back(std::move(lag));
    }
  }
  return answer;
}

core::Result<std::pair<int, int>> KafkaInspector::brokersUp() {
  const auto asked = client();
  if (!asked) return std::unexpected(asked.error());
  static_cast<void>(learnCluster(**asked));  // when it fails, the list known so far serves
  return std::pair{countAnswering(m_brokers, kProbeTimeout), static_cast<int>(m_brokers.size())};
}

}  // namespace orderdeck::adapters::kafka
