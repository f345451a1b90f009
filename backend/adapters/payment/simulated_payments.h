// A payment provider that exists only here: declines a share of the orders and takes its time. Its answer follows from
// the order's id, so a node that asks again after a crash hears the same. One thread an object.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <random>
#include <stop_token>
#include <string_view>
#include <unordered_map>

#include "core/clock.h"
#include "ports/interceptor.h"
#include "ports/payment_gateway.h"

namespace orderdeck::adapters::payment {

struct SimulatedPaymentsSettings {
  double declineShare = 0.0;  // 0..1
  core::Millis latency{2};
  core::Millis jitter{2};  // each answer takes latency + uniform 0..jitter
  std::uint64_t seed = 1;
  ports::InterceptorFactory link = {};
};

/// What makes the provider worse for now (an armed fault); added to the settings.
struct PaymentConditions {
  double declineShare = 0.0;
  core::Millis latency{0};
  core::Millis jitter{0};
  std::function<void(std::size_t charges)> declined = {};  // is told how many were declined for this share
};

class SimulatedPayments : public ports::PaymentGateway {
 public:
  /// `conditions` is asked once a call, of so many charges or refunds; `stop` cuts a call's wait short, which then
  /// answers Unavailable (retryable).
  explicit SimulatedPayments(SimulatedPaymentsSettings settings,
                             std::function<PaymentConditions(std::size_t)> conditions = {}, std::stop_token stop = {});

  core::Result<std::vector<ports::ChargeAnswer>> charge(std::span<const ports::Charge> charges) override;
  core::Result<void> refund(std::span<const std::string> paymentIds) override;

 private:
  using Answers = std::unordered_map<std::uint64_t, bool>;  // hash of the order id -> confirmed

  core::Result<void> roundTrip(const PaymentConditions& conditions, std::size_t answers);
  core::Result<void> wait(const PaymentConditions& conditions, std::size_t answers);
  /// Counts in `struck` what `declineShare` declines for the first time, and the settings' share would not.
  bool decide(std::string_view orderId, double declineShare, std::size_t& struck);

  const SimulatedPaymentsSettings m_settings;
  const std::unique_ptr<ports::Interceptor> m_interceptor;  // null: nothing is in between
  const std::function<PaymentConditions(std::size_t)> m_conditions;
  const std::stop_token m_stop;
  std::mt19937_64 m_random;
  Answers m_answers, m_olderAnswers;  // while conditions change, the first answer stands
};

}  // namespace orderdeck::adapters::payment
