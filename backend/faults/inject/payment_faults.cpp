#include "faults/inject/payment_faults.h"

namespace orderdeck::faults {

PaymentConditions PaymentFaults::next() {
  PaymentConditions conditions;
  if (const auto declines = m_registry.strike("payment-declines"))
    conditions.declineShare = declines->fault.param("share");
  if (const auto slow = m_registry.strike("payment-slow")) {
    conditions.latency = slow->fault.millis("latencyMs");
    conditions.jitter = slow->fault.millis("jitterMs");
  }
  return conditions;
}

}  // namespace orderdeck::faults
