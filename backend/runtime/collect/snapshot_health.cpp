#include "runtime/collect/snapshot_health.h"

#include <fmt/format.h>

namespace orderdeck::runtime {

namespace {

bool isService(const std::string& service) { return service != "redis" && service != "kafka" && service != "daemon"; }

}  // namespace

void fillHealth(api::Snapshot& snapshot, const HealthFacts& facts) {
  api::Health& health = snapshot.health;
  health.redisMillis = facts.redisMillis;
  health.brokersUp = facts.brokersUp;
  health.brokers = facts.brokers;
  health.ledgerTrouble = facts.ledgerTrouble;
  std::vector<std::string>& why = health.why;
  for (const api::NodeView& node : snapshot.nodes) {
    if (!node.required) continue;
    if (node.state != api::NodeState::Up) why.push_back(fmt::format("{} is {}", node.name, node.state.text()));
    if (!node.trouble.empty() && node.service == "ledger") health.ledgerTrouble = node.trouble;
    if (!isService(node.service)) continue;
    ++health.nodes;
    health.nodesUp += node.state == api::NodeState::Up ? 1 : 0;
  }
  for (const api::GroupView& group : snapshot.groups) {
    if (group.group == "ledger") health.ledgerDelaySeconds = group.oldestSeconds;
  }
  if (!facts.redisMillis) why.push_back("redis does not answer");
  if (!snapshot.store.distrust.empty()) why.push_back("the store is closed: " + snapshot.store.distrust);
  if (!health.ledgerTrouble.empty()) why.push_back(health.ledgerTrouble);
  if (facts.brokersUp != facts.brokers || facts.brokers == 0)
    why.push_back(fmt::format("{} of {} brokers answer", facts.brokersUp, facts.brokers));
  using enum api::SystemState;
  snapshot.state = facts.isStopping ? Stopping : !facts.isReady ? Starting : why.empty() ? Running : Degraded;
  for (const api::InvariantView& i : snapshot.invariants) {
    if (i.status == domain::Verdict::Broken) why.push_back(fmt::format("broken: {} ({})", i.name, i.detail));
  }
  health.ok = snapshot.state == Running && why.empty();
}

}  // namespace orderdeck::runtime
