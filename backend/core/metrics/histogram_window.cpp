#include "core/metrics/histogram_window.h"

#include <cmath>

namespace orderdeck::core {

void HistogramWindow::add(Timestamp at, Buckets cumulative) {
  const auto total = [](const Buckets& buckets) { return buckets.empty() ? 0.0 : buckets.rbegin()->second; };
  if (!m_readings.empty() && total(cumulative) < total(m_readings.back().buckets)) m_readings.clear();
  m_readings.push_back({at, std::move(cumulative)});
  while (m_readings.size() > 2 && m_readings[1].at <= at - m_span) m_readings.pop_front();
}

Buckets HistogramWindow::growth() const {
  if (m_readings.size() < 2) return {};
  Buckets out = m_readings.back().buckets;
  for (const auto& [bound, before] : m_readings.front().buckets) {
    if (const auto found = out.find(bound); found != out.end()) found->second -= before;
  }
  return out;
}

void addBuckets(Buckets& sum, const Buckets& more) {
  for (const auto& [bound, n] : more) sum[bound] += n;
}

std::optional<double> quantile(const Buckets& cumulative, double q) {
  if (cumulative.empty() || cumulative.rbegin()->second <= 0) return std::nullopt;
  const double rank = q * cumulative.rbegin()->second;
  double lower = 0, below = 0;
  for (const auto& [bound, n] : cumulative) {
    if (n >= rank && n > below) {
      if (std::isinf(bound)) return lower;
      return lower + (bound - lower) * std::max(0.0, (rank - below) / (n - below));
    }
    lower = bound;
    below = n;
  }
  return lower;
}

}  // namespace orderdeck::core
