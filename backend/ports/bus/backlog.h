// How far consumer groups are behind what this process published: asked by whoever must not run ahead of them
// (services/backpressure). One thread.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "core/error.h"

namespace orderdeck::ports {

using GroupsByTopic = std::map<std::string, std::vector<std::string>>;

struct PartitionBacklog {
  std::string topic;
  int partition = 0;
  std::int64_t messages = 0;  // that the slowest of the topic's groups has not consumed
};

class BacklogReader {
 public:
  virtual ~BacklogReader() = default;
  /// Of each partition that publishers of this process wrote to on the brokers that are there now, if `groups` names
  /// its topic. Everything is counted that was published before the call; what was consumed may be seconds old, which
  /// only makes a figure larger. An error (retryable) while it cannot be told.
  virtual core::Result<std::vector<PartitionBacklog>> backlog(const GroupsByTopic& groups) = 0;
};

}  // namespace orderdeck::ports
