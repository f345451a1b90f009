#include "adapters/kafka/kafka_bus.h"

#include "adapters/kafka/kafka_backlog.h"
#include "adapters/kafka/kafka_publisher.h"
#include "adapters/kafka/kafka_subscription.h"

namespace orderdeck::adapters::kafka {

KafkaBus::KafkaBus(KafkaBusSettings settings)
    : m_settings(std::move(settings)), m_acked(std::make_shared<AckedOffsets>()) {}

KafkaBus::~KafkaBus() = default;

core::Result<std::unique_ptr<ports::EventPublisher>> KafkaBus::makePublisher() {
  return KafkaPublisher::make(m_settings, m_acked);
}

core::Result<std::unique_ptr<ports::EventSubscription>> KafkaBus::subscribe(const std::string& group,
                                                                            std::vector<std::string> topics) {
  return KafkaSubscription::make(m_settings, group, topics);
}

std::unique_ptr<ports::BacklogReader> KafkaBus::makeBacklogReader() const {
  return std::make_unique<KafkaBacklog>(m_acked, m_settings.clientId + "-backlog");
}

}  // namespace orderdeck::adapters::kafka
