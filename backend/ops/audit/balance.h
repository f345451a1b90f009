// Where the accepted orders are: "accepted = finished + in flight + dead-lettered + unaccounted". Pure.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

namespace orderdeck::ops {

struct AuditFacts;

inline constexpr std::string_view kAcceptedEdge = ">created";  // of the transition counters: orders that came in

struct AuditBalance {  // accepted = finished + inFlight + deadLettered + unaccounted
  std::int64_t accepted = 0, finished = 0, inFlight = 0, deadLettered = 0, unaccounted = 0;
};

AuditBalance balanceOf(const AuditFacts& facts);

/// Orders ever accepted, by the transition counters.
std::int64_t acceptedIn(const std::map<std::string, std::int64_t>& flow);

}  // namespace orderdeck::ops
