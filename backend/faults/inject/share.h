// A fault that strikes only its parameter `share` of what it could: of calls here; a publisher throws for each of its
// messages. Any thread.
#pragma once

#include <random>

#include "faults/inject/fault_registry.h"

namespace orderdeck::faults {

/// Throws with `share` (0..1) of winning.
template <typename Random>
bool wins(Random& random, double share) {
  return std::generate_canonical<double, 53>(random) < share;
}

/// The strike of this fault on one call, counted only when the call is of the share.
inline std::optional<Strike> strikeShare(FaultRegistry& registry, domain::FaultName name) {
  auto strike = registry.look(name);
  if (!strike) return std::nullopt;
  std::mt19937_64 random(strike->random);
  if (!wins(random, strike->fault.param("share"))) return std::nullopt;
  registry.count(strike->fault.id, 1);
  return strike;
}

}  // namespace orderdeck::faults
