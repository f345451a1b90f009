#include "faults/inject/faulty_bus.h"

#include "faults/inject/faulty_publisher.h"
#include "faults/inject/slow_subscription.h"

namespace orderdeck::faults {

core::Result<std::unique_ptr<ports::EventPublisher>> FaultyBus::makePublisher() {
  auto made = m_inner.makePublisher();
  if (!made) return made;
  return std::make_unique<FaultyPublisher>(*std::move(made), m_registry);
}

core::Result<std::unique_ptr<ports::EventSubscription>> FaultyBus::subscribe(const std::string& group,
                                                                             std::vector<std::string> topics) {
  auto made = m_inner.subscribe(group, std::move(topics));
  if (!made) return made;
  return std::make_unique<SlowSubscription>(*std::move(made), m_registry);
}

}  // namespace orderdeck::faults
