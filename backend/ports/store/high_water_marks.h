// How it is noticed that the hot store was rolled back to an older state, or started empty: it has an epoch, made when
// it was first seeded, and numbers that only grow; the ledger keeps the highest of them that were seen.
//
// Marks travel one way, from the hot store over the ledger writer into the ledger. Whoever compares reads the ledger
// first and the hot store after it: what the ledger has was true of the store before, so of an honest store nothing can
// be found to be lower.
#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "core/clock.h"

namespace orderdeck::ports {

struct HighWaterMarks {
  std::string epoch;                            // a random id; empty: none
  core::Timestamp since;                        // when the epoch began
  std::map<std::string, std::int64_t> flow;     // transition counters, as OrderStore::flowCounters
  std::map<std::string, std::int64_t> stocked;  // by product: units that ever came in
  std::map<std::string, std::int64_t> fences;   // by product: the newest fencing token
  bool operator==(const HighWaterMarks&) const = default;
};

}  // namespace orderdeck::ports
