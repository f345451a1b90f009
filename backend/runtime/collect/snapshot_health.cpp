#include "runtime/collect/snapshot_health.h"

#include <algorithm>

#include <fmt/format.h>

#include "api/freshness.h"

namespace orderdeck::runtime {

namespace {

bool isService(const std::string& service) { return service != "redis" && service != "kafka" && service != "daemon"; }

/// Whether nobody knows how the system is while this one is not read. What the live audit and the ledger tell is their
/// own; a ledger that was never read may be one that does not exist yet.
bool blinds(const api::SourceView& source) {
  using enum api::Source;
  if (source.name == Store || source.name == Broker || source.name == Nodes) return api::isStale(source);
  return source.name == Ledger && source.state == api::SourceState::Stale;
}

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
  bool isBlind = false;
  for (const api::SourceView& source : snapshot.sources) {
    // A ledger that is known to be broken is no riddle.
    if (!blinds(source) || (source.name == api::Source::Ledger && !health.ledgerTrouble.empty())) continue;
    isBlind = true;
    why.push_back(api::inEnglish(source));
  }
  if (!facts.redisMillis && !api::isStale(snapshot, api::Source::Store)) why.push_back("redis does not answer");
  if (!snapshot.store.distrust.empty()) why.push_back("the store is closed: " + snapshot.store.distrust);
  if (!health.ledgerTrouble.empty()) why.push_back(health.ledgerTrouble);
  if ((facts.brokersUp != facts.brokers || facts.brokers == 0) && !api::isStale(snapshot, api::Source::Broker))
    why.push_back(fmt::format("{} of {} brokers answer", facts.brokersUp, facts.brokers));
  using enum api::SystemState;
  snapshot.state = facts.isStopping ? Stopping
                   : !facts.isReady ? Starting
                   : isBlind        ? Unknown
                   : why.empty()    ? Running
                                    : Degraded;
  for (const api::InvariantView& i : snapshot.invariants) {
    if (i.status == domain::Verdict::Broken) why.push_back(fmt::format("broken: {} ({})", i.name, i.detail));
  }
  health.ok = snapshot.state == Running && why.empty();
}

}  // namespace orderdeck::runtime
