// A subscription that takes longer for each batch while consumer-slow is armed. It waits between batches, with nothing
// in hand, in pieces no longer than the caller's own wait, so that a loop still commits and stops at once. Made by
// FaultyBus; belongs to the subscription's thread.
#pragma once

#include <chrono>
#include <memory>

#include "faults/inject/fault_registry.h"
#include "ports/bus/subscription.h"

namespace orderdeck::faults {

class SlowSubscription : public ports::EventSubscription {
 public:
  SlowSubscription(std::unique_ptr<ports::EventSubscription> inner, FaultRegistry& registry)
      : m_inner(std::move(inner)), m_registry(registry) {}

  core::Result<std::vector<ports::InboundMessage>> poll(std::size_t most, core::Millis wait) override;
  core::Result<void> commit(std::span<const ports::Position> held) override { return m_inner->commit(held); }
  bool holds(const ports::Position& position) const override { return m_inner->holds(position); }
  std::vector<std::string> assignment() const override { return m_inner->assignment(); }

 private:
  const std::unique_ptr<ports::EventSubscription> m_inner;
  FaultRegistry& m_registry;
  std::chrono::steady_clock::time_point m_idleUntil;
};

}  // namespace orderdeck::faults
