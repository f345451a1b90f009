#include "api/freshness.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

namespace orderdeck::api {

namespace {

/// To tenths: more digits say nothing, and would make an answer longer.
double secondsOf(core::Millis span) { return std::round(core::inSeconds(span) * 10) / 10; }

void dropStore(Snapshot& s) {
  s.health.redisMillis.reset();
  s.figures.acceptedPerSecond.reset();
  s.figures.completedPerSecond.reset();
  for (StateView& state : s.states) {
    state.perSecond.reset();
    state.dwellMillis.reset();
  }
  for (EdgeView& edge : s.edges) edge.perSecond.reset();
  for (ProductView& product : s.products) {
    product.soldPerSecond.reset();
    product.sellsOutSeconds.reset();
  }
  s.lockStats.takenPerSecond.clear();
}

void dropBroker(Snapshot& s) {
  s.health.ledgerDelaySeconds.reset();
  for (GroupView& group : s.groups) {
    group.producedPerSecond.reset();
    group.consumedPerSecond.reset();
    group.drainSeconds.reset();
    group.oldestSeconds.reset();
    // That nobody reads is known from the processes, whatever the broker says.
    if (group.verdict != domain::LagVerdict::NobodyReads) group.verdict = domain::LagVerdict::Unknown;
  }
}

void dropNodes(Snapshot& s) {
  Figures& figures = s.figures;
  figures.refusedPerSecond.reset();
  for (auto* figure :
       {&figures.orderP50Millis, &figures.orderP99Millis, &figures.acceptP50Millis, &figures.acceptP99Millis})
    figure->reset();
  LockStats& locks = s.lockStats;
  for (auto* figure : {&locks.waitP50Millis, &locks.waitP99Millis, &locks.holdP50Millis, &locks.holdP99Millis})
    figure->reset();
}

}  // namespace

SourceView judgedSource(Source name, std::optional<core::Timestamp> readAt, std::optional<core::Millis> age,
                        std::string trouble, bool isAway) {
  SourceView view{.name = name, .readAt = readAt, .ageSeconds = {}, .trouble = std::move(trouble)};
  if (!readAt || !age) return view;
  view.ageSeconds = secondsOf(*age);
  view.state = *age > kStaleAfter || isAway ? SourceState::Stale : SourceState::Fresh;
  return view;
}

const SourceView* sourceIn(const Snapshot& snapshot, Source name) {
  const auto found = std::ranges::find(snapshot.sources, SourceWord(name), &SourceView::name);
  return found == snapshot.sources.end() ? nullptr : &*found;
}

bool isStale(const SourceView& source) { return source.state != SourceState::Fresh; }

bool isStale(const Snapshot& snapshot, Source name) {
  const SourceView* source = sourceIn(snapshot, name);
  return source != nullptr && isStale(*source);
}

std::string_view nameOfSource(Source name) {
  switch (name) {
    case Source::Daemon: return "the daemon";
    case Source::Store: return "Redis";
    case Source::Broker: return "the broker";
    case Source::Nodes: return "the nodes' metrics";
    case Source::Ledger: return "the ledger";
    case Source::Audit: return "the live audit";
  }
  return "a source";
}

std::string inEnglish(const SourceView& source) {
  std::string text(nameOfSource(source.name.value()));
  const bool many = source.name == Source::Nodes;
  if (!source.ageSeconds)
    text += many ? " were never read" : " was never read";
  else
    text += fmt::format(" {} last read {:.0f} s ago", many ? "were" : "was", *source.ageSeconds);
  return source.trouble.empty() ? text : text + ": " + source.trouble;
}

void dropStale(Snapshot& snapshot) {
  if (isStale(snapshot, Source::Store)) dropStore(snapshot);
  if (isStale(snapshot, Source::Broker)) dropBroker(snapshot);
  if (isStale(snapshot, Source::Nodes)) dropNodes(snapshot);
}

void growOld(Snapshot& snapshot, core::Millis by, const std::string& trouble) {
  for (SourceView& source : snapshot.sources) {
    const auto age =
        source.ageSeconds ? std::optional(by + core::Millis{std::llround(*source.ageSeconds * 1'000)}) : std::nullopt;
    source = judgedSource(source.name.value(), source.readAt, age, trouble, true);
  }
  dropStore(snapshot);
  dropBroker(snapshot);
  dropNodes(snapshot);
  for (GroupView& group : snapshot.groups) group.verdict = domain::LagVerdict::Unknown;
  for (NodeView& node : snapshot.nodes) {
    node.inPerSecond.reset();
    node.outPerSecond.reset();
  }
  for (InvariantView& invariant : snapshot.invariants)
    if (invariant.status == domain::Verdict::Ok) invariant.status = domain::Verdict::Unknown;
  if (snapshot.load) snapshot.load->sentPerSecond.reset();
  snapshot.state = SystemState::Unknown;
  snapshot.health.ok = false;
  snapshot.health.why = {trouble};
}

}  // namespace orderdeck::api
