// A bounded queue between threads: the producer gets `false` when it is full, the consumer takes whole batches. Any
// thread.
#pragma once

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <deque>
#include <iterator>
#include <mutex>
#include <utility>
#include <vector>

namespace orderdeck::core {

template <typename T>
class BoundedQueue {
 public:
  explicit BoundedQueue(std::size_t capacity) : m_capacity(capacity) {}

  /// Adds `value`; false when the queue is full or closed (the value is then untouched).
  bool tryPush(T&& value) {
    {
      const std::lock_guard lock(m_mutex);
      if (m_closed || m_items.size() >= m_capacity) return false;
      m_items.push_back(std::move(value));
    }
    m_changed.notify_one();
    return true;
  }

  /// Waits up to `wait` for the first item, then takes up to `most` at once. Empty: nothing came, or the queue is
  /// closed and drained.
  std::vector<T> popBatch(std::size_t most, std::chrono::milliseconds wait) {
    std::unique_lock lock(m_mutex);
    m_changed.wait_for(lock, wait, [this] { return m_closed || !m_items.empty(); });
    const auto end = m_items.begin() + static_cast<std::ptrdiff_t>(std::min(most, m_items.size()));
    std::vector<T> batch(std::make_move_iterator(m_items.begin()), std::make_move_iterator(end));
    m_items.erase(m_items.begin(), end);
    return batch;
  }

  /// Takes no more items and wakes the consumer; what is inside can still be taken. Idempotent.
  void close() {
    {
      const std::lock_guard lock(m_mutex);
      m_closed = true;
    }
    m_changed.notify_all();
  }

  bool closed() const {
    const std::lock_guard lock(m_mutex);
    return m_closed;
  }

  std::size_t size() const {
    const std::lock_guard lock(m_mutex);
    return m_items.size();
  }

  std::size_t capacity() const { return m_capacity; }

 private:
  const std::size_t m_capacity;
  mutable std::mutex m_mutex;
  std::condition_variable m_changed;
  std::deque<T> m_items;
  bool m_closed = false;
};

}  // namespace orderdeck::core
