// The high-water marks of the hot store as it stands, and the way to close it. One object is one connection and belongs
// to one thread.
#pragma once

#include <string>

#include "core/error.h"
#include "ports/store/high_water_marks.h"

namespace orderdeck::ports {

struct StoreLook {
  HighWaterMarks marks;
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

}  // namespace orderdeck::ports
