// Which orders are not taken on: how often and for how much a user may order, and who may not. Pure functions.
#pragma once

#include <cstdint>
#include <set>
#include <string>
#include <string_view>

#include "domain/order/order.h"

namespace orderdeck::domain {

struct RiskLimits {
  std::int64_t velocityOrders = 600;  // of one user within the window; 0: any number
  core::Millis velocityWindow{60'000};
  std::int64_t maxAmountMinor = 100'000'000;  // cents of one order; 0: any amount
  std::set<std::string> deny;                 // users whose orders are rejected
  bool operator==(const RiskLimits&) const = default;
};

/// Why the order is rejected; empty when it may go on. `ordersInWindow` are its user's orders in (createdAt - window,
/// createdAt], itself included.
std::string riskReason(const Order& order, std::int64_t ordersInWindow, const RiskLimits& limits);

/// Whether an order was closed for a reason that riskReason gave.
bool isRiskReason(std::string_view reason);

}  // namespace orderdeck::domain
