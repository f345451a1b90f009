// The high-water marks of the hot store that the ledger keeps. One object is one connection and belongs to one thread.
#pragma once

#include <optional>

#include "core/error.h"
#include "ports/store/high_water_marks.h"

namespace orderdeck::ports {

class HighWaterMarkStore {
 public:
  virtual ~HighWaterMarkStore() = default;
  /// The newest epoch with its highest marks. Of a ledger that was written before there were marks: no epoch, and its
  /// orders as the only mark. Nothing for a ledger without either.
  virtual core::Result<std::optional<HighWaterMarks>> newest() = 0;
  /// Raises the newest epoch's marks to those seen, which belong to it; those of another epoch change nothing. The
  /// first ever seen begin an epoch.
  virtual core::Result<void> raise(const HighWaterMarks& seen) = 0;
  /// From now on this epoch is the newest.
  virtual core::Result<void> begin(const HighWaterMarks& marks) = 0;
};

}  // namespace orderdeck::ports
