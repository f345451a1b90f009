// The daemon's own /metrics: what only it sees of the whole system, from the newest snapshot. A pure function.
#pragma once

#include <string>

#include "api/snapshot.h"

namespace orderdeck::runtime {

/// Prometheus text, version 0.0.4. What is not known is left out.
std::string exposeSnapshot(const api::Snapshot& snapshot);

}  // namespace orderdeck::runtime
