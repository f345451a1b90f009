#include "faults/inject/faulty_payments.h"

#include "core/worker.h"

namespace orderdeck::faults {

core::Result<std::vector<ports::ChargeAnswer>> FaultyPayments::charge(std::span<const ports::Charge> charges) {
  auto answers = m_inner.charge(charges);
  if (!answers || m_registry.empty()) return answers;
  if (auto waited = delay(charges.size()); !waited) return std::unexpected(std::move(waited.error()));
  if (auto got = answer(charges.size()); !got) return std::unexpected(std::move(got.error()));
  return answers;
}

core::Result<void> FaultyPayments::refund(std::span<const std::string> paymentIds) {
  auto refunded = m_inner.refund(paymentIds);
  return refunded && !m_registry.empty() ? answer(paymentIds.size()) : refunded;
}

core::Result<void> FaultyPayments::delay(std::size_t answers) {
  const auto late = m_registry.strike("payment-late", {}, answers);
  if (!late || core::sleepFor(m_stop, late->fault.millis("latencyMs"))) return {};
  return core::fail(core::ErrorCode::Unavailable, "the payment call was cut short: stopping", true);
}

core::Result<void> FaultyPayments::answer(std::size_t answers) {
  if (!m_registry.strike("payment-unknown", {}, answers)) return {};
  return core::fail(core::ErrorCode::Timeout, "the payment provider did not answer in time: what it did is not known",
                    true);
}

}  // namespace orderdeck::faults
