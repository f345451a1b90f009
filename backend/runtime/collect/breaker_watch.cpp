#include "runtime/collect/breaker_watch.h"

#include "api/ops_event_table.h"

namespace orderdeck::runtime {

using api::opsEvent;
using namespace api::literals;

std::vector<api::OpsEvent> BreakerWatch::look(std::span<const api::NodeView> nodes) {
  std::vector<api::OpsEvent> news;
  for (const api::NodeView& node : nodes) {
    for (const api::BreakerView& breaker : node.breakers) {
      Seen& before = m_seen[{node.name, breaker.dependency}];
      if (before.pid != node.pid) before = {.pid = node.pid};  // a new process begins with all of them closed
      const Seen now{.pid = node.pid, .closed = breaker.state == core::BreakerState::Closed, .opened = breaker.opened};
      const auto which = "node"_a = node.name;
      const auto dependency = "dependency"_a = breaker.dependency;
      const bool opened = before.closed && (!now.closed || now.opened > before.opened);
      if (opened && breaker.forced == api::HeldBreaker::Open)
        news.push_back(opsEvent<"node.breaker-held-open">(which, dependency));
      else if (opened)
        news.push_back(opsEvent<"node.breaker-opened">(which, dependency, "why"_a = breaker.why));
      if (now.closed && (opened || !before.closed))
        news.push_back(breaker.forced == api::HeldBreaker::Closed
                           ? opsEvent<"node.breaker-held-closed">(which, dependency)
                           : opsEvent<"node.breaker-closed">(which, dependency));
      before = now;
    }
  }
  return news;
}

}  // namespace orderdeck::runtime
