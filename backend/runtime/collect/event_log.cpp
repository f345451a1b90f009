#include "runtime/collect/event_log.h"

#include <algorithm>

#include <spdlog/spdlog.h>

namespace orderdeck::runtime {

void EventLog::add(api::OpsEvent event) {
  spdlog::info("{}: {}", event.kind, event.text);
  const std::lock_guard lock(m_mutex);
  event.sequence = ++m_sequence;
  event.at = core::now();
  m_events.push_back(std::move(event));
  if (m_events.size() > m_capacity) m_events.pop_front();
}

std::vector<api::OpsEvent> EventLog::newest(std::size_t most) const {
  const std::lock_guard lock(m_mutex);
  const auto count = static_cast<std::ptrdiff_t>(std::min(most, m_events.size()));
  return {m_events.end() - count, m_events.end()};
}

std::vector<api::OpsEvent> EventLog::after(std::int64_t sequence) const {
  const std::lock_guard lock(m_mutex);
  const auto first = std::ranges::partition_point(
      m_events, [sequence](const api::OpsEvent& event) { return event.sequence <= sequence; });
  return {first, m_events.end()};
}

}  // namespace orderdeck::runtime
