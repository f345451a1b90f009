#include "tests/support/snapshot_builder.h"

#include <algorithm>

#include "api/freshness.h"
#include "api/ops_event_table.h"
#include "domain/invariants.h"
#include "domain/order/order_state.h"
#include "domain/services.h"

namespace orderdeck::support {
namespace {

using api::opsEvent;
using api::ProductView;
using api::Snapshot;
using namespace api::literals;

const core::Timestamp kStart = core::fromEpochMillis(1'795'300'867'000);  // 2026-11-21T22:41:07Z

void addStates(Snapshot& s, bool busy) {
  for (const auto state : domain::kOrderStates) s.states.push_back({state, 0, 0.0, {}});
  for (const auto from : domain::kOrderStates)
    for (const auto to : domain::transitionsFrom(from))
      s.edges.push_back({std::string(domain::stateName(from)), std::string(domain::stateName(to)), 0, 0.0});
  if (!busy) return;
  const auto edge = [&](const char* from, const char* to, std::int64_t total, double rate) {
    for (auto& e : s.edges)
      if (e.from == from && e.to == to) e.total = total, e.perSecond = rate;
  };
  edge("created", "paying", 1'195'120, 9'781);
  edge("created", "rejected", 9'021, 61);
  edge("paying", "paid", 1'168'043, 9'311);
  edge("paying", "cancelled", 24'870, 118);
  edge("paid", "reserved", 1'161'417, 9'120);
  edge("paid", "refunding", 6'338, 22);
  edge("reserved", "shipped", 1'161'296, 9'118);
  edge("shipped", "completed", 1'161'208, 9'117);
  edge("refunding", "refunded", 6'338, 22);
}

void addProducts(Snapshot& s, bool busy) {
  struct Row {
    const char* id;
    const char* name;
    std::int64_t available, reserved, stocked;
    std::optional<double> sellsOut;
  };
  const Row rows[] = {
      {"phone-15", "Phone 15", 412, 690, 10'000, 21},  {"console-x", "Console X", 1'806, 420, 10'000, 190},
      {"buds-2", "Buds 2", 9'400, 780, 20'000, 1'361}, {"abc", "Desk lamp", 71'208, 1'300, 100'000, {}},
      {"xyz", "Notebook", 83'114, 1'600, 100'000, {}}, {"cable-c", "Cable C", 184'002, 900, 200'000, {}}};
  for (const auto& r : rows) {
    ProductView p;
    p.productId = r.id, p.name = r.name, p.priceMinor = 1'999, p.available = p.stocked = r.stocked;
    if (busy) {
      p.available = r.available;
      p.reserved = r.reserved;
      p.sold = r.stocked - r.available - r.reserved;
      p.fence = 88'214 - r.reserved;
      p.soldPerSecond = 19.6;
      p.sellsOutSeconds = r.sellsOut;
    }
    s.products.push_back(p);
  }
  for (int i = 7; i <= 48; ++i) {
    ProductView p;
    p.productId = "item-" + std::to_string(100 + i), p.name = "Item " + std::to_string(i), p.priceMinor = 499 + 100 * i;
    p.stocked = 200'000, p.available = busy ? 190'000 + i : p.stocked, p.reserved = busy ? 40 : 0,
    p.sold = busy ? 9'960 - i : 0;
    s.products.push_back(std::move(p));
  }
}

void addGroups(Snapshot& s, bool busy) {
  struct Row {
    const char* group;
    std::int64_t lag;
    double oldest;
    std::optional<double> drain;
    domain::LagVerdictWord verdict;
  };
  const Row rows[] = {{"payment", 2'544, 1.8, {}, "falling behind"},  {"risk", 212, 0.048, 0.0, "keeping up"},
                      {"inventory", 131, 0.040, 0.0, "keeping up"},   {"points", 49, 0.018, 0.0, "keeping up"},
                      {"notification", 76, 0.022, 0.0, "keeping up"}, {"logistics", 58, 0.019, 0.0, "keeping up"},
                      {"ledger", 402, 0.31, 0.1, "keeping up"}};
  for (const auto& r : rows) {
    api::GroupView g{.group = r.group,
                     .lag = {},
                     .oldestSeconds = {},
                     .drainSeconds = {},
                     .producedPerSecond = 0,
                     .consumedPerSecond = 0,
                     .verdict = {},
                     .partitions = {}};
    if (busy) {
      g.lag = r.lag, g.oldestSeconds = r.oldest, g.drainSeconds = r.drain, g.verdict = r.verdict;
      g.producedPerSecond = 9'842, g.consumedPerSecond = r.drain ? 9'842 : 9'311;
    }
    for (const auto topic : domain::topicsOf(r.group)) {
      for (int partition = 0; partition < domain::kPartitions; ++partition) {
        api::PartitionView p{.topic = std::string(topic),
                             .partition = partition,
                             .committed = {},
                             .end = busy ? 100'000 + partition : 0,
                             .lag = {}};
        if (busy) p.lag = r.lag / domain::kPartitions, p.committed = p.end - *p.lag;
        g.partitions.push_back(p);
      }
    }
    s.groups.push_back(std::move(g));
  }
}

void addNodes(Snapshot& s, bool busy) {
  const std::pair<const char*, const char*> nodes[] = {{"daemon", "daemon"},
                                                       {"redis", "redis"},
                                                       {"kafka", "kafka"},
                                                       {"gateway-1", "gateway"},
                                                       {"payment-1", "payment"},
                                                       {"inventory-1", "inventory"},
                                                       {"notification-1", "notification"},
                                                       {"logistics-1", "logistics"},
                                                       {"risk-1", "risk"},
                                                       {"points-1", "points"},
                                                       {"ledger-1", "ledger"}};
  std::int64_t pid = 4'200;
  for (const auto& [name, service] : nodes) {
    api::NodeView n;
    n.name = name, n.service = service, n.pid = ++pid, n.state = "up";
    n.memoryBytes = 21'400'000 + pid * 1'000;
    n.uptimeSeconds = busy ? 761 : 2;
    if (busy) n.cpuPercent = 18.5, n.cpuSeconds = 140, n.inPerSecond = 9'842, n.outPerSecond = 9'840;
    if (n.pid > 4'203)
      n.breakers = {{.dependency = "kafka", .state = "closed", .forced = {}, .probeSeconds = {}, .why = {}},
                    {.dependency = "redis", .state = "closed", .forced = {}, .probeSeconds = {}, .why = {}}};
    s.nodes.push_back(std::move(n));
  }
}

Snapshot common(bool busy) {
  Snapshot s;
  s.sequence = 1;
  s.at = kStart;
  s.profile = "embedded";
  s.profileKind = "embedded";
  s.state = "running";
  s.startedAt = kStart - std::chrono::seconds(busy ? 761 : 2);
  s.gatewayUrl = "http://127.0.0.1:8480";
  s.durability = "always";
  s.health = {.ok = true,
              .redisMillis = 0.2,
              .brokersUp = 3,
              .brokers = 3,
              .nodesUp = 11,
              .nodes = 11,
              .ledgerDelaySeconds = busy ? 0.3 : 0.0,
              .ledgerTrouble = {},
              .why = {}};
  for (const auto& [name, word] : core::kWords<api::Source>)
    s.sources.push_back(
        {.name = name, .readAt = kStart, .ageSeconds = 0.1, .state = api::SourceState::Fresh, .trouble = {}});
  addStates(s, busy);
  addProducts(s, busy);
  addGroups(s, busy);
  addNodes(s, busy);
  for (const auto& [id, name] : domain::kInvariants)
    s.invariants.push_back({domain::numberOf(id), name, busy ? domain::Verdict::Ok : domain::Verdict::Unknown, {}});
  if (busy) s.invariantsAt = kStart;
  return s;
}

}  // namespace

SnapshotBuilder SnapshotBuilder::fresh() {
  SnapshotBuilder b;
  b.m_snapshot = common(false);
  b.event(opsEvent<"system.up">());
  return b;
}

SnapshotBuilder SnapshotBuilder::busy() {
  SnapshotBuilder b;
  auto& s = b.m_snapshot = common(true);
  s.health.nodesUp = 10;
  s.figures = {.acceptedPerSecond = 9'842,
               .completedPerSecond = 9'117,
               .refusedPerSecond = 0.0,
               .orderP50Millis = 92,
               .orderP99Millis = 184,
               .acceptP50Millis = 2.1,
               .acceptP99Millis = 8.4,
               .inFlight = 3'116,
               .outbox = 0,
               .admissionQueue = 12};
  b.state("created", 412, 9'842, 41)
      .state("paying", 2'207, 9'781, 236)
      .state("paid", 288, 9'311, 31)
      .state("reserved", 121, 9'120, 14);
  b.state("shipped", 88, 9'118, 9)
      .state("completed", 1'161'208, 9'117, {})
      .state("rejected", 9'021, 61, {})
      .state("cancelled", 24'870, 118, {});
  b.state("refunding", 0, 22, 3).state("refunded", 6'338, 22, {});
  s.balance = {.accepted = 1'204'553, .finished = 1'201'437, .inFlight = 3'116, .deadLettered = 0, .unaccounted = 0};
  s.locks = {{"phone-15",
              "inventory-1",
              88'214,
              8.2,
              1.8,
              {"inventory-2", "inventory-3", "inventory-4", "inventory-5"},
              false,
              10},
             {"console-x", "inventory-1", 40'117, 9.4, 0.6, {"inventory-2"}, false, 10},
             {"buds-2", "inventory-1", 12'009, 9.0, 1.0, {}, false, 10},
             {"abc", "inventory-3", 7'551, 0.9, 9.1, {"inventory-1", "inventory-2"}, true, 10}};
  s.lockStats.waitP50Millis = 0.6, s.lockStats.waitP99Millis = 3.1, s.lockStats.holdP50Millis = 1.2,
  s.lockStats.holdP99Millis = 4.9;
  s.lockStats.waitBuckets = {{0.001, 9'120}, {0.0025, 840}, {0.005, 61}, {0.01, 4}};
  s.lockStats.holdBuckets = {{0.001, 4'120}, {0.0025, 5'240}, {0.005, 661}, {0.01, 4}};
  s.lockStats.fenceByProduct = {{"phone-15", 88'214}, {"console-x", 40'117}, {"buds-2", 12'009}, {"abc", 7'551}};
  s.lockStats.takenPerSecond = {{"phone-15", 41.5}, {"console-x", 18}};
  s.lockStats.staleFences = 3;
  s.nodes[5].state = "paused";
  s.nodes[4].breakers.insert(s.nodes[4].breakers.begin() + 1, {.dependency = "payment",
                                                               .state = "open",
                                                               .forced = {},
                                                               .failureShare = 0.67,
                                                               .opened = 3,
                                                               .probeSeconds = 0.4,
                                                               .why = "the provider does not answer"});
  s.faults = {{"f1",
               "payment-slow",
               "payment-1",
               "operator",
               {{"latencyMs", 400}, {"jitterMs", 100}, {"share", 0.3}},
               0,
               18,
               4'120}};
  b.event(opsEvent<"node.up">("node"_a = "payment-1"));
  b.event(opsEvent<"node.paused">("node"_a = "inventory-1"));
  b.event(opsEvent<"fault.armed">("fault"_a = "payment-slow", "seconds"_a = 60, "target"_a = "", "id"_a = "f1"));
  return b;
}

SnapshotBuilder& SnapshotBuilder::sequence(std::int64_t sequence, double secondsLater) {
  m_snapshot.sequence = sequence;
  m_snapshot.at = kStart + core::Millis(static_cast<std::int64_t>(secondsLater * 1000));
  return *this;
}

SnapshotBuilder& SnapshotBuilder::state(domain::OrderStateWord state, std::int64_t count, double perSecond,
                                        std::optional<double> dwellMillis) {
  for (auto& view : m_snapshot.states)
    if (view.state == state) view = {state, count, perSecond, dwellMillis};
  return *this;
}

SnapshotBuilder& SnapshotBuilder::lag(const std::string& group, std::optional<std::int64_t> lag,
                                      domain::LagVerdictWord verdict) {
  for (auto& view : m_snapshot.groups)
    if (view.group == group) view.lag = lag, view.verdict = verdict;
  return *this;
}

SnapshotBuilder& SnapshotBuilder::invariant(int number, domain::VerdictWord status, const std::string& detail) {
  for (auto& view : m_snapshot.invariants)
    if (view.number == number) view.status = status, view.detail = detail;
  return *this;
}

SnapshotBuilder& SnapshotBuilder::noFaults() {
  m_snapshot.faults.clear();
  return *this;
}

SnapshotBuilder& SnapshotBuilder::stale(api::Source source, double seconds, const std::string& trouble) {
  const auto age = std::chrono::duration_cast<core::Millis>(std::chrono::duration<double>(seconds));
  for (auto& view : m_snapshot.sources)
    if (view.name == source) view = api::judgedSource(source, view.readAt, age, trouble);
  m_snapshot.state = api::SystemState::Unknown;
  m_snapshot.health.ok = false;
  api::dropStale(m_snapshot);
  return *this;
}

SnapshotBuilder& SnapshotBuilder::event(api::OpsEvent event) {
  event.sequence = std::ssize(m_snapshot.events) + 1;
  event.at = m_snapshot.at;
  m_snapshot.events.push_back(std::move(event));
  return *this;
}

}  // namespace orderdeck::support
