// The message bus of one process, as its profile asks for it.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "adapters/kafka/kafka_bus.h"
#include "domain/services.h"
#include "ports/bus/inspector.h"
#include "runtime/profile/profile.h"
#include "services/backpressure/backpressure_bus.h"

namespace orderdeck::daemon {

/// What a node has of its own, besides the profile.
struct BusOptions {
  std::function<std::string()> bootstrap;  // as KafkaBusSettings'
  std::string clientId;
  bool prompt = true;  // as the service's
  ports::InterceptorFactory link = {};
};

/// A look at the bus from outside. `bootstrap` as in BusOptions.
std::unique_ptr<ports::BusInspector> makeBusInspector(std::function<std::string()> bootstrap, std::string clientId);

class BusWiring {
 public:
  BusWiring(const runtime::KafkaSettings& kafka, BusOptions options);

  /// What everybody publishes and subscribes by.
  ports::EventBus& bus();
  /// Whether a publisher of this process waits for the consumers now.
  bool isHolding() const { return m_guarded && m_guarded->isHolding(); }

 private:
  adapters::kafka::KafkaBus m_kafka;
  std::optional<services::BackpressureBus> m_guarded;  // where the broker drops what nobody consumed: the embedded one
};

}  // namespace orderdeck::daemon
