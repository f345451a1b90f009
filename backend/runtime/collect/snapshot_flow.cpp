#include "runtime/collect/snapshot_flow.h"

#include <algorithm>

#include "domain/order/order_state.h"

namespace orderdeck::runtime {

void SnapshotFlow::add(core::Timestamp at, const std::map<std::string, std::int64_t>& flow) {
  const double passed = m_last == core::Timestamp{} ? 0 : core::inSeconds(at - m_last);
  m_last = at;
  for (auto& [name, state] : m_states) {
    state.orderSeconds += static_cast<double>(std::max<std::int64_t>(0, state.entered - state.left)) * passed;
    state.entered = state.left = 0;
  }
  for (const auto& [key, n] : flow) {
    const std::size_t arrow = key.find('>');
    if (arrow == std::string::npos) continue;
    const std::string from = key.substr(0, arrow), to = key.substr(arrow + 1);
    m_states[to].entered += n;
    if (from.empty()) continue;
    m_states[from].left += n;
    Edge& edge = m_edges[{from, to}];
    edge.total = n;
    edge.rate.add(at, static_cast<double>(n));
  }
  for (auto& [name, state] : m_states) {
    state.rate.add(at, static_cast<double>(state.entered));
    state.entering.add(at, static_cast<double>(state.entered));
    state.occupancy.add(at, state.orderSeconds);
  }
}

void SnapshotFlow::fill(api::Snapshot& snapshot, std::int64_t deadLettered) const {
  static const State kNone;
  static const Edge kNoEdge;
  api::Balance& balance = snapshot.balance;
  std::int64_t open = 0;
  for (const domain::OrderState each : domain::kOrderStates) {
    const std::string name(domain::stateName(each));
    const auto found = m_states.find(name);
    const State& state = found == m_states.end() ? kNone : found->second;
    const bool terminal = domain::isTerminal(each);
    api::StateView view{each, state.entered - state.left, state.rate.perSecond(), std::nullopt};
    // Little's law: mean time in the state = mean count / rate of entering, both over the last 10 s.
    if (!terminal && state.entering.growth() > 0)
      view.dwellMillis = 1000 * state.occupancy.growth() / state.entering.growth();
    (terminal ? balance.finished : open) += view.count;
    snapshot.states.push_back(std::move(view));
    for (const domain::OrderState next : domain::transitionsFrom(each)) {
      const std::string to(domain::stateName(next));
      const auto edge = m_edges.find({name, to});
      const Edge& taken = edge == m_edges.end() ? kNoEdge : edge->second;
      snapshot.edges.push_back({name, to, taken.total, taken.rate.perSecond()});
    }
  }
  snapshot.figures.acceptedPerSecond = snapshot.figures.completedPerSecond = 0.0;
  if (const auto created = m_states.find(std::string(domain::stateName(domain::OrderState::Created)));
      created != m_states.end()) {
    balance.accepted = created->second.entered;
    snapshot.figures.acceptedPerSecond = created->second.rate.perSecond();
  }
  if (const auto completed = m_states.find("completed"); completed != m_states.end()) {
    snapshot.figures.completedPerSecond = completed->second.rate.perSecond();
  }
  balance.deadLettered = std::clamp<std::int64_t>(deadLettered, 0, std::max<std::int64_t>(0, open));
  balance.inFlight = open - balance.deadLettered;
  balance.unaccounted = balance.accepted - balance.finished - balance.inFlight - balance.deadLettered;
  snapshot.figures.inFlight = balance.inFlight;
}

}  // namespace orderdeck::runtime
