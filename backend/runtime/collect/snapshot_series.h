// What of a snapshot is kept as series: rates, latencies, stock and CPU. Lags are added by who reads them. Pure.
#pragma once

#include <map>
#include <string>

#include "api/snapshot.h"

namespace orderdeck::runtime {

/// Products beyond these have no series: a history of each of thousands would be read by nobody.
inline constexpr std::size_t kMostStockSeries = 64;

/// By name (api::series). What is not known, or is stale, is left out: a gap in the line.
std::map<std::string, double> seriesOf(const api::Snapshot& snapshot);

}  // namespace orderdeck::runtime
