// What a histogram took in over the last seconds, from its cumulative buckets read now and then, and the quantiles of
// that. One thread.
#pragma once

#include <deque>
#include <map>
#include <optional>

#include "core/clock.h"

namespace orderdeck::core {

using Buckets = std::map<double, double>;  // upper bound -> observations at or below it (cumulative)

class HistogramWindow {
 public:
  explicit HistogramWindow(Millis span) : m_span(span) {}

  /// A new reading. One that fell began anew (its process restarted): the window is emptied.
  void add(Timestamp at, Buckets cumulative);

  /// Observations within the span, cumulative by upper bound; empty with fewer than two readings.
  Buckets growth() const;

 private:
  struct Reading {
    Timestamp at;
    Buckets buckets;
  };
  Millis m_span;
  std::deque<Reading> m_readings;
};

/// Adds `more` to `sum`, bound by bound (several processes of one service).
void addBuckets(Buckets& sum, const Buckets& more);

/// The value below which the share `q` (0..1) of the observations lies, interpolated within its bucket as Prometheus'
/// histogram_quantile() does; in the last bucket its lower bound. Nothing when there are no observations.
std::optional<double> quantile(const Buckets& cumulative, double q);

}  // namespace orderdeck::core
