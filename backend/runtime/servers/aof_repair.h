// Makes the append-only log of a Redis that did not end in order fit for the next start, and refuses one that is
// damaged. Owned by nobody; called on the supervisor's thread before every start, while no server runs on the folder.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "core/error.h"

namespace orderdeck::runtime {

/// What was cut off.
struct TornWrite {
  std::string file;  // whose end it was
  std::int64_t bytes = 0;
  std::string kept;  // the file that it is in now
};

/// Looks at FOLDER/appendonlydir and cuts a torn write off the end of its newest file (runtime/aof_scan.h). What is cut
/// is kept beside the log, in FOLDER/torn (the newest 20). Nothing when there was none.
///
/// Corrupt, in one sentence with what to do about it, when the server would start with less than it had, or not at all:
/// a manifest that is missing, cut or does not name a file that is there; a base that is cut; damage in the middle of a
/// file. Then nothing was changed.
core::Result<std::optional<TornWrite>> repairAof(const std::string& folder);

}  // namespace orderdeck::runtime
