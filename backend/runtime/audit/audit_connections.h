// Connections of an audit's own to the stores, so that no service stands between. They belong to the thread that
// audits.
#pragma once

#include <memory>

#include "ops/audit/auditor_facts.h"

namespace orderdeck::runtime {

struct AuditConnections {
  std::unique_ptr<ports::HotStore> hot;
  std::unique_ptr<ports::StockStore> stock;
  std::unique_ptr<ports::LedgerReader> ledger;
  std::unique_ptr<ports::LedgerAudit> audit;
  std::unique_ptr<ports::FenceProbe> fences;
  std::unique_ptr<ports::DeadLetterStore> letters;

  ops::AuditStores stores() const { return {*hot, *stock, *ledger, *audit, *fences, *letters}; }
};

}  // namespace orderdeck::runtime
