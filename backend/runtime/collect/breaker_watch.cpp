#include "runtime/collect/breaker_watch.h"

#include <fmt/format.h>

namespace orderdeck::runtime {

std::vector<std::string> BreakerWatch::look(std::span<const api::NodeView> nodes) {
  std::vector<std::string> news;
  for (const api::NodeView& node : nodes) {
    for (const api::BreakerView& breaker : node.breakers) {
      Seen& before = m_seen[{node.name, breaker.dependency}];
      if (before.pid != node.pid) before = {.pid = node.pid};  // a new process begins with all of them closed
      const Seen now{.pid = node.pid, .closed = breaker.state == "closed", .opened = breaker.opened};
      const std::string which = fmt::format("{}: the breaker to {}", node.name, breaker.dependency);
      const bool opened = before.closed && (!now.closed || now.opened > before.opened);
      if (opened && breaker.forced == "open")
        news.push_back(which + " is held open");
      else if (opened)
        news.push_back(which + " opened" + (breaker.why.empty() ? "" : ": " + breaker.why));
      if (now.closed && (opened || !before.closed))
        news.push_back(which + (breaker.forced == "closed" ? " is held closed" : " closed"));
      before = now;
    }
  }
  return news;
}

}  // namespace orderdeck::runtime
