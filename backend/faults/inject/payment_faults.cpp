#include "faults/inject/payment_faults.h"

namespace orderdeck::faults {

PaymentConditions PaymentFaults::next(std::size_t charges) {
  PaymentConditions conditions;
  if (const auto declines = m_registry.look("payment-declines")) {
    conditions.declineShare = declines->fault.share();
    conditions.declined = [this, id = declines->fault.id](std::size_t declined) {
      m_registry.count(id, static_cast<std::int64_t>(declined));
    };
  }
  if (const auto slow = m_registry.strike("payment-slow", {}, charges)) {
    conditions.latency = slow->fault.millis("latencyMs");
    conditions.jitter = slow->fault.millis("jitterMs");
  }
  return conditions;
}

}  // namespace orderdeck::faults
