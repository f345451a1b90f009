#include "adapters/kafka/embedded_cluster.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdint>
#include <future>
#include <stdexcept>

#include <librdkafka/rdkafka.h>
#include <librdkafka/rdkafka_mock.h>

#include <fmt/format.h>

#include "adapters/kafka/cluster_guard.h"
#include "adapters/kafka/rd_handles.h"
#include "domain/events/topics.h"

namespace orderdeck::adapters::kafka {

struct EmbeddedCluster::Handles {
  std::unique_ptr<rd_kafka_t, Freer<rd_kafka_destroy>>
      host;  // a client without brokers: the cluster needs one for its bookkeeping
  std::unique_ptr<rd_kafka_mock_cluster_t, Freer<rd_kafka_mock_cluster_destroy>>
      cluster;  // after its host: it goes first
};

namespace {

/// Connects to a loopback port and lets go again.
void knock(std::uint16_t port) {
  const int out = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (out < 0) return;
  sockaddr_in to{};
  to.sin_family = AF_INET;
  to.sin_port = htons(port);
  to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  static_cast<void>(connect(out, reinterpret_cast<const sockaddr*>(&to), sizeof to));
  close(out);
}

void createTopics(rd_kafka_mock_cluster_t* cluster, const std::vector<std::string>& topics, int partitions,
                  int replicas) {
  for (const auto& topic : topics) {
    const int wanted = domain::isDeadLetterTopic(topic) ? 1 : partitions;
    const auto code = rd_kafka_mock_topic_create(cluster, topic.c_str(), wanted, replicas);
    if (code)
      throw std::runtime_error(fmt::format("the embedded broker makes no topic {}: {}", topic, rd_kafka_err2str(code)));
  }
}

}  // namespace

EmbeddedCluster::EmbeddedCluster(const std::string& name, int brokers, int partitions,
                                 const std::vector<std::string>& topics, core::Millis sessionTimeout)
    : m_handles(std::make_unique<Handles>()) {
  guardClusters(sessionTimeout);
  std::array<char, 256> why{};
  ConfPtr conf(rd_kafka_conf_new());
  for (const auto& [option, value] : {std::pair<const char*, std::string>{"client.id", name}, {"log_level", "3"}}) {
    if (rd_kafka_conf_set(conf.get(), option, value.c_str(), why.data(), why.size()) != RD_KAFKA_CONF_OK)
      throw std::runtime_error(why.data());
  }
  m_handles->host.reset(rd_kafka_new(RD_KAFKA_PRODUCER, conf.get(), why.data(), why.size()));
  if (!m_handles->host) throw std::runtime_error(fmt::format("the embedded broker does not start: {}", why.data()));
  static_cast<void>(conf.release());  // rd_kafka_new() owns it now
  m_handles->cluster.reset(rd_kafka_mock_cluster_new(m_handles->host.get(), brokers));
  if (!m_handles->cluster) throw std::runtime_error("the embedded broker does not start");
  // The cluster's thread misses every other wake-up and then sleeps for a second (14 topics take 7 s in
  // librdkafka 2.0.2). A connection always wakes it.
  const std::string brokersAt = bootstrap();
  const auto port = static_cast<std::uint16_t>(std::stoi(brokersAt.substr(brokersAt.find(':') + 1)));
  auto created =
      std::async(std::launch::async, createTopics, m_handles->cluster.get(), topics, partitions, std::min(3, brokers));
  while (created.wait_for(std::chrono::milliseconds{2}) != std::future_status::ready) knock(port);
  created.get();
}

EmbeddedCluster::~EmbeddedCluster() = default;

std::string EmbeddedCluster::bootstrap() const { return rd_kafka_mock_cluster_bootstraps(m_handles->cluster.get()); }

}  // namespace orderdeck::adapters::kafka
