// The way onto the bus. Made by the bus; belongs to one thread.
#pragma once

#include <span>

#include "core/error.h"
#include "ports/bus/message.h"

namespace orderdeck::ports {

class EventPublisher {
 public:
  virtual ~EventPublisher() = default;
  /// Publishes all messages and waits until the broker acknowledged every one of them. On an error any part may have
  /// been published: call again with all of it (events are idempotent). Disconnected: this publisher is of no use
  /// any more, ask the bus for a new one; a call without messages only looks whether it is. Under backpressure
  /// (services/backpressure) the call waits, up to a time-out (Timeout, retryable).
  virtual core::Result<void> publish(std::span<const OutboundMessage> messages) = 0;
};

}  // namespace orderdeck::ports
