#include "faults/payment_faults.h"

namespace orderdeck::faults {

namespace {

double valueOf(const ArmedFault& fault, const char* param) {
  const auto found = fault.params.find(param);
  return found == fault.params.end() ? 0 : found->second;
}

core::Millis millisOf(const ArmedFault& fault, const char* param) { return core::Millis{static_cast<std::int64_t>(valueOf(fault, param))}; }

}  // namespace

PaymentConditions PaymentFaults::next() {
  PaymentConditions conditions;
  if (const auto declines = m_board.strike("payment-declines")) conditions.declineShare = valueOf(*declines, "share");
  if (const auto slow = m_board.strike("payment-slow")) {
    conditions.latency = millisOf(*slow, "latencyMs");
    conditions.jitter = millisOf(*slow, "jitterMs");
  }
  return conditions;
}

}  // namespace orderdeck::faults
