// How many retries are let go at their usual pace: a share of the first tries, and a small floor for what tries seldom.
// A dependency that is down is then not kept down by those who ask it again. A token bucket; belongs to one thread.
#pragma once

#include <algorithm>
#include <chrono>
#include <functional>

#include "core/clock.h"

namespace orderdeck::core {

struct RetryBudgetSettings {
  double share = 0.1;           // retries for each first try
  double floorPerSecond = 0.5;  // retries that are always there
  double most = 10;             // saved up, and there at the start
};

class RetryBudget {
 public:
  using Steady = std::chrono::steady_clock;

  explicit RetryBudget(RetryBudgetSettings settings = {}, std::function<Steady::time_point()> now = Steady::now)
      : m_settings(settings), m_now(std::move(now)), m_tokens(settings.most), m_filled(m_now()) {}

  /// Something is tried for the first time.
  void countTry() { m_tokens = std::min(m_tokens + m_settings.share, m_settings.most); }

  /// Takes one retry out of the budget; false when it is empty: then wait the longest back-off.
  bool take() {
    const auto now = m_now();
    const double seconds = inSeconds(now - m_filled);
    m_filled = now;
    m_tokens = std::min(m_tokens + seconds * m_settings.floorPerSecond, m_settings.most);
    if (m_tokens < 1) return false;
    m_tokens -= 1;
    return true;
  }

 private:
  const RetryBudgetSettings m_settings;
  const std::function<Steady::time_point()> m_now;
  double m_tokens;
  Steady::time_point m_filled;
};

}  // namespace orderdeck::core
