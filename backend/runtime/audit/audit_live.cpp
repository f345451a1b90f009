#include "runtime/audit/audit_live.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include "api/freshness.h"
#include "core/figures.h"
#include "domain/events/topics.h"

namespace orderdeck::runtime {

namespace {

constexpr core::Millis kEvery{1'000};
constexpr std::int64_t kMostRows = 100'000;  // of the ledger a look
constexpr std::int64_t kCountEvery = 30;     // looks: the ledger's orders are counted anew
constexpr int kSample = 24;                  // rows whose orders are looked at closely
constexpr std::size_t kIndexShare = 500;     // entries of the index of open orders that are looked up a look
constexpr core::Millis kFresh{10'000};       // a look's time-outs included

}  // namespace

ops::Measured measuredIn(const api::Snapshot& snapshot, const Profile& profile) {
  ops::Measured measured{.bounds = {}, .standLimit = profile.audit.stand};
  auto& bounds = measured.bounds;
  if (api::isStale(snapshot, api::Source::Broker) || snapshot.health.brokersUp == 0)
    measured.missing = "no broker answers: how far the groups are behind is not known";
  else if (snapshot.groups.empty())
    measured.missing = "how far the groups are behind is not known";
  bounds.push_back({"admission queue", static_cast<double>(snapshot.figures.admissionQueue),
                    static_cast<double>(profile.gateway.queue), ""});
  for (const api::GroupView& group : snapshot.groups) {
    if (!group.required) continue;
    // Not by its verdict: a group that was not watched for long enough to judge still has a lag with a bound.
    if (!group.lag && measured.missing.empty())
      measured.missing = fmt::format("how far group {} is behind is not known", group.group);
    if (group.lag)
      bounds.push_back(
          {"lag of " + group.group, static_cast<double>(*group.lag), static_cast<double>(profile.audit.lag), ""});
    if (group.oldestSeconds)
      bounds.push_back({"age in " + group.group, *group.oldestSeconds, core::inSeconds(profile.audit.age), "s"});
  }
  return measured;
}

std::vector<ops::Progress> groupsIn(const api::Snapshot& snapshot, const Profile& profile) {
  std::vector<ops::Progress> groups;
  for (const api::GroupView& group : snapshot.groups) {
    if (!group.required) continue;
    const auto instances = profile.instances.find(group.group == domain::kDeadLetters ? "ledger" : group.group);
    const bool isWanted =
        instances == profile.instances.end() || instances->second > 0;  // the profile may do without a service
    // Commits do not move though messages wait, or would not if some did.
    groups.push_back({"group " + group.group,
                      isWanted && group.verdict == domain::LagVerdict::NobodyReads,
                      {},
                      fmt::format("{}, {} messages wait", group.verdict.text(), core::grouped(group.lag.value_or(0)))});
  }
  return groups;
}

std::vector<ops::Progress> awayIn(const api::Snapshot& snapshot) {
  std::vector<ops::Progress> away;
  for (const api::NodeView& node : snapshot.nodes)
    if (node.required && node.state != api::NodeState::Up)
      away.push_back({node.name, true, {}, std::string(node.state.text())});
  return away;
}

// What was admitted before the relay said stop still comes, and services add the events of orders that end.
std::int64_t outboxLimitOf(const Profile& profile) {
  const auto& gateway = profile.gateway;
  return gateway.outboxHighWater + gateway.outboxHighWater / 10 + static_cast<std::int64_t>(gateway.queue);
}

std::string disturbanceOf(const api::Snapshot& snapshot, const api::Snapshot& before) {
  std::string text;
  const auto add = [&text](const std::string& what) { text += (text.empty() ? "" : ", ") + what; };
  if (snapshot.state == api::SystemState::Starting || snapshot.state == api::SystemState::Stopping)
    add(std::string(snapshot.state.text()));
  for (const api::FaultView& fault : snapshot.faults) add("fault " + fault.name);
  for (const api::NodeView& node : snapshot.nodes) {
    if (!node.required) continue;
    const auto then = std::ranges::find(before.nodes, node.name, &api::NodeView::name);
    if (node.state != api::NodeState::Up)
      add(fmt::format("{} is {}", node.name, node.state.text()));
    else if (then != before.nodes.end() && then->restarts != node.restarts)
      add(node.name + " was restarted");
  }
  return text;
}

LiveAuditor::LiveAuditor(const Profile& profile, LiveAuditSources sources)
    : m_profile(profile),
      m_sources(std::move(sources)),
      m_audit(profile.audit.recovery, profile.audit.stand, m_sources.fences),
      m_answers(m_sources.journalFolder),
      m_thread("live-audit", [this](std::stop_token stop) { run(stop); }) {}

std::optional<LiveAuditor::Watched> LiveAuditor::watched() const {
  const std::lock_guard lock(m_mutex);
  if (!m_watchedAt || std::chrono::steady_clock::now() - *m_watchedAt > kFresh) return std::nullopt;
  return m_watched;
}

void LiveAuditor::run(std::stop_token stop) {
  const AuditConnections stores = m_sources.connect();
  api::Snapshot before;
  std::string said;  // so that an error is reported once, not once a second
  while (core::sleepFor(stop, kEvery)) {
    m_answers.follow([this](const ops::KeyedAnswer& answer) { m_audit.note(answer); });
    api::Snapshot snapshot = m_sources.snapshot();
    ops::LiveFacts facts;
    facts.disturbedBy = disturbanceOf(snapshot, before);
    facts.measured = measuredIn(snapshot, m_profile);
    facts.groups = groupsIn(snapshot, m_profile);
    facts.away = awayIn(snapshot);
    facts.outboxLimit = outboxLimitOf(m_profile);
    facts.brokerStarts = m_sources.brokerStarts();
    if (auto store = readStore(stores))
      facts.store = std::move(*store);
    else
      facts.noStore = store.error().what;
    if (auto ledger = readLedger(stores))
      facts.ledger = std::move(*ledger);
    else
      facts.noLedger = ledger.error().what;
    const std::string& error = facts.noLedger.empty() ? facts.noStore : facts.noLedger;
    if (!error.empty() && said.empty()) spdlog::warn("live audit: {}", error);
    said = error;
    facts.at = core::now();
    facts.now = std::chrono::steady_clock::now();
    const ops::LiveFindings findings = m_audit.look(facts);
    {
      const std::lock_guard lock(m_mutex);
      m_watched = {findings.recovery, findings.standing};
      m_watchedAt = facts.now;
    }
    m_sources.tell(findings);
    before = std::move(snapshot);
  }
}

core::Result<ops::LiveStore> LiveAuditor::readStore(const AuditConnections& stores) {
  ops::LiveStore store;
  auto flow = stores.hot->flowCounters();
  if (!flow) return std::unexpected(flow.error());
  store.flowBefore = std::move(*flow);
  const auto open = stores.hot->openCount();
  if (!open) return std::unexpected(open.error());
  const auto outbox = stores.hot->outboxLength();
  if (!outbox) return std::unexpected(outbox.error());
  const auto oldest = stores.hot->readOutbox(1);
  if (!oldest) return std::unexpected(oldest.error());
  if (!oldest->empty()) store.outboxFirst = oldest->front().id;
  auto gone = findGone(stores);
  if (!gone) return std::unexpected(gone.error());
  store.gone = std::move(*gone);
  store.levelsReadAt = std::chrono::steady_clock::now();
  auto levels = stores.stock->levels();
  if (!levels) return std::unexpected(levels.error());
  flow = stores.hot->flowCounters();
  if (!flow) return std::unexpected(flow.error());
  if (m_sources.epoch) {
    auto epoch = m_sources.epoch();
    if (!epoch) return std::unexpected(epoch.error());
    store.epoch = std::move(*epoch);
  }
  store.open = *open;
  store.outbox = *outbox;
  store.levels = std::move(*levels);
  store.flowAfter = std::move(*flow);
  return store;
}

/// Of the next share of the open orders those whose hash is gone, and was a moment later.
core::Result<std::vector<std::string>> LiveAuditor::findGone(const AuditConnections& stores) {
  std::vector<std::string> gone;
  const auto share = stores.hot->openIndex(m_indexAt, kIndexShare);
  if (!share) return std::unexpected(share.error());
  const std::size_t at = std::exchange(m_indexAt, share->size() < kIndexShare ? 0 : m_indexAt + kIndexShare);
  if (std::ranges::all_of(*share, &ports::OpenEntry::isThere)) return gone;
  const auto again = stores.hot->openIndex(at > kIndexShare ? at - kIndexShare : 0,
                                           3 * kIndexShare);  // it moves as orders leave it
  if (!again) return std::unexpected(again.error());
  for (const ports::OpenEntry& entry : *share) {
    const auto still = std::ranges::find(*again, entry.orderId, &ports::OpenEntry::orderId);
    if (!entry.isThere && still != again->end() && !still->isThere) gone.push_back(entry.orderId);
  }
  return gone;
}

core::Result<std::optional<ops::LiveLedger>> LiveAuditor::readLedger(const AuditConnections& stores) {
  const auto tail = stores.audit->tail(m_row, kMostRows, kSample);
  if (!tail) return std::unexpected(tail.error());
  if (!*tail) return std::optional<ops::LiveLedger>{};
  const ports::LedgerTail& rows = **tail;
  const std::int64_t before = std::exchange(m_row, rows.row);
  m_closed += rows.closed;
  // Counted now and then, and once where it stands still.
  const bool stands = rows.row == before && m_knownAtRow != rows.row;
  if (m_looks++ % kCountEvery == 0 || stands) {
    const auto known = stores.audit->orderCount();
    if (!known) return std::unexpected(known.error());
    m_known = *known;
    m_knownAtRow = rows.row;
  }
  ops::LiveLedger ledger{.row = m_row,
                         .closed = m_closed,
                         .caughtUp = rows.caughtUp,
                         .known = m_known,
                         .sample = {},
                         .overcharged = {},
                         .misordered = {}};
  if (rows.newest.empty()) return ledger;
  const auto booked = stores.audit->states(rows.newest);
  if (!booked) return std::unexpected(booked.error());
  const auto hot = stores.hot->find(rows.newest);  // after the ledger
  for (std::size_t i = 0; hot && i < rows.newest.size(); ++i) {
    if (!(*booked)[i]) continue;
    ledger.sample.push_back(
        {rows.newest[i], *(*booked)[i], (*hot)[i] ? std::optional((*hot)[i]->state) : std::nullopt});
  }
  auto overcharged = stores.audit->overcharged(rows.newest);
  if (!overcharged) return std::unexpected(overcharged.error());
  ledger.overcharged = std::move(*overcharged);
  auto misordered = stores.audit->outOfOrder(rows.newest, kSample);
  if (!misordered) return std::unexpected(misordered.error());
  ledger.misordered = std::move(*misordered);
  return ledger;
}

}  // namespace orderdeck::runtime
