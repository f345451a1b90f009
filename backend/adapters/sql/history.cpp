#include "adapters/sql/history.h"

#include <algorithm>

#include "domain/order_paths.h"

namespace orderdeck::adapters::sql {

namespace {

using domain::OrderState;

struct Step {
  OrderState state = OrderState::Created;
  core::Timestamp at;
};

bool isOnward(OrderState state) { return leadsTo(state, OrderState::Completed) || state == OrderState::Completed; }

}  // namespace

bool isLegalHistory(const std::vector<domain::Event>& events) {
  std::vector<Step> steps;
  for (const domain::Event& event : events)
    if (const auto state = domain::stateAfter(event)) steps.push_back({*state, event.occurredAt});
  std::ranges::stable_sort(steps, {}, [](const Step& step) { return domain::stateRank(step.state); });
  for (std::size_t i = 1; i < steps.size(); ++i) {
    if (!leadsTo(steps[i - 1].state, steps[i].state)) return false;
    if (isOnward(steps[i].state) && steps[i].at < steps[i - 1].at) return false;
  }
  return true;
}

}  // namespace orderdeck::adapters::sql
