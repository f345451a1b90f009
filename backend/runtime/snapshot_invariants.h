// The invariants as the snapshot shows them: 1 and 3 live, from the raw stock; the others from the last whole audit. What was seen broken once stays
// broken until an audit says otherwise. Owned by the collector; any thread.
#pragma once

#include <mutex>
#include <optional>
#include <span>
#include <string>

#include "ports/stock_store.h"
#include "runtime/audit_control.h"
#include "runtime/snapshot.h"

namespace orderdeck::runtime {

class SnapshotInvariants {
 public:
  /// A look at the stock.
  void look(core::Timestamp at, std::span<const ports::StockLevel> levels);
  void noteAudit(core::Timestamp at, const AuditReport& report);

  /// Fills the invariants, their time and, after an audit, nothing else. A live one is unknown when the last look is older than 5 s.
  void fill(Snapshot& snapshot, core::Timestamp now) const;

 private:
  struct Live {
    core::Timestamp at;
    std::string detail;
    std::optional<std::string> broken;  // the first violation since the last audit
  };

  mutable std::mutex m_mutex;
  Live m_oversell, m_conserved;
  std::optional<AuditReport> m_audit;
  std::optional<core::Timestamp> m_auditAt;
};

}  // namespace orderdeck::runtime
