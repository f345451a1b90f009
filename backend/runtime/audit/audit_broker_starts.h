// When the embedded broker began anew, with empty topics and offsets from 0: DATA/broker-starts, one time (epoch ms) a
// line. What an audit must know to compare offsets. Owned by the daemon; any thread.
#pragma once

#include <mutex>
#include <string>
#include <vector>

#include "core/clock.h"

namespace orderdeck::runtime {

class BrokerStarts {
 public:
  /// Reads what earlier daemons noted.
  explicit BrokerStarts(std::string file);

  /// The broker began anew: written at once, and the oldest forgotten beyond a thousand.
  void add(core::Timestamp at);
  std::vector<core::Timestamp> all() const;  // oldest first

 private:
  const std::string m_file;
  mutable std::mutex m_mutex;
  std::vector<core::Timestamp> m_starts;
};

}  // namespace orderdeck::runtime
