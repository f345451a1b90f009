#include "domain/order/order_paths.h"

#include <algorithm>

namespace orderdeck::domain {

// Ends, since every move raises the rank.
bool leadsTo(OrderState from, OrderState to) {
  return std::ranges::any_of(transitionsFrom(from), [to](OrderState next) { return next == to || leadsTo(next, to); });
}

int precedence(OrderState state) { return stateRank(state) * 100 + static_cast<int>(state); }

}  // namespace orderdeck::domain
