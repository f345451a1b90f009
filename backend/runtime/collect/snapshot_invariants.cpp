#include "runtime/collect/snapshot_invariants.h"

#include "runtime/audit/audit_runner.h"

namespace orderdeck::runtime {

namespace {

constexpr core::Millis kFresh{5'000};

bool isLegal(int number) { return number >= 1 && number <= static_cast<int>(domain::kInvariants.size()); }

}  // namespace

SnapshotInvariants::SnapshotInvariants() {
  for (std::size_t i = 0; i < m_states.size(); ++i) {
    m_states[i].shown = {static_cast<int>(i) + 1, std::string(domain::kInvariants[i].name), domain::Verdict::Unknown,
                         "not audited yet"};
  }
}

std::vector<api::InvariantView> SnapshotInvariants::look(const ops::LiveFindings& findings, Clock::time_point now) {
  std::vector<api::InvariantView> news;
  const std::lock_guard lock(m_mutex);
  m_lookAt = now;
  m_look.succeed(findings.at, now);
  for (const ops::InvariantResult& result : findings.invariants) {
    if (!isLegal(result.number)) continue;
    State& state = m_states[static_cast<std::size_t>(result.number - 1)];
    state.live = runtime::viewOf(result);
    state.wholeAuditTells = result.wholeAuditTells;
    if (result.verdict != ops::Verdict::Broken || state.broken) continue;
    state.broken = state.live;
    if (state.shown.status != domain::Verdict::Broken) news.push_back(state.live);
  }
  renew(findings.at, true);
  return news;
}

void SnapshotInvariants::noteAudit(core::Timestamp at, const AuditReport& report, Clock::time_point now) {
  const std::lock_guard lock(m_mutex);
  m_auditAt = at;
  for (const api::InvariantView& audited : report.invariants) {
    if (isLegal(audited.number)) m_states[static_cast<std::size_t>(audited.number - 1)].audited = audited;
  }
  const bool noneBroken = api::tallyOf(report.invariants).broken == 0;
  for (const api::InvariantView& audited : report.invariants) {
    if (noneBroken && isLegal(audited.number) && audited.status == domain::Verdict::Ok)
      m_states[static_cast<std::size_t>(audited.number - 1)].broken.reset();
  }
  renew(at, now - m_lookAt <= kFresh);
}

api::InvariantView SnapshotInvariants::viewOf(const State& state, bool isFresh) {
  if (state.broken) return *state.broken;
  if (state.audited && state.audited->status == domain::Verdict::Broken) return *state.audited;
  if (state.live.number == 0) return state.audited.value_or(state.shown);
  if (!isFresh) {
    api::InvariantView view = state.live;
    view.status = domain::Verdict::Unknown;
    view.detail = "nobody looked lately";
    return view;
  }
  // What no live look can tell, the last audit may have told. What one could not tell for want of evidence nobody knows
  // now.
  return state.live.status == domain::Verdict::Unknown && state.wholeAuditTells && state.audited &&
                 state.audited->status == domain::Verdict::Ok
             ? *state.audited
             : state.live;
}

/// Since when: from the moment at which what is shown became so.
void SnapshotInvariants::renew(core::Timestamp at, bool isFresh) {
  for (State& state : m_states) {
    api::InvariantView view = viewOf(state, isFresh);
    view.since = view.status == state.shown.status && state.shown.since ? state.shown.since : std::optional(at);
    state.shown = std::move(view);
  }
}

SourceLook SnapshotInvariants::lastLook() const {
  const std::lock_guard lock(m_mutex);
  return m_look;
}

void SnapshotInvariants::fill(api::Snapshot& snapshot, Clock::time_point now) const {
  const std::lock_guard lock(m_mutex);
  snapshot.invariantsAt = m_auditAt;
  for (const State& state : m_states) {
    api::InvariantView view = now - m_lookAt <= kFresh ? state.shown : viewOf(state, false);
    if (!view.since) view.since = state.shown.since;
    snapshot.invariants.push_back(std::move(view));
  }
}

}  // namespace orderdeck::runtime
