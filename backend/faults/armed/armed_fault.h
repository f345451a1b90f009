// A fault of the catalogue (domain/faults) that is armed: with its target, values and time, as a value with its JSON.
#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/clock.h"
#include "core/error.h"
#include "domain/faults/faults.h"

namespace orderdeck::faults {

struct ArmedFault {
  std::string id;
  std::string name;
  std::string target;  // a node, or a service: every node of it; empty: whatever the fault can strike
  std::map<std::string, double> params;
  core::Timestamp from = {};  // it strikes from then on
  core::Timestamp until;      // it ends by itself
  std::uint64_t seed = 1;
  std::string by;  // operator, drill, ...
  std::map<std::string, std::string> choices = {};

  double param(std::string_view which) const;  // 0 when it has none of this name
  double share() const;                        // of what it could strike, it does: 0..1; all, when it has no share
  core::Millis millis(std::string_view which) const { return core::Millis{static_cast<std::int64_t>(param(which))}; }
  std::string_view choice(std::string_view which) const;
};

/// Checks name, parameters (absent ones get their standard) and ranges; InvalidArgument says which.
core::Result<ArmedFault> checkFault(ArmedFault fault);

std::string encodeFaults(std::span<const ArmedFault> faults);
core::Result<std::vector<ArmedFault>> decodeFaults(std::string_view json);

}  // namespace orderdeck::faults
