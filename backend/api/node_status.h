// What a node and the daemon tell each other over the ops port. Pure functions.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "api/described.h"
#include "api/snapshot.h"
#include "core/error.h"

namespace orderdeck::api {

struct NodeStatus {
  std::string node;
  std::vector<std::string> partitions;  // held now, "topic/partition"
  std::vector<BreakerView> breakers;
  std::string trouble =
      {};  // why it cannot do its work: "the ledger /data/ledger.sqlite is damaged: ..."; empty: it can
};

/// POST /breakers: what an operator wants of one of the node's breakers.
struct NodeBreakerOrder {
  std::string dependency;
  core::BreakerForceWord force;
};

/// POST /ledger: why the ledger cannot be used; empty: it can.
struct LedgerNote {
  std::string trouble;
};

/// GET /healthz.
struct NodeHealth {
  HealthStatusWord status;
  std::string node;
  std::string why = {};
};

/// How many faults are armed now.
struct FaultsTaken {
  std::int64_t armed = 0;
};

template <typename V>
void visit(V& v, NodeBreakerOrder& b) {
  v("dependency", b.dependency), v("force", b.force);
}

template <typename V>
void visit(V& v, LedgerNote& n) {
  v("trouble", n.trouble);
}

template <typename V>
void visit(V& v, NodeHealth& h) {
  v("status", h.status), v("node", h.node), v("why", h.why, kOptional);
}

template <typename V>
void visit(V& v, FaultsTaken& f) {
  v("armed", f.armed);
}

std::string encodeStatus(const NodeStatus& status);
core::Result<NodeStatus> decodeStatus(std::string_view json);  // Corrupt, naming the member

}  // namespace orderdeck::api
