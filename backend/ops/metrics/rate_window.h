// The rate of a growing total over the last seconds. Owned and used by one thread.
#pragma once

#include <cstdint>
#include <deque>
#include <optional>

#include "core/clock.h"

namespace orderdeck::ops {

class RateWindow {
 public:
  explicit RateWindow(core::Millis span) : m_span(span) {}

  /// A new reading of the total. A total that fell began anew (its process restarted): the window is emptied.
  void add(core::Timestamp at, double total);

  /// Growth per second between the oldest and the newest reading of the span; 0 with fewer than two.
  double perSecond() const;
  /// Growth over the span.
  double growth() const { return m_readings.size() < 2 ? 0 : m_readings.back().total - m_readings.front().total; }

 private:
  struct Reading {
    core::Timestamp at;
    double total;
  };
  core::Millis m_span;
  std::deque<Reading> m_readings;
};

/// Adds up a counter of a process that may restart: what it had reached before is kept.
class GrowingTotal {
 public:
  void add(double reading) {
    if (reading < m_last) m_before += m_last;
    m_last = reading;
  }
  std::int64_t total() const { return static_cast<std::int64_t>(m_before + m_last); }

 private:
  double m_before = 0, m_last = 0;
};

}  // namespace orderdeck::ops
