// Makes the append-only log of a Redis that did not end in order fit for the next start, and refuses one that is
// damaged. Owned by nobody; called on the supervisor's thread before every start, while no server runs on the folder.
#pragma once

#include <string>

#include "core/error.h"

namespace orderdeck::runtime {

/// Looks at FOLDER/appendonlydir and cuts a torn write off the end of its newest file (runtime/aof_scan.h). What is cut
/// is kept beside the log, in FOLDER/torn (the newest 20). Returns what was done, as a sentence; empty when nothing
/// was.
///
/// Corrupt, in one sentence with what to do about it, when the server would start with less than it had, or not at all:
/// a manifest that is missing, cut or does not name a file that is there; a base that is cut; damage in the middle of a
/// file. Then nothing was changed.
core::Result<std::string> repairAof(const std::string& folder);

}  // namespace orderdeck::runtime
