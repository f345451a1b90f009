// Where a profile's ledger is: for the adapters, and for people.
#pragma once

#include <string>
#include <utility>

#include "adapters/sql/ledger_config.h"
#include "runtime/profile/profile.h"

namespace orderdeck::daemon {

enum class LedgerAccess {
  Read,   // never writes
  Write,  // never makes it: one that is gone is no empty one
  Make,   // and its tables, when it is not there
};

inline adapters::sql::LedgerConfig ledgerConfig(const runtime::LedgerSettings& ledger, LedgerAccess access,
                                                ports::InterceptorFactory link = {}) {
  return {.driver = ledger.driver,
          .dsn = ledger.dsn,
          .readOnly = access == LedgerAccess::Read,
          .create = access == LedgerAccess::Make,
          .link = std::move(link)};
}

/// As anybody may read it: without a password.
std::string readableLedger(const runtime::LedgerSettings& ledger);

}  // namespace orderdeck::daemon
