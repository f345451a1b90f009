// Invariant 11: what must stay under a limit. The figures come from whoever measures them; here is the rule. Pure.
#pragma once

#include <string>
#include <vector>

#include "ops/invariants.h"

namespace orderdeck::ops {

struct Bound {
  std::string what;  // "lag of payment"
  double value = 0, limit = 0;
  std::string unit;  // "", "s"
};

InvariantResult judgeBounds(const std::vector<Bound>& bounds);

}  // namespace orderdeck::ops
