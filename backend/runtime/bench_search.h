// Finds the highest rate at which a system finishes as fast as it accepts: raises it while the backlog is small; once the pipeline is full, what
// it finishes is what it can, and the rate follows that. Pure; one thread.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstdint>

namespace orderdeck::runtime {

class RateSearch {
 public:
  static constexpr std::chrono::milliseconds kEvery{500};  // between looks
  static constexpr double kWanted = 2.0;                   // seconds of work in flight: full batches, each of which costs less
  static constexpr double kCoarse = 1.15, kFine = 1.03;    // factors by which the rate is raised

  explicit RateSearch(double start = 2'000, double step = kCoarse) : m_rate(start), m_step(step) {}

  double rate() const { return m_rate; }

  /// `backlog`: orders in flight, and those that the client could not even send yet. `finishedPerSecond`: since the last look.
  void look(std::int64_t backlog, double finishedPerSecond) {
    // Services and ledger work in batches, so that one look sees more of them than the next.
    m_finished = m_finished > 0 ? m_finished + kSmooth * (finishedPerSecond - m_finished) : finishedPerSecond;
    const double seconds = static_cast<double>(backlog) / std::max(m_finished, 1.0);  // to work it off
    if (seconds < kFull) {
      m_rate *= m_step;
      m_step = std::min(kCoarse, m_step * 1.02);  // bolder while nothing speaks against it
      return;
    }
    m_step = kFine;
    const double relief = std::clamp((seconds - kWanted) / kReliefSeconds, -0.03, 0.5);
    m_rate = std::max({kLeast, m_rate * kLeastLeft, m_finished * (1 - relief)});
  }

 private:
  static constexpr double kFull = 1.5;         // seconds of work in flight from which on the pipeline is full
  static constexpr double kReliefSeconds = 4;  // within which too much is worked off
  static constexpr double kLeast = 100;        // orders/s
  static constexpr double kSmooth = 0.3;       // weight of the newest look
  static constexpr double kLeastLeft = 0.7;    // of the rate, after a look

  double m_finished = 0;  // orders/s, smoothed

  double m_rate;
  double m_step;
};

}  // namespace orderdeck::runtime
