#include "runtime/collect/series_store.h"

#include <algorithm>

namespace orderdeck::runtime {

void SeriesStore::add(core::Timestamp at, const std::map<std::string, double>& values) {
  const std::lock_guard lock(m_mutex);
  ++m_number;
  for (const auto& [name, value] : values) {
    if (m_series.size() < api::kMostSeries || m_series.contains(name)) m_series[name].push_back({m_number, at, value});
  }
  for (auto& [name, points] : m_series) {
    while (!points.empty() && (points.front().at <= at - api::kSeriesKept || points.size() > kMostPoints))
      points.pop_front();
  }
  std::erase_if(m_series, [](const auto& series) { return series.second.empty(); });
}

void SeriesStore::noteFaults(core::Timestamp at, std::span<const api::FaultView> armed) {
  const std::lock_guard lock(m_mutex);
  for (Span& known : m_faults) {
    if (known.span.to || std::ranges::find(armed, known.span.id, &api::FaultView::id) != armed.end()) continue;
    known.span.to = at;
    known.number = ++m_number;
  }
  for (const api::FaultView& fault : armed) {
    const auto isIt = [&](const Span& known) { return !known.span.to && known.span.id == fault.id; };
    if (std::ranges::none_of(m_faults, isIt))
      m_faults.push_back({++m_number, {fault.id, fault.name, fault.target, at, std::nullopt}});
  }
  std::erase_if(m_faults, [at](const Span& known) { return known.span.to && *known.span.to <= at - api::kSeriesKept; });
  while (m_faults.size() > kMostFaults) m_faults.pop_front();
}

void SeriesStore::noteEvents(core::Timestamp at, std::vector<api::OpsEvent> events) {
  const std::lock_guard lock(m_mutex);
  for (api::OpsEvent& event : events) m_events.emplace_back(++m_number, std::move(event));
  while (!m_events.empty() && (m_events.front().second.at <= at - api::kSeriesKept || m_events.size() > kMostEvents))
    m_events.pop_front();
}

api::Series SeriesStore::after(std::int64_t cursor, core::Millis span, core::Timestamp now) const {
  const std::lock_guard lock(m_mutex);
  api::Series out;
  out.cursor = m_number;
  out.continued = cursor >= m_first && cursor <= m_number;
  out.at = now;
  const std::int64_t seen = out.continued ? cursor : m_first;
  for (const auto& [name, points] : m_series) {
    // Numbers and times both grow along a series.
    const auto first =
        std::ranges::partition_point(points, [&](const Point& p) { return p.number <= seen || p.at < now - span; });
    if (first == points.end()) continue;
    auto& list = out.series[name];
    list.reserve(static_cast<std::size_t>(points.end() - first));
    for (auto point = first; point != points.end(); ++point) list.emplace_back(point->at, point->value);
  }
  for (const Span& known : m_faults) {
    if (known.number > seen && known.span.to.value_or(now) >= now - span) out.faults.push_back(known.span);
  }
  for (const auto& [number, event] : m_events) {
    if (number > seen && event.at >= now - span) out.events.push_back(event);
  }
  return out;
}

}  // namespace orderdeck::runtime
