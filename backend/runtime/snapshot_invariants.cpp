#include "runtime/snapshot_invariants.h"

#include <array>

#include <fmt/format.h>

#include "ops/inventory_watch.h"

namespace orderdeck::runtime {

namespace {
constexpr core::Millis kFresh{5'000};
constexpr std::array kNames = {"no oversell", "no undersell", "stock conserved", "no lost order", "one charge an order", "legal transitions only"};
}  // namespace

void SnapshotInvariants::look(core::Timestamp at, std::span<const ports::StockLevel> levels) {
  if (levels.empty()) return;
  const auto note = [at](Live& live, const ops::StockFinding& found) {
    live.at = at;
    live.detail = found.detail;
    if (!found.ok && !live.broken) live.broken = fmt::format("{} (seen {})", found.detail, core::toRfc3339(at));
  };
  const std::lock_guard lock(m_mutex);
  note(m_oversell, ops::checkNoOversell(levels));
  note(m_conserved, ops::checkStockConserved(levels));
}

void SnapshotInvariants::noteAudit(core::Timestamp at, const AuditReport& report) {
  const std::lock_guard lock(m_mutex);
  m_audit = report;
  m_auditAt = at;
  m_oversell.broken.reset();
  m_conserved.broken.reset();
}

void SnapshotInvariants::fill(Snapshot& snapshot, core::Timestamp now) const {
  const std::lock_guard lock(m_mutex);
  snapshot.invariantsAt = m_auditAt;
  for (int number = 1; number <= static_cast<int>(kNames.size()); ++number) {
    InvariantView view{number, kNames[static_cast<std::size_t>(number - 1)], "unknown", "not audited yet"};
    if (m_audit) {
      for (const InvariantView& audited : m_audit->invariants) {
        if (audited.number == number) view = audited;
      }
    }
    if (number == 1 || number == 3) {
      const Live& live = number == 1 ? m_oversell : m_conserved;
      if (live.broken) view.status = "broken", view.detail = *live.broken;
      else if (view.status != "broken") view.status = now - live.at <= kFresh ? "ok" : "unknown", view.detail = view.status == "ok" ? live.detail : "the store does not answer";
    }
    snapshot.invariants.push_back(std::move(view));
  }
}

}  // namespace orderdeck::runtime
