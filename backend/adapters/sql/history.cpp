#include "adapters/sql/history.h"

#include <algorithm>

#include "adapters/sql/completeness.h"
#include "adapters/sql/ledger_batch.h"
#include "domain/order/order_paths.h"

namespace orderdeck::adapters::sql {

using domain::OrderState;

bool isLegalHistory(const std::vector<domain::Event>& events) {
  std::vector<OrderState> states;
  for (const domain::Event& event : events)
    if (const auto state = domain::stateAfter(event)) states.push_back(*state);
  std::ranges::stable_sort(states, {}, [](OrderState state) { return domain::stateRank(state); });
  return std::ranges::adjacent_find(
             states, [](OrderState from, OrderState to) { return !domain::leadsTo(from, to); }) == states.end();
}

bool agrees(const std::vector<domain::Event>& events, std::string_view state, int seen) {
  OrderState furthest = OrderState::Created;
  int bits = 0;
  for (const domain::Event& event : events) {
    bits |= seenBitsOf(event);
    if (const auto reached = domain::stateAfter(event); reached && precedence(*reached) > precedence(furthest))
      furthest = *reached;
  }
  return bits == (seen & ~kSeenUndelivered) &&
         domain::stateName(furthest) == state;  // that one is set by a dead letter, and by no event
}

}  // namespace orderdeck::adapters::sql
