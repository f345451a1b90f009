// A payment provider whose answers get lost or come late, as far as such a fault is armed: what it did, it did. Stands
// before the real one; belongs to the thread that calls it.
#pragma once

#include <stop_token>

#include "faults/inject/fault_registry.h"
#include "ports/payment_gateway.h"

namespace orderdeck::faults {

class FaultyPayments : public ports::PaymentGateway {
 public:
  /// `stop` cuts a late answer's wait short, which then is Unavailable (retryable). `inner` and `registry` outlive it.
  FaultyPayments(ports::PaymentGateway& inner, FaultRegistry& registry, std::stop_token stop = {})
      : m_inner(inner), m_registry(registry), m_stop(std::move(stop)) {}

  core::Result<std::vector<ports::ChargeAnswer>> charge(std::span<const ports::Charge> charges) override;
  core::Result<void> refund(std::span<const std::string> paymentIds) override;

 private:
  core::Result<void> answer(std::size_t answers);
  core::Result<void> delay(std::size_t answers);

  ports::PaymentGateway& m_inner;
  FaultRegistry& m_registry;
  const std::stop_token m_stop;
};

}  // namespace orderdeck::faults
