// The message bus between services: at least once, ordered per key, with explicit commits. An implementation is made
// once a process, and may be used from any thread.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "core/error.h"
#include "ports/bus/publisher.h"
#include "ports/bus/subscription.h"

namespace orderdeck::ports {

class EventBus {
 public:
  virtual ~EventBus() = default;
  virtual core::Result<std::unique_ptr<EventPublisher>> makePublisher() = 0;
  virtual core::Result<std::unique_ptr<EventSubscription>> subscribe(const std::string& group,
                                                                     std::vector<std::string> topics) = 0;
};

}  // namespace orderdeck::ports
