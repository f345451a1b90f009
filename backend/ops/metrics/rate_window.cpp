#include "ops/metrics/rate_window.h"

namespace orderdeck::ops {

void RateWindow::add(core::Timestamp at, double total) {
  if (!m_readings.empty() && (total < m_readings.back().total || at < m_readings.back().at)) m_readings.clear();
  m_readings.push_back({at, total});
  // The reading just before the span stays: it is where the span's growth counts from.
  while (m_readings.size() > 2 && m_readings[1].at <= at - m_span) m_readings.pop_front();
}

double RateWindow::perSecond() const {
  if (m_readings.size() < 2) return 0;
  const double seconds = core::inSeconds(m_readings.back().at - m_readings.front().at);
  return seconds > 0 ? growth() / seconds : 0;
}

}  // namespace orderdeck::ops
