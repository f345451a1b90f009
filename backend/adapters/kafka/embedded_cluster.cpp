#include "adapters/kafka/embedded_cluster.h"

#include <algorithm>
#include <array>
#include <stdexcept>

#include <librdkafka/rdkafka.h>
#include <librdkafka/rdkafka_mock.h>

#include <fmt/format.h>

#include "adapters/kafka/rd_handles.h"
#include "domain/topics.h"

namespace orderdeck::adapters::kafka {

struct EmbeddedCluster::Handles {
  std::unique_ptr<rd_kafka_t, Freer<rd_kafka_destroy>> host;  // a client without brokers: the cluster needs one for its bookkeeping
  std::unique_ptr<rd_kafka_mock_cluster_t, Freer<rd_kafka_mock_cluster_destroy>> cluster;  // after its host: it goes first
};

EmbeddedCluster::EmbeddedCluster(const std::string& name, int brokers, int partitions, const std::vector<std::string>& topics)
    : m_handles(std::make_unique<Handles>()) {
  std::array<char, 256> why{};
  ConfPtr conf(rd_kafka_conf_new());
  for (const auto& [option, value] : {std::pair<const char*, std::string>{"client.id", name}, {"log_level", "3"}}) {
    if (rd_kafka_conf_set(conf.get(), option, value.c_str(), why.data(), why.size()) != RD_KAFKA_CONF_OK) throw std::runtime_error(why.data());
  }
  m_handles->host.reset(rd_kafka_new(RD_KAFKA_PRODUCER, conf.get(), why.data(), why.size()));
  if (!m_handles->host) throw std::runtime_error(fmt::format("the embedded broker does not start: {}", why.data()));
  static_cast<void>(conf.release());  // rd_kafka_new() owns it now
  m_handles->cluster.reset(rd_kafka_mock_cluster_new(m_handles->host.get(), brokers));
  if (!m_handles->cluster) throw std::runtime_error("the embedded broker does not start");
  for (const auto& topic : topics) {
    const auto code = rd_kafka_mock_topic_create(m_handles->cluster.get(), topic.c_str(), partitions, std::min(3, brokers));
    if (code) throw std::runtime_error(fmt::format("the embedded broker makes no topic {}: {}", topic, rd_kafka_err2str(code)));
  }
}

EmbeddedCluster::~EmbeddedCluster() = default;

std::string EmbeddedCluster::bootstrap() const { return rd_kafka_mock_cluster_bootstraps(m_handles->cluster.get()); }

std::vector<std::string> allTopics() {
  std::vector<std::string> topics;
  for (const auto topic : domain::kTopics) {
    topics.emplace_back(topic);
    topics.push_back(domain::deadLetterTopic(topic));
  }
  return topics;
}

}  // namespace orderdeck::adapters::kafka
