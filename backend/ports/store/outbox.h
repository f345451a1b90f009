// Events that wait to be published: written with the change that they tell of, dropped when the bus has them. One
// object is one connection and belongs to one thread.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "core/clock.h"
#include "core/error.h"

namespace orderdeck::ports {

struct OutboxEntry {
  std::string id;      // the store's own
  std::string event;   // encoded
  core::Timestamp at;  // when it came in
};

class Outbox {
 public:
  virtual ~Outbox() = default;

  /// Up to `most` entries, the oldest first.
  virtual core::Result<std::vector<OutboxEntry>> readOutbox(std::size_t most) = 0;
  virtual core::Result<void> dropOutbox(std::span<const std::string> ids) = 0;
  virtual core::Result<std::int64_t> outboxLength() = 0;
};

}  // namespace orderdeck::ports
