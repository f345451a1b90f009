// The health of a snapshot and the state that follows from it. Pure.
#pragma once

#include <optional>
#include <string>

#include "api/snapshot.h"

namespace orderdeck::runtime {

/// What the snapshot's other sections do not tell.
struct HealthFacts {
  std::optional<double> redisMillis;  // absent: it does not answer
  int brokersUp = 0, brokers = 0;
  std::string ledgerTrouble = {};  // what the daemon itself found, before the ledger's node can say
  bool isReady = false, isStopping = false;
};

/// Fills health and state from the nodes, groups, store and invariants that are there already. An optional service's
/// processes count for nothing here: the page of the nodes shows them.
void fillHealth(api::Snapshot& snapshot, const HealthFacts& facts);

}  // namespace orderdeck::runtime
