// A look at the hot store from outside, for audits and those who watch it. One object is one connection and belongs to
// one thread.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>

#include "core/error.h"
#include "domain/order/order.h"

namespace orderdeck::ports {

class StoreInspector {
 public:
  virtual ~StoreInspector() = default;

  /// Transition counters since the store was made: "created>paying" -> n, and ">created" -> accepted orders.
  virtual core::Result<std::map<std::string, std::int64_t>> flowCounters() = 0;
  /// Walks every order in the store: calls `visit` on this thread.
  virtual core::Result<void> scan(const std::function<void(const domain::Order&)>& visit) = 0;
  /// The round trip of a call that does nothing, in milliseconds; an error when the store does not answer.
  virtual core::Result<double> ping() = 0;
};

}  // namespace orderdeck::ports
