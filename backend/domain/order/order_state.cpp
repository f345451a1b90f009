#include "domain/order/order_state.h"

#include <algorithm>

namespace orderdeck::domain {

namespace {

using enum OrderState;

constexpr std::array kFromCreated = {Paying, Rejected, Cancelled};
constexpr std::array kFromPaying = {Paid, Rejected, Cancelled};
constexpr std::array kFromPaid = {Reserved, Refunding};
constexpr std::array kFromReserved = {Shipped, Refunding};
constexpr std::array kFromShipped = {Completed};
constexpr std::array kFromRefunding = {Refunded};

}  // namespace

std::span<const OrderState> transitionsFrom(OrderState from) {
  switch (from) {
    case Created: return kFromCreated;
    case Paying: return kFromPaying;
    case Paid: return kFromPaid;
    case Reserved: return kFromReserved;
    case Shipped: return kFromShipped;
    case Refunding: return kFromRefunding;
    case Completed:
    case Rejected:
    case Cancelled:
    case Refunded: return {};
  }
  return {};
}

bool isTransition(OrderState from, OrderState to) {
  return std::ranges::find(transitionsFrom(from), to) != transitionsFrom(from).end();
}

bool isTerminal(OrderState state) { return transitionsFrom(state).empty(); }

int stateRank(OrderState state) {
  switch (state) {
    case Created: return 0;
    case Paying: return 1;
    case Paid: return 2;
    case Reserved: return 3;
    case Shipped: return 4;
    case Refunding: return 5;
    case Completed:
    case Rejected:
    case Cancelled:
    case Refunded: return 6;
  }
  return 0;
}

std::string transitionsAsLua() {
  std::string lua = "{";
  for (const OrderState from : kOrderStates) {
    lua.append(stateName(from)).append("={");
    for (const OrderState to : transitionsFrom(from)) lua.append(stateName(to)).append("=true,");
    lua.append("},");
  }
  return lua + "}";
}

}  // namespace orderdeck::domain
