#include "app/daemon/wiring/bus_wiring.h"

#include <algorithm>

#include "adapters/kafka/kafka_inspector.h"

namespace orderdeck::daemon {

namespace {

constexpr core::Millis kLateFetchWait{100};  // of services that may come late

/// Each empty fetch costs the embedded broker a walk over all that it keeps of a partition: so only those fetch often
/// whom somebody waits for.
adapters::kafka::KafkaBusSettings settingsOf(const runtime::KafkaSettings& kafka, BusOptions options) {
  return {.bootstrap = std::move(options.bootstrap),
          .clientId = std::move(options.clientId),
          .linger = kafka.linger,
          .fetchWait = options.prompt ? kafka.fetchWait : std::max(kafka.fetchWait, kLateFetchWait),
          .sessionTimeout = kafka.sessionTimeout,
          .idempotence = !kafka.embedded,
          .link = std::move(options.link)};
}

}  // namespace

std::unique_ptr<ports::BusInspector> makeBusInspector(std::function<std::string()> bootstrap, std::string clientId) {
  return std::make_unique<adapters::kafka::KafkaInspector>(
      adapters::kafka::KafkaInspectorSettings{.bootstrap = std::move(bootstrap), .clientId = std::move(clientId)});
}

BusWiring::BusWiring(const runtime::KafkaSettings& kafka, BusOptions options)
    : m_kafka(settingsOf(kafka, std::move(options))) {
  if (kafka.embedded && kafka.backpressureBytes > 0)
    m_guarded.emplace(m_kafka, m_kafka.makeBacklogReader(), domain::requiredReaders(),
                      services::BackpressureSettings{.limitBytes = kafka.backpressureBytes});
}

ports::EventBus& BusWiring::bus() {
  if (m_guarded) return *m_guarded;
  return m_kafka;
}

}  // namespace orderdeck::daemon
