// What stands still though something waits for it: a consumer group whose commits do not move, an outbox that does not
// shrink, a ledger that takes nothing in, a process that is not up. Durations are measured by the steady clock, which
// nobody sets. One thread; its values may go anywhere.
#pragma once

#include <chrono>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "core/clock.h"

namespace orderdeck::ops {

/// One thing as a look found it.
struct Progress {
  std::string what;    // "group ledger": its name from look to look
  bool waits = false;  // there is something for it to do
  std::string mark;    // changes when it moves; the same: it did not
  std::string how;     // what is said of it: "STOPPED, 120 messages wait"
};

struct Standstill {
  std::string what, how;
  double seconds = 0;   // for how long by now
  bool isOver = false;  // longer than the limit
};

class StandstillWatch {
 public:
  explicit StandstillWatch(core::Millis limit) : m_limit(limit) {}

  /// Everything that stands still in this look; what is not named in it is forgotten.
  std::vector<Standstill> look(std::chrono::steady_clock::time_point now, std::span<const Progress> all);
  core::Millis limit() const { return m_limit; }

 private:
  struct Seen {
    std::string mark;
    std::chrono::steady_clock::time_point since;
  };

  const core::Millis m_limit;
  std::map<std::string, Seen> m_waiting;
};

}  // namespace orderdeck::ops
