#include "domain/order/risk_rules.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>

namespace orderdeck::domain {

namespace {

constexpr std::string_view kDenied = "denied: ", kAmount = "amount: ", kVelocity = "velocity: ";

std::string money(std::int64_t minor) { return fmt::format("{}.{:02} {}", minor / 100, minor % 100, kCurrency); }

}  // namespace

std::string riskReason(const Order& order, std::int64_t ordersInWindow, const RiskLimits& limits) {
  if (limits.deny.contains(order.userId)) return fmt::format("{}{} may not order", kDenied, order.userId);
  if (limits.maxAmountMinor > 0 && order.amountMinor > limits.maxAmountMinor)
    return fmt::format("{}{} is more than {}", kAmount, money(order.amountMinor), money(limits.maxAmountMinor));
  if (limits.velocityOrders > 0 && ordersInWindow > limits.velocityOrders)
    return fmt::format("{}{} orders of {} in {:g} s", kVelocity, ordersInWindow, order.userId,
                       static_cast<double>(limits.velocityWindow.count()) / 1'000);
  return {};
}

bool isRiskReason(std::string_view reason) {
  return std::ranges::any_of(std::array{kDenied, kAmount, kVelocity},
                             [reason](std::string_view rule) { return reason.starts_with(rule); });
}

}  // namespace orderdeck::domain
