// What the armed payment faults come to for one call of the payment provider. Any thread.
#pragma once

#include <functional>

#include "core/clock.h"
#include "faults/inject/fault_registry.h"

namespace orderdeck::faults {

/// On top of the provider's own settings.
struct PaymentConditions {
  double declineShare = 0;                                 // 0..1 of the charges
  core::Millis latency{0};                                 // more of it
  core::Millis jitter{0};                                  // up to so much more, evenly spread
  std::function<void(std::size_t charges)> declined = {};  // to be told how many it declined for `declineShare`
};

class PaymentFaults {
 public:
  explicit PaymentFaults(FaultRegistry& registry) : m_registry(registry) {}

  /// Asks the registry once for each fault: to be called once for each call of so many charges or refunds.
  PaymentConditions next(std::size_t charges);

 private:
  FaultRegistry& m_registry;
};

}  // namespace orderdeck::faults
