#include "faults/inject/slow_subscription.h"

#include <thread>

namespace orderdeck::faults {

core::Result<std::vector<ports::InboundMessage>> SlowSubscription::poll(std::size_t most, core::Millis wait) {
  if (m_registry.empty()) return m_inner->poll(most, wait);
  const auto now = std::chrono::steady_clock::now();
  if (now < m_idleUntil) {
    std::this_thread::sleep_for(std::min<std::chrono::steady_clock::duration>(wait, m_idleUntil - now));
    return std::vector<ports::InboundMessage>{};
  }
  auto messages = m_inner->poll(most, wait);
  if (messages && !messages->empty()) {
    if (const auto slow = m_registry.strike("consumer-slow", {}, messages->size()))
      m_idleUntil = std::chrono::steady_clock::now() + slow->fault.millis("latencyMs");
  }
  return messages;
}

}  // namespace orderdeck::faults
