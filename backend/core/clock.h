// Wall-clock time as the whole system writes it: milliseconds since the Unix epoch, UTC.
#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include "core/error.h"

namespace orderdeck::core {

using Millis = std::chrono::milliseconds;

/// Of a span of any unit.
constexpr double inSeconds(std::chrono::duration<double> span) { return span.count(); }
using Timestamp = std::chrono::sys_time<Millis>;

/// The system's clock, now, to the millisecond.
Timestamp now();

/// Milliseconds since the epoch, and back.
inline std::int64_t toEpochMillis(Timestamp t) { return t.time_since_epoch().count(); }
inline Timestamp fromEpochMillis(std::int64_t ms) { return Timestamp{Millis{ms}}; }

/// RFC 3339 in UTC with milliseconds: 2026-11-21T22:41:07.123Z.
std::string toRfc3339(Timestamp t);

/// The inverse of toRfc3339; takes 0 to 9 digits of a second and the zone Z only. InvalidArgument otherwise.
Result<Timestamp> fromRfc3339(std::string_view text);

}  // namespace orderdeck::core
