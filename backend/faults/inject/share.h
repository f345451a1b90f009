// A throw for a share: a publisher throws for each of its messages. Any thread.
#pragma once

#include <random>

namespace orderdeck::faults {

/// Throws with `share` (0..1) of winning.
template <typename Random>
bool wins(Random& random, double share) {
  return std::generate_canonical<double, 53>(random) < share;
}

}  // namespace orderdeck::faults
