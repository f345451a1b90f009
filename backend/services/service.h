// What one consuming service does with a batch of events; a BatchLoop runs it, on the loop's thread only.
#pragma once

#include <map>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

#include "core/error.h"
#include "domain/event.h"
#include "domain/order_state.h"
#include "ports/event_bus.h"

namespace orderdeck::services {

using ports::Delivery;

/// What a service did besides its outputs, for the metrics.
struct Tally {
  int duplicates = 0;  // events whose effect was there already, or whose order is gone
  std::map<std::pair<domain::OrderState, domain::OrderState>, int> moves;
};

class Service {
 public:
  virtual ~Service() = default;

  /// payment, inventory, ...: the consumer group and the metrics' label.
  virtual std::string_view name() const = 0;

  /// Does the batch's effects and returns the events to publish. Called again with the same or another batch after any failure, here or
  /// later: every effect is idempotent, and a repeat returns the same events. A retryable error: nothing of the batch is taken as done.
  virtual core::Result<std::vector<domain::Event>> process(std::span<const Delivery> batch) = 0;

  /// What was counted since the last call.
  Tally takeTally() { return std::exchange(m_tally, {}); }

 protected:
  void countDuplicate() { ++m_tally.duplicates; }
  void countMove(domain::OrderState from, domain::OrderState to) { ++m_tally.moves[{from, to}]; }

 private:
  Tally m_tally;
};

}  // namespace orderdeck::services
