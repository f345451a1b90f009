// The daemon's own figures for /metrics: what only it sees of the whole system, from the newest snapshot. A pure
// function.
#pragma once

#include <vector>

#include "api/snapshot.h"
#include "ports/metrics.h"

namespace orderdeck::runtime {

/// What is not known is left out.
std::vector<ports::MetricFamily> metricsOf(const api::Snapshot& snapshot);

}  // namespace orderdeck::runtime
