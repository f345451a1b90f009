// What an open order stands and waits for: the one table of it. Pure; any thread.
#pragma once

#include <string_view>

#include "domain/order/order_state.h"

namespace orderdeck::domain {

/// What becomes of an order that still is in this state at its deadline.
enum class AtDeadline { Nothing, Cancelled, Refunded };

struct OrderWait {
  std::string_view service;  // that takes it on; empty: the order is finished
  AtDeadline atDeadline = AtDeadline::Nothing;
};

/// Who cancels: of an order that is not paid the reconciler, of a paid one inventory, once it takes it up.
constexpr OrderWait waitOf(OrderState state) {
  switch (state) {
    case OrderState::Created:
    case OrderState::Paying: return {"payment", AtDeadline::Cancelled};
    case OrderState::Paid: return {"inventory", AtDeadline::Refunded};
    case OrderState::Reserved:
    case OrderState::Shipped: return {"logistics"};
    case OrderState::Refunding: return {"payment"};
    case OrderState::Completed:
    case OrderState::Rejected:
    case OrderState::Cancelled:
    case OrderState::Refunded: break;
  }
  return {};
}

}  // namespace orderdeck::domain
