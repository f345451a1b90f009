// Keeps rounds of work apart, so that each takes more at once: a batch costs a sync, a request or a script whatever its
// size.
#pragma once

#include <chrono>
#include <stop_token>

#include "core/clock.h"
#include "core/worker.h"

namespace orderdeck::core {

class RateLimiter {
 public:
  explicit RateLimiter(Millis every) : m_every(every) {}

  /// Waits until the round before began at least `every` ago; so work after a pause begins at once. False when stopped
  /// meanwhile.
  bool wait(std::stop_token stop) {
    const Millis left = m_every - elapsed();
    return left.count() <= 0 || sleepFor(std::move(stop), left);
  }

  /// A round begins now.
  void begin() { m_begun = std::chrono::steady_clock::now(); }

  /// Since the round began.
  Millis elapsed() const { return std::chrono::floor<Millis>(std::chrono::steady_clock::now() - m_begun); }

 private:
  const Millis m_every;
  std::chrono::steady_clock::time_point m_begun{};
};

}  // namespace orderdeck::core
