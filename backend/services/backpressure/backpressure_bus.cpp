#include "services/backpressure/backpressure_bus.h"

namespace orderdeck::services {

namespace {

class BackpressurePublisher : public ports::EventPublisher {
 public:
  BackpressurePublisher(std::unique_ptr<ports::EventPublisher> inner, Backpressure& pressure)
      : m_inner(std::move(inner)), m_pressure(pressure) {}

  core::Result<void> publish(std::span<const ports::OutboundMessage> messages) override {
    const auto sizes = sizesOf(messages);
    if (m_pressure.isOver(sizes)) {
      if (auto usable = m_inner->publish({}); !usable) return usable;  // or it would wait for consumers that are gone
      if (auto free = m_pressure.await(sizes); !free) return free;
    }
    auto done = m_inner->publish(messages);
    m_pressure.published(sizes, done.has_value());
    return done;
  }

 private:
  const std::unique_ptr<ports::EventPublisher> m_inner;
  Backpressure& m_pressure;
};

}  // namespace

BackpressureBus::BackpressureBus(ports::EventBus& inner, std::unique_ptr<ports::BacklogReader> reader,
                                 ports::GroupsByTopic required, BackpressureSettings settings)
    : m_inner(inner), m_pressure(std::move(reader), std::move(required), settings) {}

core::Result<std::unique_ptr<ports::EventPublisher>> BackpressureBus::makePublisher() {
  auto made = m_inner.makePublisher();
  if (!made) return made;
  return std::make_unique<BackpressurePublisher>(*std::move(made), m_pressure);
}

core::Result<std::unique_ptr<ports::EventSubscription>> BackpressureBus::subscribe(const std::string& group,
                                                                                   std::vector<std::string> topics) {
  return m_inner.subscribe(group, std::move(topics));
}

}  // namespace orderdeck::services
