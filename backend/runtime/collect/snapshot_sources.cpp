#include "runtime/collect/snapshot_sources.h"

#include <algorithm>

#include <fmt/format.h>

namespace orderdeck::runtime {

namespace {

/// Why the process of this service does not serve; empty: it does, or none of it runs here.
std::string awayOf(const std::string& service, const std::vector<api::NodeView>& nodes) {
  const auto node = std::ranges::find(nodes, service, &api::NodeView::service);
  if (node == nodes.end() || node->state == api::NodeState::Up) return {};
  return fmt::format("{} is {}", node->name, node->state.text());
}

}  // namespace

std::vector<api::SourceView> sourcesOf(const SourceLooks& looks, const std::vector<api::NodeView>& nodes,
                                       SourceLook::Clock::time_point now) {
  using enum api::Source;
  std::vector<api::SourceView> views = {
      api::judgedSource(Daemon, core::now(), core::Millis{0}), looks.store.view(Store, awayOf("redis", nodes), now),
      looks.broker.view(Broker, awayOf("kafka", nodes), now), looks.nodes.view(Nodes, {}, now)};
  if (looks.ledger) views.push_back(looks.ledger->view(Ledger, {}, now));
  views.push_back(looks.audit.view(Audit, {}, now));
  return views;
}

}  // namespace orderdeck::runtime
