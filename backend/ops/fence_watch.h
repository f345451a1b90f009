// The highest fencing token that was ever seen of each product: a later look must not find a lower one. A store that was rebuilt begins a new epoch,
// and with it anew. Owned by the daemon, for the live audit and the whole one; any thread.
#pragma once

#include <map>
#include <mutex>
#include <span>
#include <string>

#include "ops/invariants.h"
#include "ports/stock_store.h"

namespace orderdeck::ops {

class FenceWatch {
 public:
  /// Takes a look and names the products whose token went back.
  Offenders look(const std::string& epoch, std::span<const ports::StockLevel> levels);

 private:
  std::mutex m_mutex;
  std::string m_epoch;
  std::map<std::string, std::int64_t> m_highest;
};

}  // namespace orderdeck::ops
