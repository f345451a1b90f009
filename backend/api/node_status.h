// What a node tells of itself at GET /status, and the same read back by the daemon. Pure functions.
#pragma once

#include <string>
#include <string_view>
#include <vector>

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

std::string encodeStatus(const NodeStatus& status);
core::Result<NodeStatus> decodeStatus(std::string_view json);  // Corrupt, naming the member

}  // namespace orderdeck::api
