#include "services/loop/retry_queue.h"

#include <algorithm>
#include <set>
#include <utility>

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
  entry.delivery.message.headers.detach();
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
  delivery.message.headers.detach();
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
  std::vector<ports::Position> positions;
  positions.reserve(m_entries.size());
  for (const Entry& entry : m_entries) positions.push_back(entry.delivery.message.position);
  return positions;
}

void RetryQueue::keepOnly(const ports::EventSubscription& subscription) {
  std::erase_if(m_entries, [&](const Entry& entry) { return !subscription.holds(entry.delivery.message.position); });
}

}  // namespace orderdeck::services
