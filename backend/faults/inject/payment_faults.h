// What the armed payment faults come to for one call of the payment provider. Any thread.
#pragma once

#include "core/clock.h"
#include "faults/inject/fault_registry.h"

namespace orderdeck::faults {

/// On top of the provider's own settings.
struct PaymentConditions {
  double declineShare = 0;  // 0..1 of the charges
  core::Millis latency{0};  // more of it
  core::Millis jitter{0};   // up to so much more, evenly spread
};

class PaymentFaults {
 public:
  explicit PaymentFaults(FaultRegistry& registry) : m_registry(registry) {}

  /// Asks the registry once for each fault: to be called once for each batch that is charged.
  PaymentConditions next();

 private:
  FaultRegistry& m_registry;
};

}  // namespace orderdeck::faults
