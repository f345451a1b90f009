// How many orders each user placed lately, for risk. Idempotent by order id: an order that is counted twice is one
// order. One object is one connection and belongs to one thread.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "core/clock.h"
#include "core/error.h"

namespace orderdeck::ports {

struct Placement {
  std::string userId;
  std::string orderId;
  core::Timestamp placedAt;
};

class VelocityStore {
 public:
  virtual ~VelocityStore() = default;

  /// Notes all of these, in one round trip, and says of each how many orders of its user are known from (placedAt -
  /// window, placedAt], itself included. Up to `enough` the answer may be too high, but not above it: for who only
  /// wants to know whether there are more than that. What is asked again within half a window gets the same answer,
  /// unless an earlier order became known meanwhile.
  virtual core::Result<std::vector<std::int64_t>> count(std::span<const Placement> placements, core::Millis window,
                                                        std::int64_t enough) = 0;
};

}  // namespace orderdeck::ports
