// What happened to the system, for the console's event strip: nodes, faults, loads, audits and what operators did.
// Bounded: the oldest go. Owned by the daemon; any thread.
#pragma once

#include <cstdint>
#include <deque>
#include <mutex>
#include <string>
#include <vector>

#include "api/ops_event.h"

namespace orderdeck::runtime {

class EventLog {
 public:
  explicit EventLog(std::size_t capacity = 1'000) : m_capacity(capacity) {}

  /// Numbers it and dates it. Also a line of the process' log.
  void add(api::OpsEvent event);

  /// The newest `most`, oldest first.
  std::vector<api::OpsEvent> newest(std::size_t most) const;
  /// Those with a higher number, oldest first.
  std::vector<api::OpsEvent> after(std::int64_t sequence) const;

 private:
  const std::size_t m_capacity;
  mutable std::mutex m_mutex;
  std::deque<api::OpsEvent> m_events;
  std::int64_t m_sequence = 0;
};

}  // namespace orderdeck::runtime
