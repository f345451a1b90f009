// When a source of the snapshot was last read whole, and what was wrong when it was tried since. A value; ages are
// measured by the steady clock, which nobody sets.
#pragma once

#include <chrono>
#include <optional>
#include <string>

#include "api/freshness.h"

namespace orderdeck::runtime {

class SourceLook {
 public:
  using Clock = std::chrono::steady_clock;

  void succeed(core::Timestamp at = core::now(), Clock::time_point now = Clock::now()) {
    m_at = at;
    m_steady = now;
    m_trouble.clear();
  }
  void fail(std::string why) { m_trouble = std::move(why); }

  /// `away`: why what stands behind it does not run; empty: it does, as far as is known.
  api::SourceView view(api::Source name, const std::string& away = {}, Clock::time_point now = Clock::now()) const {
    const auto age = m_at ? std::optional(std::chrono::duration_cast<core::Millis>(now - m_steady)) : std::nullopt;
    return api::judgedSource(name, m_at, age, away.empty() ? m_trouble : away, !away.empty());
  }
  const std::optional<core::Timestamp>& at() const { return m_at; }
  bool isFresh(Clock::time_point now = Clock::now()) const { return m_at && now - m_steady <= api::kStaleAfter; }

 private:
  std::optional<core::Timestamp> m_at;  // nothing: never
  Clock::time_point m_steady;
  std::string m_trouble;
};

}  // namespace orderdeck::runtime
