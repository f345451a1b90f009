#include "runtime/collect/snapshot_metrics.h"

#include <iterator>

#include <fmt/format.h>

namespace orderdeck::runtime {

namespace {

class Exposition {
 public:
  std::string take() { return std::move(m_text); }

  void open(const char* name, const char* type, const char* help) {
    m_name = name;
    fmt::format_to(std::back_inserter(m_text), "# HELP {} {}\n# TYPE {} {}\n", name, help, name, type);
  }
  /// `labels` as they stand between the braces; their values are ours and need no escapes.
  template <typename N>
  void sample(const std::string& labels, N value) {
    fmt::format_to(std::back_inserter(m_text), "{}{} {}\n", m_name, labels.empty() ? "" : "{" + labels + "}", value);
  }

 private:
  std::string m_text;
  const char* m_name = "";
};

void exposeLag(Exposition& out, const api::Snapshot& s) {
  out.open("orderdeck_lag", "gauge", "Messages a consumer group has not committed yet.");
  for (const api::GroupView& g : s.groups) {
    for (const api::PartitionView& p : g.partitions) {
      if (p.lag)
        out.sample(fmt::format(R"(group="{}",topic="{}",partition="{}")", g.group, p.topic, p.partition), *p.lag);
    }
  }
  out.open("orderdeck_lag_seconds", "gauge", "Age of the oldest message that a group has not consumed.");
  for (const api::GroupView& g : s.groups) {
    if (g.oldestSeconds) out.sample(fmt::format(R"(group="{}")", g.group), *g.oldestSeconds);
  }
}

void exposeNodes(Exposition& out, const api::Snapshot& s) {
  out.open("orderdeck_process_up", "gauge", "1 while the process serves.");
  for (const api::NodeView& n : s.nodes)
    out.sample(fmt::format(R"(node="{}",service="{}")", n.name, n.service), n.state == "up" ? 1 : 0);
  out.open("orderdeck_process_restarts_total", "counter", "How often the process was started again.");
  for (const api::NodeView& n : s.nodes)
    out.sample(fmt::format(R"(node="{}",service="{}")", n.name, n.service), n.restarts);
  out.open("orderdeck_process_cpu_seconds_total", "counter", "User and system CPU time of the running process.");
  for (const api::NodeView& n : s.nodes)
    out.sample(fmt::format(R"(node="{}",service="{}")", n.name, n.service), n.cpuSeconds);
  out.open("orderdeck_process_memory_bytes", "gauge", "Resident memory, less shared file pages.");
  for (const api::NodeView& n : s.nodes)
    out.sample(fmt::format(R"(node="{}",service="{}")", n.name, n.service), n.memoryBytes);
}

}  // namespace

std::string exposeSnapshot(const api::Snapshot& s) {
  Exposition out;
  out.open("orderdeck_orders_in_state", "gauge", "Orders in a state now; in a terminal one, ever.");
  for (const api::StateView& state : s.states) out.sample(fmt::format(R"(state="{}")", state.state), state.count);
  out.open("orderdeck_flow_total", "counter",
           "Moves of orders since the data folder was made, as the store counts them.");
  for (const api::EdgeView& e : s.edges) out.sample(fmt::format(R"(from="{}",to="{}")", e.from, e.to), e.total);
  out.open("orderdeck_outbox_entries", "gauge", "Events that wait to be published.");
  out.sample("", s.figures.outbox);
  out.open("orderdeck_store_closed", "gauge", "1 while the store was rolled back and not rebuilt yet.");
  out.sample("", s.store.distrust.empty() ? 0 : 1);
  exposeLag(out, s);
  out.open("orderdeck_invariant_ok", "gauge",
           "1 while the invariant holds, 0 when it is broken; absent when not known.");
  for (const api::InvariantView& i : s.invariants) {
    if (i.status != "unknown") out.sample(fmt::format(R"(invariant="{}")", i.number), i.status == "ok" ? 1 : 0);
  }
  exposeNodes(out, s);
  return out.take();
}

}  // namespace orderdeck::runtime
