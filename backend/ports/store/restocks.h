// Restocks that the ledger is not known to have yet. They outlive the outbox, since a broker that keeps nothing may
// lose one on its way. One object is one connection and belongs to one thread.
#pragma once

#include <map>
#include <span>
#include <string>

#include "core/error.h"

namespace orderdeck::ports {

class Restocks {
 public:
  virtual ~Restocks() = default;

  /// Their StockAdded events, encoded, by restock id.
  virtual core::Result<std::map<std::string, std::string>> openRestocks() = 0;
  /// The ledger has these restocks. Unknown ids are ignored.
  virtual core::Result<void> settleRestocks(std::span<const std::string> restockIds) = 0;
};

}  // namespace orderdeck::ports
