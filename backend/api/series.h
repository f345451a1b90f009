// Histories of the last half hour, as charts show them: kept by the daemon, read once and then continued from a cursor.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "api/ops_event.h"
#include "core/clock.h"
#include "core/error.h"

namespace orderdeck::api {

inline constexpr core::Millis kSeriesKept{30 * 60 * 1000};
inline constexpr std::size_t kMostSeries = 256;  // that are kept at once

/// The names of the series. What ends in a dot goes on with a group, a product or a node.
namespace series {
inline constexpr std::string_view kLag = "lag.";                  // messages behind, by group
inline constexpr std::string_view kAccepted = "orders.accepted";  // a second, over the last 2 s; also the next two
inline constexpr std::string_view kCompleted = "orders.completed";
inline constexpr std::string_view kRefused = "orders.refused";
inline constexpr std::string_view kAcceptP99 = "p99.accept";  // milliseconds, of the last 10 s
inline constexpr std::string_view kOrderP99 = "p99.order";    // the same, from the accept to the end in the ledger
inline constexpr std::string_view kStock = "stock.";          // percent of all ever stocked that is left, by product
inline constexpr std::string_view kCpu = "cpu.";              // percent of one core, by node
}  // namespace series

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
  std::vector<OpsEvent> events = {};                       // that happened after the cursor
};

std::string encodeSeries(const Series& series);
core::Result<Series> decodeSeries(std::string_view json);  // Corrupt, naming the member

}  // namespace orderdeck::api
