// A look at the bus from outside: offsets of groups and the brokers' liveness, without being a member of any group. One thread.
#pragma once

#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "core/clock.h"
#include "ports/event_bus.h"

namespace orderdeck::adapters::kafka {

class Client;

struct KafkaInspectorSettings {
  std::function<std::string()> bootstrap;  // as in KafkaBusSettings
  std::string clientId;
  core::Millis timeout{1'000};  // of each question
};

class KafkaInspector : public ports::BusInspector {
 public:
  explicit KafkaInspector(KafkaInspectorSettings settings);
  ~KafkaInspector() override;

  /// A partition whose end is not known now (no leader) is left out. Disconnected or Timeout (retryable) while the brokers are away.
  core::Result<std::vector<ports::GroupOffsets>> offsets(std::span<const std::string> groups) override;
  /// A broker is up when it answers a request on a fresh connection within 300 ms. Which ones there are the cluster says; while it is silent, the
  /// bootstrap list.
  core::Result<std::pair<int, int>> brokersUp() override;

 private:
  core::Result<Client*> client();
  core::Result<void> learnCluster(Client& client);

  const KafkaInspectorSettings m_settings;
  std::shared_ptr<Client> m_client;
  std::map<std::string, int> m_partitions;  // by topic
  std::vector<std::string> m_brokers;       // host:port
  std::chrono::steady_clock::time_point m_learnt;
};

}  // namespace orderdeck::adapters::kafka
