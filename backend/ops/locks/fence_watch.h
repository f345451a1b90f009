// The highest fencing token that was ever seen of each product: a later look must not find a lower one. A store that
// was rebuilt begins a new epoch, and with it anew. Owned by the daemon, for the live audit and the whole one; any
// thread.
#pragma once

#include <chrono>
#include <map>
#include <mutex>
#include <span>
#include <string>

#include "ops/audit/judgement.h"
#include "ports/store/stock_store.h"

namespace orderdeck::ops {

class FenceWatch {
 public:
  /// Takes a look and names the products whose token went back. `readAt`: before the levels were read; a higher token
  /// that somebody else's look noted after that says nothing against them.
  Offenders look(const std::string& epoch, std::span<const ports::StockLevel> levels,
                 std::chrono::steady_clock::time_point readAt);

 private:
  struct Seen {
    std::int64_t token = 0;
    std::chrono::steady_clock::time_point at;
  };

  std::mutex m_mutex;
  std::string m_epoch;
  std::map<std::string, Seen> m_highest;
};

}  // namespace orderdeck::ops
