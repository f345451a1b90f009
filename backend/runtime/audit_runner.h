// The audit as the control API asks for it: opens connections of its own to the stores for every audit, so that no service stands between,
// and reads the journals of the load injector. The daemon owns it; the caller serialises calls on one thread.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "ports/ledger.h"
#include "ports/order_store.h"
#include "ports/stock_store.h"
#include "runtime/audit_control.h"

namespace orderdeck::runtime {

struct OwnedStores {
  std::unique_ptr<ports::OrderStore> orders;
  std::unique_ptr<ports::StockStore> stock;
  std::unique_ptr<ports::Ledger> ledger;
};

class AuditRunner : public AuditControl {
 public:
  /// `connect` is called on the auditing thread, once an audit; it may fail or throw std::exception.
  AuditRunner(std::function<core::Result<OwnedStores>()> connect, std::string journalFolder);

  core::Result<AuditReport> audit(core::Millis wait) override;

 private:
  const std::function<core::Result<OwnedStores>()> m_connect;
  const std::string m_journalFolder;
};

}  // namespace orderdeck::runtime
