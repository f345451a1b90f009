// What the daemon asks of its nodes, each by a call of its ops port with the token. A call waits half a second at most.
// Any thread.
#pragma once

#include <string>
#include <utility>

#include "core/error.h"
#include "runtime/node/node_api_directory.h"

namespace orderdeck::runtime {

class NodeClient {
 public:
  explicit NodeClient(std::string token) : m_token(std::move(token)) {}

  /// Makes `faults`, as encodeFaults() writes them, the whole list of those armed there.
  core::Result<void> carryFaults(const NodePlace& node, const std::string& faults) const;
  /// `force`: open, closed, auto. NotFound: it has no such breaker; Conflict: it is not up; InvalidArgument.
  core::Result<void> forceBreaker(const NodePlace& node, const std::string& dependency,
                                  core::BreakerForceWord force) const;
  /// Wakes its reconciler.
  core::Result<void> reconcile(const NodePlace& node) const;
  /// Why the ledger cannot be used; "": it can.
  core::Result<void> tellLedgerTrouble(const NodePlace& node, const std::string& trouble) const;

 private:
  const std::string m_token;
};

}  // namespace orderdeck::runtime
