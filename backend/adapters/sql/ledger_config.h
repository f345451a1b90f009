// Where the ledger's database is and how it is opened.
#pragma once

#include <cstdint>
#include <string>

#include "core/clock.h"
#include "ports/interceptor.h"

namespace orderdeck::adapters::sql {

struct LedgerConfig {
  std::string driver = "sqlite";  // sqlite, postgresql
  std::string dsn;                // sqlite: a file; postgresql: "host=... port=... dbname=... user=... password=..."
  bool readOnly = false;          // never creates, never writes
  bool create = true;  // makes what is not there, file and tables. False: answers Unavailable, so that a ledger which
                       // is gone is no empty one
  core::Millis lockWait{2'000};         // how long a call waits for another's lock before it answers Unavailable
  std::int64_t maxBytes = 0;            // sqlite: the file's limit, above which append() answers Unavailable; 0: none
  ports::InterceptorFactory link = {};  // each connection gets one of its own
};

}  // namespace orderdeck::adapters::sql
