// How it is noticed that the hot store was rolled back to an older state, or started empty: it has an epoch, made when
// it was first seeded, and numbers that only grow; the ledger keeps the highest of them that were seen. Each object is
// one connection and belongs to one thread.
//
// Marks travel one way, from the hot store over the ledger writer into the ledger. Whoever compares reads the ledger
// first and the hot store after it: what the ledger has was true of the store before, so of an honest store nothing can
// be found to be lower.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>

#include "core/clock.h"
#include "core/error.h"

namespace orderdeck::ports {

struct StoreMarks {
  std::string epoch;                            // a random id; empty: none
  core::Timestamp since;                        // when the epoch began
  std::map<std::string, std::int64_t> flow;     // transition counters, as OrderStore::flowCounters
  std::map<std::string, std::int64_t> stocked;  // by product: units that ever came in
  std::map<std::string, std::int64_t> fences;   // by product: the newest fencing token
  bool operator==(const StoreMarks&) const = default;
};

struct StoreLook {
  StoreMarks marks;
  std::string distrust;  // why the store takes nothing in and moves nothing; empty: it is open
};

class MarkedStore {
 public:
  virtual ~MarkedStore() = default;
  /// One round trip.
  virtual core::Result<StoreLook> look() = 0;
  /// Closes the store: from now on it refuses to place, move, restock and seed, with StoreRolledBack. The mark lies in
  /// the store that it speaks of, so it outlives every process, and goes when another store is put in its place. A
  /// reason that is there already stays.
  virtual core::Result<void> distrust(const std::string& reason) = 0;
};

/// In the ledger's database.
class MarkBook {
 public:
  virtual ~MarkBook() = default;
  /// The newest epoch with its highest marks. Of a ledger that was written before there were marks: no epoch, and its
  /// orders as the only mark. Nothing for a ledger without either.
  virtual core::Result<std::optional<StoreMarks>> newest() = 0;
  /// Raises the newest epoch's marks to those seen, which belong to it; those of another epoch change nothing. The
  /// first ever seen begin an epoch.
  virtual core::Result<void> raise(const StoreMarks& seen) = 0;
  /// From now on this epoch is the newest.
  virtual core::Result<void> begin(const StoreMarks& marks) = 0;
};

}  // namespace orderdeck::ports
