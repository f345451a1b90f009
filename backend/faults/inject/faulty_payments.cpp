#include "faults/inject/faulty_payments.h"

#include "core/worker.h"
#include "faults/inject/share.h"

namespace orderdeck::faults {

core::Result<std::vector<ports::ChargeAnswer>> FaultyPayments::charge(std::span<const ports::Charge> charges) {
  auto answers = m_inner.charge(charges);
  if (!answers || m_registry.empty()) return answers;
  if (auto waited = delay(); !waited) return std::unexpected(std::move(waited.error()));
  if (auto got = answer(); !got) return std::unexpected(std::move(got.error()));
  return answers;
}

core::Result<void> FaultyPayments::refund(std::span<const std::string> paymentIds) {
  auto refunded = m_inner.refund(paymentIds);
  return refunded && !m_registry.empty() ? answer() : refunded;
}

core::Result<void> FaultyPayments::delay() {
  const auto late = strikeShare(m_registry, "payment-late");
  if (!late || core::sleepFor(m_stop, late->fault.millis("latencyMs"))) return {};
  return core::fail(core::ErrorCode::Unavailable, "the payment call was cut short: stopping", true);
}

core::Result<void> FaultyPayments::answer() {
  if (!strikeShare(m_registry, "payment-unknown")) return {};
  return core::fail(core::ErrorCode::Timeout, "the payment provider did not answer in time: what it did is not known",
                    true);
}

}  // namespace orderdeck::faults
