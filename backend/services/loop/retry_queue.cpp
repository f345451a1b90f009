#include "services/loop/retry_queue.h"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include <fmt/format.h>

namespace orderdeck::services {

std::unordered_set<std::string_view> RetryQueue::orders() const {
  std::unordered_set<std::string_view> ids;
  for (const Entry& entry : m_entries) ids.insert(entry.delivery.event.orderId);
  return ids;
}

std::unordered_set<std::string_view> RetryQueue::eventIds() const {
  std::unordered_set<std::string_view> ids;
  for (const Entry& entry : m_entries) ids.insert(entry.delivery.event.eventId);
  return ids;
}

void RetryQueue::add(Entry entry) {
  entry.due = dueAfter(entry.tries);
  m_entries.push_back(std::move(entry));
}

void RetryQueue::putBack(Entry entry) {
  entry.due = dueAfter(entry.tries);
  const auto at = std::ranges::find_if(
      m_entries, [&](const Entry& other) { return other.delivery.event.orderId == entry.delivery.event.orderId; });
  m_entries.insert(at, std::move(entry));
}

RetryQueue::Steady::time_point RetryQueue::dueAfter(int tries) const {
  return Steady::now() + std::min<core::Millis>(m_firstWait * (1LL << std::clamp(tries - 1, 0, 20)), m_longestWait);
}

void RetryQueue::addBehind(ports::Delivery delivery) {
  const auto now = Steady::now();
  m_entries.push_back({.delivery = std::move(delivery), .why = {}, .first = now, .due = now});
}

std::vector<RetryQueue::Entry> RetryQueue::takeDue(Steady::time_point now, std::size_t most) {
  std::vector<Entry> due;
  std::set<std::string> orders;  // met so far
  for (auto entry = m_entries.begin(); entry != m_entries.end() && due.size() < most;) {
    const bool isFirst = orders.insert(entry->delivery.event.orderId).second;
    if (!isFirst || entry->due > now) {
      ++entry;
      continue;
    }
    due.push_back(std::move(*entry));
    entry = m_entries.erase(entry);
  }
  return due;
}

std::vector<ports::Position> RetryQueue::positions() const {
  std::map<std::pair<std::string_view, int>, std::int64_t> lowest;
  for (const Entry& entry : m_entries) {
    const auto& message = entry.delivery.message;
    const auto [at, isNew] = lowest.try_emplace({message.topic, message.partition}, message.offset);
    if (!isNew) at->second = std::min(at->second, message.offset);
  }
  std::vector<ports::Position> positions;
  for (const auto& [at, offset] : lowest) positions.push_back({std::string(at.first), at.second, offset});
  return positions;
}

void RetryQueue::keepOnly(std::span<const std::string> assignment) {
  std::erase_if(m_entries, [&](const Entry& entry) {
    const auto& message = entry.delivery.message;
    return std::ranges::find(assignment, fmt::format("{}/{}", message.topic, message.partition)) == assignment.end();
  });
}

}  // namespace orderdeck::services
