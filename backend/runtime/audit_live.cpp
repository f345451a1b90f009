#include "runtime/audit_live.h"

#include <algorithm>

#include <fmt/format.h>
#include <spdlog/spdlog.h>

namespace orderdeck::runtime {

namespace {

constexpr core::Millis kEvery{1'000};
constexpr std::int64_t kMostRows = 100'000;  // of the ledger a look
constexpr std::int64_t kCountEvery = 30;     // looks: the ledger's orders are counted anew
constexpr int kSample = 24;                  // rows whose orders are looked at closely

double seconds(core::Millis span) { return std::chrono::duration<double>(span).count(); }

}  // namespace

std::vector<ops::Bound> boundsOf(const Snapshot& snapshot, const Profile& profile) {
  std::vector<ops::Bound> bounds;
  bounds.push_back({"admission queue", static_cast<double>(snapshot.figures.admissionQueue), static_cast<double>(profile.gateway.queue), ""});
  for (const GroupView& group : snapshot.groups) {
    if (group.lag) bounds.push_back({"lag of " + group.group, static_cast<double>(*group.lag), static_cast<double>(profile.audit.lag), ""});
    if (group.oldestSeconds) bounds.push_back({"age in " + group.group, *group.oldestSeconds, seconds(profile.audit.age), "s"});
  }
  return bounds;
}

// What was admitted before the relay said stop still comes, and services add the events of orders that end.
std::int64_t outboxLimitOf(const Profile& profile) {
  const auto& gateway = profile.gateway;
  return gateway.outboxHighWater + gateway.outboxHighWater / 10 + static_cast<std::int64_t>(gateway.queue);
}

std::string disturbanceOf(const Snapshot& snapshot, const Snapshot& before) {
  std::string text;
  const auto add = [&text](const std::string& what) { text += (text.empty() ? "" : ", ") + what; };
  if (snapshot.state == "starting" || snapshot.state == "stopping") add(snapshot.state);
  for (const FaultView& fault : snapshot.faults) add("fault " + fault.name);
  for (const NodeView& node : snapshot.nodes) {
    const auto then = std::ranges::find(before.nodes, node.name, &NodeView::name);
    if (node.state != "up") add(node.name + " is " + node.state);
    else if (then != before.nodes.end() && then->restarts != node.restarts) add(node.name + " was restarted");
  }
  return text;
}

LiveAuditor::LiveAuditor(const Profile& profile, LiveAuditSources sources)
    : m_profile(profile), m_sources(std::move(sources)), m_audit(profile.audit.recovery, m_sources.fences), m_answers(m_sources.journalFolder),
      m_thread("live-audit", [this](std::stop_token stop) { run(stop); }) {}

ops::Recovery LiveAuditor::recovery() const {
  const std::lock_guard lock(m_mutex);
  return m_recovery;
}

void LiveAuditor::run(std::stop_token stop) {
  LiveStores stores = m_sources.connect();
  Snapshot before;
  std::string said;  // so that an error is reported once, not once a second
  while (core::sleepFor(stop, kEvery)) {
    m_answers.follow([this](const ops::KeyedAnswer& answer) { m_audit.note(answer); });
    Snapshot snapshot = m_sources.snapshot();
    ops::LiveFacts facts;
    facts.disturbedBy = disturbanceOf(snapshot, before);
    facts.bounds = boundsOf(snapshot, m_profile);
    facts.outboxLimit = outboxLimitOf(m_profile);
    facts.brokerStarts = m_sources.brokerStarts();
    std::string error;
    if (auto store = readStore(stores)) facts.store = std::move(*store);
    else error = store.error().what;
    if (auto ledger = readLedger(stores)) facts.ledger = std::move(*ledger);
    else error = ledger.error().what;
    if (!error.empty() && said.empty()) spdlog::warn("live audit: {}", error);
    said = error;
    facts.at = core::now();
    const ops::LiveFindings findings = m_audit.look(facts);
    {
      const std::lock_guard lock(m_mutex);
      m_recovery = findings.recovery;
    }
    m_sources.tell(findings);
    before = std::move(snapshot);
  }
}

core::Result<ops::LiveStore> LiveAuditor::readStore(LiveStores& stores) const {
  ops::LiveStore store;
  auto flow = stores.orders->flowCounters();
  if (!flow) return std::unexpected(flow.error());
  store.flowBefore = std::move(*flow);
  const auto open = stores.orders->openCount();
  if (!open) return std::unexpected(open.error());
  const auto outbox = stores.orders->outboxLength();
  if (!outbox) return std::unexpected(outbox.error());
  store.levelsReadAt = std::chrono::steady_clock::now();
  auto levels = stores.stock->levels();
  if (!levels) return std::unexpected(levels.error());
  flow = stores.orders->flowCounters();
  if (!flow) return std::unexpected(flow.error());
  if (stores.epoch) {
    auto epoch = stores.epoch();
    if (!epoch) return std::unexpected(epoch.error());
    store.epoch = std::move(*epoch);
  }
  store.open = *open;
  store.outbox = *outbox;
  store.levels = std::move(*levels);
  store.flowAfter = std::move(*flow);
  return store;
}

core::Result<std::optional<ops::LiveLedger>> LiveAuditor::readLedger(LiveStores& stores) {
  const auto tail = stores.book->tail(m_row, kMostRows, kSample);
  if (!tail) return std::unexpected(tail.error());
  if (!*tail) return std::optional<ops::LiveLedger>{};
  const ports::LedgerTail& rows = **tail;
  m_row = rows.row;
  m_closed += rows.closed;
  if (m_looks++ % kCountEvery == 0) {
    const auto known = stores.book->orders();
    if (!known) return std::unexpected(known.error());
    m_known = *known;
  }
  ops::LiveLedger ledger{.closed = m_closed, .caughtUp = rows.caughtUp, .known = m_known, .sample = {}, .overcharged = {}, .misordered = {}};
  if (rows.newest.empty()) return ledger;
  const auto booked = stores.book->states(rows.newest);
  if (!booked) return std::unexpected(booked.error());
  const auto hot = stores.orders->find(rows.newest);  // after the ledger
  for (std::size_t i = 0; hot && i < rows.newest.size(); ++i) {
    if (!(*booked)[i]) continue;
    ledger.sample.push_back({rows.newest[i], *(*booked)[i], (*hot)[i] ? std::optional((*hot)[i]->state) : std::nullopt});
  }
  auto overcharged = stores.book->overcharged(rows.newest);
  if (!overcharged) return std::unexpected(overcharged.error());
  ledger.overcharged = std::move(*overcharged);
  auto misordered = stores.book->outOfOrder(rows.newest, kSample);
  if (!misordered) return std::unexpected(misordered.error());
  ledger.misordered = std::move(*misordered);
  return ledger;
}

}  // namespace orderdeck::runtime
