#include "runtime/collect/collector.h"

#include <unistd.h>

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "api/ops_event_table.h"
#include "core/metrics/proc_stats.h"
#include "domain/order/lock_names.h"
#include "domain/services.h"
#include "runtime/collect/snapshot_health.h"
#include "runtime/collect/snapshot_series.h"

namespace orderdeck::runtime {

using api::opsEvent;
using namespace api::literals;

namespace {

constexpr core::Millis kTick{200}, kUsageEvery{500};
constexpr core::Millis kSeriesEvery{900};  // a little under a second, so that every fifth tick keeps one
constexpr std::size_t kEventsShown = 50;

std::string durabilityOf(const RedisSettings& redis) {
  if (!redis.embedded) return "as the Redis server at " + redis.endpoint + " is configured";
  if (redis.appendfsync == "always") return "always";
  return redis.appendfsync == "everysec" ? "everysec: up to 2 s of accepted orders may be lost"
                                         : "no: what the system has not written yet may be lost";
}

/// To hundredths: a rate's other digits say nothing, and make a section longer and other than the one before.
/// The counters that tell what followed a fault.
api::FaultEffects effectsIn(const api::Snapshot& now) {
  const auto in = [&](domain::OrderState state) {
    const auto view = std::ranges::find(now.states, state, [](const api::StateView& v) { return v.state.value(); });
    return view == now.states.end() ? 0 : view->count;
  };
  api::FaultEffects effects{.cancelled = in(domain::OrderState::Cancelled),
                            .rejected = in(domain::OrderState::Rejected),
                            .refunded = in(domain::OrderState::Refunded),
                            .deadLetters = now.deadLetters.waiting};
  for (const api::NodeView& node : now.nodes) {
    effects.duplicates += node.duplicates;
    effects.errors += node.errors;
    effects.restarts += node.restarts;
  }
  return effects;
}

double rounded(double value) { return std::round(value * 100) / 100; }

}  // namespace

Collector::Collector(const Profile& profile, domain::Catalogue catalogue, CollectorSources sources)
    : m_profile(profile),
      m_catalogue(std::move(catalogue)),
      m_sources(std::move(sources)),
      m_store(m_sources.stores),
      m_scrape(m_sources.nodes),
      m_lag(
          m_sources.inspector, [this] { return m_sources.directory.brokerEpoch(); },
          [this] { return readersOf(m_sources.nodes(), m_scrape.latest()); }, m_series,
          profile.kafka.embedded ? profile.kafka.brokers : 0),
      m_deadLetters(m_sources.deadLetters),
      m_thread("collector", [this](std::stop_token stop) {
        while (!stop.stop_requested()) {
          tick();
          std::unique_lock lock(m_mutex);
          m_wanted.wait_for(lock, stop, kTick, [this] { return m_tickWanted; });
        }
      }) {}

void Collector::setReady() {
  std::unique_lock lock(m_mutex);
  m_ready = true;
  m_tickWanted = true;
  m_wanted.notify_one();
  m_ticked.wait(lock, [this] { return !m_tickWanted; });
}

void Collector::stop() {
  m_thread.stop();
  m_deadLetters.stop();
  m_lag.stop();
  m_scrape.stop();
  m_store.stop();
}

std::string Collector::ledgerTrouble() const { return m_snapshot.latest().health.ledgerTrouble; }

void Collector::tick() {
  const bool wanted = [this] {
    const std::lock_guard lock(m_mutex);
    return m_tickWanted;
  }();
  const StoreReading store = m_store.latest();
  const ScrapeReading scrape = m_scrape.latest();
  const LagReading lag = m_lag.latest();
  const auto nodes = m_sources.nodes();
  m_sources.faults.noteHits(scrape.hits);

  api::Snapshot out;
  out.sequence = ++m_sequence;
  out.at = core::now();
  out.profile = m_profile.name;
  out.profileKind = core::named<api::ProfileKind>(m_profile.kind).value_or(api::ProfileKind::Embedded);
  out.startedAt = m_startedAt;
  out.gatewayUrl = m_sources.directory.gateway();
  out.durability = durabilityOf(m_profile.redis);
  if (store.sequence != m_storeSeen) {
    m_storeSeen = store.sequence;
    m_flow.add(store.at, store.flow);
    m_inventory.add(store.at, store.levels);
    for (const ports::StockLevel& level : store.levels)
      m_fences.try_emplace(level.productId, core::Millis{2'000})
          .first->second.add(store.at, static_cast<double>(level.fence));
  }
  const DeadLetterReading deadLetters = m_deadLetters.latest();
  m_flow.fill(out, deadLetters.openOrders);
  out.deadLetters = deadLetters.letters;
  if (m_sources.redrive) out.redrive = m_sources.redrive();
  if (m_sources.rebuild) out.rebuild = m_sources.rebuild();
  out.store = {.epoch = store.epoch, .distrust = store.distrust};
  out.figures.outbox = store.outbox;
  out.figures.admissionQueue = scrape.admissionQueue;
  out.figures.refusedPerSecond = rounded(scrape.refusedPerSecond);
  out.figures.orderP50Millis = scrape.orderP50Millis;
  out.figures.orderP99Millis = scrape.orderP99Millis;
  out.figures.acceptP50Millis = scrape.acceptP50Millis;
  out.figures.acceptP99Millis = scrape.acceptP99Millis;
  fillStock(out, store);
  fillGroups(out, lag, readersOf(nodes, scrape));
  fillLocks(out, store, scrape, nodes);
  fillNodes(out, scrape, nodes);
  for (api::OpsEvent& news : m_breakers.look(out.nodes)) m_sources.events.add(std::move(news));
  m_invariants.fill(out);
  out.sources = sourcesOf({.store = store.look,
                           .broker = lag.look,
                           .nodes = scrape.look,
                           .audit = m_invariants.lastLook(),
                           .ledger = m_sources.deadLetters ? std::optional(deadLetters.look) : std::nullopt},
                          out.nodes);
  api::dropStale(out);
  fillHealth(out, {.redisMillis = api::isStale(out, api::Source::Store) ? std::nullopt : store.pingMillis,
                   .brokersUp = api::isStale(out, api::Source::Broker) ? 0 : lag.brokersUp,
                   .brokers = lag.brokers,
                   .ledgerTrouble = m_sources.ledgerTrouble ? m_sources.ledgerTrouble() : std::string(),
                   .isReady = m_ready,
                   .isStopping = m_stopping});
  m_sources.faults.noteCounters(effectsIn(out));
  out.faults = m_sources.faults.views();
  out.load = m_sources.load.view();
  noteLoadEnd(out.load);
  noteDistrust(out.store.distrust);
  noteLedger(out.health.ledgerTrouble);
  out.events = m_sources.events.newest(kEventsShown);

  keepSeries(out);
  m_snapshot.put(std::move(out));
  const std::lock_guard lock(m_mutex);
  if (wanted) m_tickWanted = false;
  m_ticked.notify_all();
}

void Collector::keepSeries(const api::Snapshot& out) {
  m_series.noteFaults(out.at, out.faults);
  auto events = m_sources.events.after(m_eventsKept);
  if (!events.empty()) m_eventsKept = events.back().sequence;
  m_series.noteEvents(out.at, std::move(events));
  if (out.at - m_seriesAt < kSeriesEvery) return;
  m_seriesAt = out.at;
  m_series.add(out.at, seriesOf(out));
}

void Collector::noteLiveAudit(const ops::LiveFindings& findings) {
  for (const api::InvariantView& i : m_invariants.look(findings))
    m_sources.events.add(opsEvent<"audit.broken">("invariant"_a = i.number, "detail"_a = i.detail));
}

void Collector::fillStock(api::Snapshot& out, const StoreReading& store) {
  for (const ports::StockLevel& level : store.levels) {
    api::ProductView view;
    view.productId = view.name = level.productId;
    if (const auto product = m_catalogue.find(level.productId); product != m_catalogue.end()) {
      view.name = product->second.name;
      view.priceMinor = product->second.priceMinor;
    }
    view.available = level.available;
    view.reserved = level.reserved;
    view.sold = level.sold;
    view.stocked = level.stocked;
    view.fence = level.fence;
    const ops::SalesFigures sales = m_inventory.sales(level.productId);
    view.soldPerSecond = rounded(sales.soldPerSecond);
    if (sales.sellsOutSeconds) view.sellsOutSeconds = rounded(*sales.sellsOutSeconds);
    out.products.push_back(std::move(view));
    if (level.fence == 0) continue;
    out.lockStats.fenceByProduct[level.productId] = level.fence;
    const auto taken = m_fences.find(level.productId);
    if (taken != m_fences.end() && taken->second.growth() > 0)
      out.lockStats.takenPerSecond[level.productId] = rounded(taken->second.perSecond());
  }
}

void Collector::fillGroups(api::Snapshot& out, const LagReading& lag,
                           const std::map<std::string, ops::Readers>& readers) const {
  for (const ops::GroupFigures& group : lag.groups) {
    api::GroupView view;
    view.group = group.group;
    view.lag = group.lag;
    view.oldestSeconds = group.oldestSeconds;
    view.drainSeconds = group.drainSeconds;
    view.producedPerSecond = group.producedPerSecond;
    view.consumedPerSecond = group.consumedPerSecond;
    const auto known = readers.find(group.group);
    ops::GroupFigures judged = group;
    if (!lag.look.isFresh()) judged.verdict = domain::LagVerdict::Unknown;  // its offsets tell nothing of now
    view.verdict = ops::verdictOf(judged, known == readers.end() ? ops::Readers::Elsewhere : known->second);
    if (view.verdict != domain::LagVerdict::Recovering && group.lag != 0) view.drainSeconds.reset();
    view.required = domain::isRequired(group.group);
    for (const auto& [topic, partition, committed, end, behind] : group.partitions)
      view.partitions.push_back({topic, partition, committed, end, behind});
    out.groups.push_back(std::move(view));
  }
}

void Collector::fillLocks(api::Snapshot& out, const StoreReading& store, const ScrapeReading& scrape,
                          const std::vector<NodePlace>& nodes) const {
  for (const ports::LockView& lock : store.locks) {
    api::LockHolderView view{.productId = domain::productOfLock(lock.resource),
                             .holder = lock.holder,
                             .ttlSeconds = core::inSeconds(lock.left),
                             .heldSeconds = core::inSeconds(lock.held),
                             .waiters = lock.waiters,
                             .leaseSeconds = core::inSeconds(lock.lease())};
    const auto level = std::ranges::find(store.levels, view.productId, &ports::StockLevel::productId);
    if (level != store.levels.end()) view.fence = level->fence;
    // A holder is a node's name, with more behind it where one process takes locks more than once.
    view.holderPaused = std::any_of(nodes.begin(), nodes.end(), [&](const NodePlace& node) {
      return node.unit.state == api::NodeState::Paused &&
             (lock.holder == node.unit.name || lock.holder.starts_with(node.unit.name + ":"));
    });
    out.locks.push_back(std::move(view));
  }
  out.lockStats.waitP50Millis = scrape.locks.waitP50Millis;
  out.lockStats.waitP99Millis = scrape.locks.waitP99Millis;
  out.lockStats.holdP50Millis = scrape.locks.holdP50Millis;
  out.lockStats.holdP99Millis = scrape.locks.holdP99Millis;
  out.lockStats.waitBuckets = scrape.locks.waitBuckets;
  out.lockStats.holdBuckets = scrape.locks.holdBuckets;
  out.lockStats.staleFences = scrape.locks.staleFences;
}

void Collector::fillNodes(api::Snapshot& out, const ScrapeReading& scrape, const std::vector<NodePlace>& nodes) {
  const bool measure = out.at - m_usageAt >= kUsageEvery;
  if (measure) m_usageAt = out.at;
  const auto add = [&](api::NodeView view) {
    if (measure && view.pid > 0) addUsage(view, out.at);
    const Usage& usage = m_usage[view.name];
    view.cpuPercent = view.pid > 0 && view.state != api::NodeState::Paused ? 100 * usage.cpu.perSecond() : 0;
    view.cpuSeconds = usage.cpuSeconds;
    view.memoryBytes = view.pid > 0 ? usage.memoryBytes : 0;
    out.nodes.push_back(std::move(view));
  };
  for (const NodePlace& node : nodes) {
    api::NodeView view;
    view.name = node.unit.name;
    view.service = node.unit.service;
    view.required = domain::isRequired(node.unit.service);
    view.pid = node.unit.pid;
    view.state = node.unit.state;
    view.restarts = node.unit.restarts;
    view.lastExit = node.unit.lastExit;
    view.endpoint = node.opsUrl;
    if (node.unit.pid > 0) view.uptimeSeconds = core::inSeconds(out.at - node.unit.startedAt);
    if (const auto scraped = scrape.nodes.find(view.name); scraped != scrape.nodes.end()) {
      const bool isKnown = view.state != api::NodeState::Up || scraped->second.look.isFresh();
      if (isKnown) view.inPerSecond = scraped->second.inPerSecond;
      if (isKnown) view.outPerSecond = scraped->second.outPerSecond;
      view.readAt = scraped->second.look.at();
      view.errors = scraped->second.errors;
      view.duplicates = scraped->second.duplicates;
      view.partitions = scraped->second.partitions;
      if (scraped->second.pid == node.unit.pid) {
        view.breakers = scraped->second.breakers;
        view.trouble = scraped->second.trouble;
      }
    }
    add(std::move(view));
  }
  api::NodeView self;
  self.name = self.service = "daemon";
  self.pid = ::getpid();
  self.state = api::NodeState::Up;
  self.uptimeSeconds = core::inSeconds(out.at - m_startedAt);
  add(std::move(self));
}

void Collector::addUsage(api::NodeView& view, core::Timestamp at) {
  const auto stats = core::readProcStats(static_cast<pid_t>(view.pid));
  if (!stats) return;
  Usage& usage = m_usage[view.name];
  if (usage.pid != view.pid) usage = Usage{.pid = static_cast<pid_t>(view.pid)};
  usage.cpu.add(at, stats->cpuSeconds);
  usage.cpuSeconds = stats->cpuSeconds;
  usage.memoryBytes = stats->memoryBytes;
}

void Collector::noteLoadEnd(const std::optional<api::LoadView>& load) {
  const bool runs = load && load->state == api::JobState::Running;
  // A load that another followed within one look has left no figures.
  if (!m_loadRunning.empty() && load && load->id == m_loadRunning && !runs) {
    if (!load->problem.empty())
      m_sources.events.add(opsEvent<"load.failed">("why"_a = load->problem, "id"_a = load->id));
    m_sources.events.add(opsEvent<"load.ended">("id"_a = load->id, "state"_a = std::string(load->state.text()),
                                                "sent"_a = load->sent, "accepted"_a = load->accepted,
                                                "refused"_a = load->refused, "failed"_a = load->failed));
  }
  m_loadRunning = runs ? load->id : "";
}

void Collector::noteDistrust(const std::string& distrust) {
  const bool closed = !distrust.empty();
  if (std::exchange(m_storeClosed, closed) != closed)
    m_sources.events.add(closed ? opsEvent<"system.store-closed">("why"_a = distrust)
                                : opsEvent<"system.store-open">());
}

void Collector::noteLedger(const std::string& trouble) {
  const bool troubled = !trouble.empty();
  if (std::exchange(m_ledgerTroubled, troubled) == troubled) return;
  m_sources.events.add(troubled ? opsEvent<"system.ledger-unusable">("why"_a = trouble)
                                : opsEvent<"system.ledger-usable">());
}

}  // namespace orderdeck::runtime
