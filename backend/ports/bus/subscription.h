// One member of a consumer group: at least once, in order per key, with explicit commits. Made by the bus; belongs to
// one thread.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "core/clock.h"
#include "core/error.h"
#include "ports/bus/message.h"

namespace orderdeck::ports {

class EventSubscription {
 public:
  virtual ~EventSubscription() = default;
  /// Up to `most` messages; waits up to `wait` for the first and then takes what is there. Empty is not an error.
  /// Disconnected: this subscription is of no use any more, ask the bus for a new one.
  virtual core::Result<std::vector<InboundMessage>> poll(std::size_t most, core::Millis wait) = 0;
  /// Commits everything that poll() returned so far but the messages of `held`, and, on a bus that commits only whole
  /// beginnings, what stands behind them; the rest is left to a later commit. Waits for the broker's answer. An error
  /// leaves all of it uncommitted.
  virtual core::Result<void> commit(std::span<const Position> held) = 0;
  core::Result<void> commit() { return commit({}); }
  /// Whether the message there is this member's still. If not, whoever has it now gets it.
  virtual bool holds(const Position& position) const = 0;
  /// What it reads now, for people: "order-paid/3" for each partition.
  virtual std::vector<std::string> assignment() const = 0;
};

}  // namespace orderdeck::ports
