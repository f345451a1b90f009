#include "adapters/kafka/kafka_bus.h"

#include "adapters/kafka/hold_back.h"
#include "adapters/kafka/kafka_publisher.h"
#include "adapters/kafka/kafka_subscription.h"

namespace orderdeck::adapters::kafka {

KafkaBus::KafkaBus(KafkaBusSettings settings)
    : m_settings(std::move(settings)),
      m_holdBack(m_settings.holdBackBytes > 0
                     ? std::make_shared<HoldBack>(m_settings.holdBackBytes, m_settings.holdTimeout,
                                                  m_settings.clientId + "-guard")
                     : nullptr) {}

KafkaBus::~KafkaBus() = default;

core::Result<std::unique_ptr<ports::EventPublisher>> KafkaBus::makePublisher() {
  return KafkaPublisher::make(m_settings, m_holdBack);
}

core::Result<std::unique_ptr<ports::EventSubscription>> KafkaBus::subscribe(const std::string& group,
                                                                            std::vector<std::string> topics) {
  return KafkaSubscription::make(m_settings, group, topics);
}

bool KafkaBus::heldBack() const { return m_holdBack && m_holdBack->holding(); }

}  // namespace orderdeck::adapters::kafka
