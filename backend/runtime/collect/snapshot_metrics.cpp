#include "runtime/collect/snapshot_metrics.h"

#include <utility>

#include "api/freshness.h"

namespace orderdeck::runtime {

namespace {

using ports::MetricFamily;
using Type = MetricFamily::Type;

class Families {
 public:
  std::vector<MetricFamily> take() { return std::move(m_all); }

  void open(const char* name, Type type, const char* help) {
    m_all.push_back({.name = name, .help = help, .type = type});
  }
  template <typename Number>
  void sample(ports::Labels labels, Number value) {
    m_all.back().samples.push_back({std::move(labels), static_cast<double>(value)});
  }

 private:
  std::vector<MetricFamily> m_all;
};

void addStore(Families& out, const api::Snapshot& s) {
  if (api::isStale(s, api::Source::Store)) return;
  out.open("orderdeck_orders_in_state", Type::Gauge, "Orders in a state now; in a terminal one, ever.");
  for (const api::StateView& state : s.states) out.sample({{"state", std::string(state.state.text())}}, state.count);
  out.open("orderdeck_flow_total", Type::Counter,
           "Moves of orders since the data folder was made, as the store counts them.");
  for (const api::EdgeView& e : s.edges) out.sample({{"from", e.from}, {"to", e.to}}, e.total);
  out.open("orderdeck_outbox_entries", Type::Gauge, "Events that wait to be published.");
  out.sample({}, s.figures.outbox);
  out.open("orderdeck_store_closed", Type::Gauge, "1 while the store was rolled back and not rebuilt yet.");
  out.sample({}, s.store.distrust.empty() ? 0 : 1);
}

void addSources(Families& out, const api::Snapshot& s) {
  out.open("orderdeck_source_age_seconds", Type::Gauge, "Since the daemon last read the source whole.");
  for (const api::SourceView& source : s.sources)
    if (source.ageSeconds) out.sample({{"source", std::string(source.name.text())}}, *source.ageSeconds);
}

void addLag(Families& out, const api::Snapshot& s) {
  if (api::isStale(s, api::Source::Broker)) return;
  out.open("orderdeck_lag", Type::Gauge, "Messages a consumer group has not committed yet.");
  for (const api::GroupView& g : s.groups) {
    for (const api::PartitionView& p : g.partitions) {
      if (p.lag)
        out.sample({{"group", g.group}, {"topic", p.topic}, {"partition", std::to_string(p.partition)}}, *p.lag);
    }
  }
  out.open("orderdeck_lag_seconds", Type::Gauge, "Age of the oldest message that a group has not consumed.");
  for (const api::GroupView& g : s.groups) {
    if (g.oldestSeconds) out.sample({{"group", g.group}}, *g.oldestSeconds);
  }
}

void addNodes(Families& out, const api::Snapshot& s) {
  const auto each = [&](const char* name, Type type, const char* help, auto value) {
    out.open(name, type, help);
    for (const api::NodeView& n : s.nodes) out.sample({{"node", n.name}, {"service", n.service}}, value(n));
  };
  each("orderdeck_process_up", Type::Gauge, "1 while the process serves.",
       [](const api::NodeView& n) { return n.state == api::NodeState::Up ? 1 : 0; });
  each("orderdeck_process_restarts_total", Type::Counter, "How often the process was started again.",
       [](const api::NodeView& n) { return n.restarts; });
  each("orderdeck_process_cpu_seconds_total", Type::Counter, "User and system CPU time of the running process.",
       [](const api::NodeView& n) { return n.cpuSeconds; });
  each("orderdeck_process_memory_bytes", Type::Gauge, "Resident memory, less shared file pages.",
       [](const api::NodeView& n) { return n.memoryBytes; });
}

}  // namespace

std::vector<MetricFamily> metricsOf(const api::Snapshot& s) {
  Families out;
  addStore(out, s);
  addLag(out, s);
  out.open("orderdeck_invariant_ok", Type::Gauge,
           "1 while the invariant holds, 0 when it is broken; absent when not known.");
  for (const api::InvariantView& i : s.invariants) {
    if (i.status != domain::Verdict::Unknown)
      out.sample({{"invariant", std::to_string(i.number)}}, i.status == domain::Verdict::Ok ? 1 : 0);
  }
  addNodes(out, s);
  addSources(out, s);
  return out.take();
}

}  // namespace orderdeck::runtime
