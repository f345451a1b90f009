#include "adapters/payment/simulated_payments.h"

#include <algorithm>
#include <cmath>

#include "core/ids.h"
#include "core/worker.h"
#include "domain/order/order.h"

namespace orderdeck::adapters::payment {

using core::Millis;
using ports::Charge;
using ports::ChargeAnswer;

namespace {

constexpr std::size_t kAnswersKept = 50'000;  // of each generation

/// SplitMix64's finaliser: FNV's high bits alone are too regular for ids that differ in their last characters.
std::uint64_t mix(std::uint64_t x) {
  x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9ULL;
  x = (x ^ (x >> 27)) * 0x94d049bb133111ebULL;
  return x ^ (x >> 31);
}

}  // namespace

SimulatedPayments::SimulatedPayments(SimulatedPaymentsSettings settings,
                                     std::function<PaymentConditions(std::size_t)> conditions, std::stop_token stop)
    : m_settings(std::move(settings)),
      m_interceptor(ports::makeInterceptor(m_settings.link)),
      m_conditions(std::move(conditions)),
      m_stop(std::move(stop)),
      m_random(m_settings.seed) {}

core::Result<std::vector<ChargeAnswer>> SimulatedPayments::charge(std::span<const Charge> charges) {
  const PaymentConditions conditions = m_conditions ? m_conditions(charges.size()) : PaymentConditions{};
  if (auto waited = roundTrip(conditions, charges.size()); !waited) return std::unexpected(waited.error());
  const double share = m_settings.declineShare + conditions.declineShare;
  std::vector<ChargeAnswer> answers;
  answers.reserve(charges.size());
  std::size_t struck = 0;
  for (const Charge& charge : charges) {
    const bool confirmed = decide(charge.orderId, share, struck);
    answers.push_back(
        {confirmed, "pay" + charge.orderId, confirmed ? std::string() : std::string(domain::kReasonCard)});
  }
  if (struck > 0 && conditions.declined) conditions.declined(struck);
  return answers;
}

core::Result<void> SimulatedPayments::refund(std::span<const std::string> paymentIds) {
  return roundTrip(m_conditions ? m_conditions(paymentIds.size()) : PaymentConditions{}, paymentIds.size());
}

core::Result<void> SimulatedPayments::roundTrip(const PaymentConditions& conditions, std::size_t answers) {
  return ports::over(m_interceptor.get(), [&] { return wait(conditions, answers); });
}

core::Result<void> SimulatedPayments::wait(const PaymentConditions& conditions, std::size_t answers) {
  if (answers == 0) return {};
  // The largest of n uniform draws is distributed as one draw's n-th root.
  const double slowest =
      std::pow(std::uniform_real_distribution<double>(0, 1)(m_random), 1.0 / static_cast<double>(answers));
  const double jitter = slowest * static_cast<double>((m_settings.jitter + conditions.jitter).count());
  const Millis duration = m_settings.latency + conditions.latency + Millis{std::llround(jitter)};
  if (duration > Millis{0} && !core::sleepFor(m_stop, duration))
    return core::fail(core::ErrorCode::Unavailable, "the payment call was cut short: stopping", true);
  return {};
}

bool SimulatedPayments::decide(std::string_view orderId, double declineShare, std::size_t& struck) {
  const std::uint64_t hash = mix(core::stableHash(orderId) ^ mix(m_settings.seed));
  if (const auto known = m_answers.find(hash); known != m_answers.end()) return known->second;
  const double draw = static_cast<double>(hash >> 11) * 0x1p-53;
  bool confirmed = draw >= declineShare;
  if (const auto older = m_olderAnswers.find(hash); older != m_olderAnswers.end())
    confirmed = older->second;
  else if (!confirmed && draw >= m_settings.declineShare)
    ++struck;
  if (m_answers.size() >= kAnswersKept) {
    m_olderAnswers = std::move(m_answers);
    m_answers.clear();
  }
  m_answers.emplace(hash, confirmed);
  return confirmed;
}

}  // namespace orderdeck::adapters::payment
