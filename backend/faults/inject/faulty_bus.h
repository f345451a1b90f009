// An EventBus whose publishers and subscriptions misbehave as far as such a fault is armed: messages are repeated,
// swapped, joined by garbage, their acknowledgement is lost; a consumer is slow. No message of the caller's is ever
// lost. Stands before the real bus; used like it.
#pragma once

#include "faults/inject/fault_registry.h"
#include "ports/bus/bus.h"

namespace orderdeck::faults {

class FaultyBus : public ports::EventBus {
 public:
  /// Both outlive the bus and all that it makes.
  FaultyBus(ports::EventBus& inner, FaultRegistry& registry) : m_inner(inner), m_registry(registry) {}

  core::Result<std::unique_ptr<ports::EventPublisher>> makePublisher() override;
  core::Result<std::unique_ptr<ports::EventSubscription>> subscribe(const std::string& group,
                                                                    std::vector<std::string> topics) override;

 private:
  ports::EventBus& m_inner;
  FaultRegistry& m_registry;
};

}  // namespace orderdeck::faults
