#include "app/daemon/wiring/ledger_address.h"

#include "adapters/sql/postgres_dsn.h"

namespace orderdeck::daemon {

core::Result<void> checkLedgerAddress(const runtime::LedgerSettings& ledger) {
  if (ledger.driver != "postgresql") return {};
  if (const auto dsn = adapters::sql::parsePostgresDsn(ledger.dsn); !dsn) return std::unexpected(dsn.error());
  return {};
}

std::string readableLedger(const runtime::LedgerSettings& ledger) {
  return ledger.driver == "postgresql" ? adapters::sql::withoutPassword(ledger.dsn) : ledger.dsn;
}

}  // namespace orderdeck::daemon
