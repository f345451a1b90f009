#include "app/daemon/wiring/ledger_address.h"

#include "ports/ledger/postgres_dsn.h"

namespace orderdeck::daemon {

std::string readableLedger(const runtime::LedgerSettings& ledger) {
  return ledger.driver == "postgresql" ? ports::withoutPassword(ledger.dsn) : ledger.dsn;
}

}  // namespace orderdeck::daemon
