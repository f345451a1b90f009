// The latest value from one thread to another: a newer one replaces what was not read. Any thread.
#pragma once

#include <mutex>
#include <optional>
#include <utility>

namespace orderdeck::core {

template <typename T>
class Mailbox {
 public:
  void put(T value) {
    const std::lock_guard lock(m_mutex);
    m_value = std::move(value);
  }

  /// The newest value not taken yet.
  std::optional<T> take() {
    const std::lock_guard lock(m_mutex);
    return std::exchange(m_value, std::nullopt);
  }

 private:
  std::mutex m_mutex;
  std::optional<T> m_value;
};

}  // namespace orderdeck::core
