// Histories of the last half hour, as charts show them: kept by the daemon, read once and then continued from a cursor.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/clock.h"
#include "core/error.h"

namespace orderdeck::api {

inline constexpr core::Millis kSeriesKept{30 * 60 * 1000};

using SeriesPoint = std::pair<core::Timestamp, double>;

/// When a fault was armed.
struct FaultSpan {
  std::string id, name, target;
  core::Timestamp from;
  std::optional<core::Timestamp> to;  // absent: it still is
  bool operator==(const FaultSpan&) const = default;
};

struct Series {
  std::int64_t cursor = 0;  // to continue from
  bool continued = false;   // what follows the cursor asked with; else everything: of a daemon that did not give it
  core::Timestamp at;       // when it was answered
  std::map<std::string, std::vector<SeriesPoint>> series;  // by name, each oldest first: "lag.payment"
  std::vector<FaultSpan> faults;                           // those that began or ended after the cursor
};

std::string encodeSeries(const Series& series);
core::Result<Series> decodeSeries(std::string_view json);  // Corrupt, naming the member

}  // namespace orderdeck::api
