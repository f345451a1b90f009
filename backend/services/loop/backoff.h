// How long to wait between attempts, and how often to say so. Plain values, one thread each.
#pragma once

#include <algorithm>
#include <chrono>
#include <optional>
#include <random>

#include "core/clock.h"

namespace orderdeck::services {

/// Exponential, doubling from `first` to `most`, with full jitter: each wait is drawn between nothing and all of it, so
/// that those who failed together do not come again together
/// (https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/).
class Backoff {
 public:
  Backoff(core::Millis first, core::Millis most) : m_first(first), m_most(most), m_next(first) {}

  core::Millis next() {
    const auto wait = std::uniform_int_distribution<std::int64_t>(0, m_next.count())(m_random);
    m_next = std::min(m_next * 2, m_most);
    return core::Millis{wait};
  }
  void reset() { m_next = m_first; }

 private:
  core::Millis m_first, m_most, m_next;
  std::minstd_rand m_random{std::random_device{}()};
};

/// Lets one line of a burst through, and then one every ten seconds.
class LogLimiter {
 public:
  bool allow() {
    const auto now = std::chrono::steady_clock::now();
    if (m_last && now - *m_last < std::chrono::seconds{10}) return false;
    m_last = now;
    return true;
  }

 private:
  std::optional<std::chrono::steady_clock::time_point> m_last;
};

}  // namespace orderdeck::services
