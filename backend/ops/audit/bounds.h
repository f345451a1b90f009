// Invariant 11: what must stay under a limit, and what must move while something waits for it. The figures come from
// whoever measures them; here is the rule. Pure.
#pragma once

#include <string>
#include <vector>

#include "ops/audit/invariants.h"
#include "ops/audit/standstill.h"

namespace orderdeck::ops {

struct Bound {
  std::string what;  // "lag of payment"
  double value = 0, limit = 0;
  std::string unit;  // "", "s"
};

struct Measured {
  std::vector<Bound> bounds;
  std::vector<Standstill> standing = {};
  core::Millis standLimit{30'000};
  std::string missing = {};  // why something was not measured; empty: all was
};

InvariantResult judgeBounds(const Measured& measured);

}  // namespace orderdeck::ops
