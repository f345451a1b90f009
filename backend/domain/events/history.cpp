#include "domain/events/history.h"

#include <algorithm>

#include "domain/events/completeness.h"
#include "domain/order/order_paths.h"

namespace orderdeck::domain {

bool isLegalHistory(const std::vector<Event>& events) {
  std::vector<OrderState> states;
  for (const Event& event : events)
    if (const auto state = stateAfter(event)) states.push_back(*state);
  std::ranges::stable_sort(states, {}, [](OrderState state) { return stateRank(state); });
  return std::ranges::adjacent_find(states, [](OrderState from, OrderState to) { return !leadsTo(from, to); }) ==
         states.end();
}

bool agrees(const std::vector<Event>& events, std::string_view state, int seen) {
  OrderState furthest = OrderState::Created;
  int bits = 0;
  for (const Event& event : events) {
    bits |= seenBitsOf(event);
    if (const auto reached = stateAfter(event); reached && precedence(*reached) > precedence(furthest))
      furthest = *reached;
  }
  return bits == (seen & ~kSeenUndelivered) &&
         stateName(furthest) == state;  // that one is set by a dead letter, and by no event
}

}  // namespace orderdeck::domain
