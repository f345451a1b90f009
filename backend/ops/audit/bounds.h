// What must stay under a limit, and what must move while something waits for it, as whoever measures it says. Values.
#pragma once

#include <string>
#include <vector>

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

}  // namespace orderdeck::ops
