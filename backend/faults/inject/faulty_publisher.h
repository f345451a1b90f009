// A publisher under the message faults. The caller's own messages all go out in the call that was asked to publish
// them, in up to two parts; what the faults add goes out after them, and its failure is nobody's. Made by FaultyBus;
// belongs to the publisher's thread.
#pragma once

#include <memory>
#include <random>

#include "faults/inject/fault_registry.h"
#include "ports/bus/publisher.h"

namespace orderdeck::faults {

class FaultyPublisher : public ports::EventPublisher {
 public:
  FaultyPublisher(std::unique_ptr<ports::EventPublisher> inner, FaultRegistry& registry)
      : m_inner(std::move(inner)), m_registry(registry) {}

  core::Result<void> publish(std::span<const ports::OutboundMessage> messages) override;

 private:
  using Messages = std::vector<ports::OutboundMessage>;

  void reorder(Messages& messages, Messages& held);
  void addRepeats(std::span<const ports::OutboundMessage> messages, Messages& added);
  void addPoison(std::span<const ports::OutboundMessage> messages, Messages& added);
  void addTruncated(std::span<const ports::OutboundMessage> messages, Messages& added);

  const std::unique_ptr<ports::EventPublisher> m_inner;
  FaultRegistry& m_registry;
  Messages m_late;  // held messages of the last call, to come once more with this one
};

}  // namespace orderdeck::faults
