// What a mailer answered, at a glance.
#pragma once

#include <algorithm>
#include <vector>

#include "core/error.h"

namespace orderdeck::test {

using Sent = std::vector<core::Result<void>>;

inline bool allSent(const Sent& sent) {
  return std::ranges::all_of(sent, [](const auto& one) { return one.has_value(); });
}
inline std::ptrdiff_t countSent(const Sent& sent) {
  return std::ranges::count_if(sent, [](const auto& one) { return one.has_value(); });
}

}  // namespace orderdeck::test
