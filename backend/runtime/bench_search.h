// Finds the highest rate at which a system finishes as fast as it accepts: raises it while the backlog is small, lowers it when the backlog
// grows. Pure; one thread.
#pragma once

#include <chrono>
#include <cstdint>

namespace orderdeck::runtime {

class RateSearch {
 public:
  static constexpr std::chrono::milliseconds kEvery{500};  // between looks

  static constexpr double kCoarse = 1.15, kFine = 1.03;    // factors by which the rate is raised

  explicit RateSearch(double start = 2'000, double step = kCoarse) : m_rate(start), m_step(step) {}

  double rate() const { return m_rate; }

  /// The backlog now: orders in flight, and those that the client could not even send yet. True when the rate changed. Half a second's worth of orders is
  /// a full pipeline, a second's worth is a backlog.
  bool look(std::int64_t backlog) {
    const double backlogSeconds = static_cast<double>(backlog) / m_rate;
    if (backlogSeconds > 1.0) {
      m_rate *= 0.85;
      m_step = kFine;  // near the limit from here on
      return true;
    }
    if (backlogSeconds > 0.5) return false;
    m_rate *= m_step;
    return true;
  }

 private:
  double m_rate;
  double m_step;
};

}  // namespace orderdeck::runtime
