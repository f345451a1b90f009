// Messages that failed for their own sake, or for a reason that nobody knows, until they are tried again: each alone,
// with back-off. Later ones of the same order wait behind them. Belongs to a BatchLoop, on its thread.
#pragma once

#include <chrono>
#include <deque>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "core/clock.h"
#include "core/error.h"
#include "ports/bus/delivery.h"
#include "ports/bus/subscription.h"

namespace orderdeck::services {

class RetryQueue {
 public:
  using Steady = std::chrono::steady_clock;

  struct Entry {
    ports::Delivery delivery;
    core::Error why;           // of the last try
    int tries = 0;             // 0: it only waits behind another one
    int counted = 0;           // of them, while the dependency was seen to work
    Steady::time_point first;  // when it was tried first
    Steady::time_point due;    // when it is to be tried next
  };

  RetryQueue(core::Millis firstWait, core::Millis longestWait) : m_firstWait(firstWait), m_longestWait(longestWait) {}

  bool empty() const { return m_entries.empty(); }
  std::size_t size() const { return m_entries.size(); }
  /// Of all that it holds; valid until it changes.
  std::unordered_set<std::string_view> orders() const;
  std::unordered_set<std::string_view> eventIds() const;

  /// One that failed, `due` aside: the wait doubles with each try.
  void add(Entry entry);
  /// One that was taken out and failed again: before those of its order that came to wait behind it.
  void putBack(Entry entry);
  /// To be tried as soon as the earlier ones of its order are out of the queue.
  void addBehind(ports::Delivery delivery);

  /// Takes out up to `most` that are due, of each order none but its first.
  std::vector<Entry> takeDue(Steady::time_point now, std::size_t most);

  /// Of all that it holds.
  std::vector<ports::Position> positions() const;
  /// Forgets what the subscription does not hold any more: whoever has that now gets it.
  void keepOnly(const ports::EventSubscription& subscription);
  void clear() { m_entries.clear(); }

 private:
  Steady::time_point dueAfter(int tries) const;

  const core::Millis m_firstWait, m_longestWait;
  std::deque<Entry> m_entries;  // those of one order in their order; else by their last failure
};

}  // namespace orderdeck::services
