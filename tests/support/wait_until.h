// Waits for a condition instead of a time. For tests that run threads.
#pragma once

#include <chrono>
#include <thread>

namespace orderdeck::support {

/// True as soon as `holds()`; false when it does not within `limit`.
template <typename Condition>
bool waitUntil(Condition holds, std::chrono::milliseconds limit = std::chrono::seconds{10}) {
  const auto end = std::chrono::steady_clock::now() + limit;
  while (!holds()) {
    if (std::chrono::steady_clock::now() > end) return false;
    std::this_thread::sleep_for(std::chrono::milliseconds{2});
  }
  return true;
}

}  // namespace orderdeck::support
