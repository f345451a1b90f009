// What one consuming service does with a batch of events; a BatchLoop runs it, on the loop's thread only.
//
// Whose fault an error is, it says itself. Retryable: the dependency's, or the moment's; whoever waits may succeed
// unchanged. Not retryable: the message's; but of Internal, and of a dependency that fails for good, nobody can tell. A
// failure of one member that may pass and does not speak of the dependency (core::speaksOfDependency) is that member's
// alone: a mailbox that is full.
#pragma once

#include <map>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

#include "core/error.h"
#include "domain/events/event.h"
#include "domain/order/order_state.h"
#include "ports/bus/delivery.h"

namespace orderdeck::services {

using ports::Delivery;

/// What a service did besides its outputs, for the metrics.
struct Tally {
  int duplicates = 0;  // events whose effect was there already, or whose order is gone
  std::map<std::pair<domain::OrderState, domain::OrderState>, int> moves;
};

/// A member of a batch whose effects were not done, and why.
struct Failure {
  std::size_t member = 0;  // its place in the batch; where one may pass, those of the same order after it fail with it
  core::Error why;
};

/// What came of a batch: each member is done that is not among the failures.
struct Outcome {
  Outcome() = default;
  Outcome(std::vector<domain::Event> emitted) : events(std::move(emitted)) {}

  std::vector<domain::Event> events;  // to publish, of the members that are done
  std::vector<Failure> failures;      // in the batch's order
};

class Service {
 public:
  virtual ~Service() = default;

  /// payment, inventory, ...: the consumer group and the metrics' label.
  virtual std::string_view name() const = 0;

  /// Does the batch's effects. Called again with the same or another batch after any failure, here or later: every
  /// effect is idempotent, and a repeat returns the same events. An error: nothing of the batch is taken as done, and
  /// nobody knows which member it is due to.
  virtual core::Result<Outcome> process(std::span<const Delivery> batch) = 0;

  /// Whether all that the service depends on works now, by a look of its own. Asked before a message is given up that
  /// fails for no known reason. False: it does not, or the service cannot tell.
  virtual bool isHealthy() { return false; }

  /// What was counted since the last call.
  Tally takeTally() { return std::exchange(m_tally, {}); }

 protected:
  void countDuplicate() { ++m_tally.duplicates; }
  void countTransition(domain::OrderState from, domain::OrderState to) { ++m_tally.moves[{from, to}]; }

 private:
  Tally m_tally;
};

}  // namespace orderdeck::services
