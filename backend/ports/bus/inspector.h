// A look at the bus from outside, at any group of it and not only at ours. One thread.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "core/error.h"

namespace orderdeck::ports {

/// A consumer group, and the topics to look at; none: those that it has committed something of.
struct GroupTopics {
  std::string group;
  std::vector<std::string> topics = {};
};

struct PartitionLag {
  std::string topic;
  int partition = 0;
  std::optional<std::int64_t> committed;  // nothing: no commit yet
  std::int64_t end = 0;
  std::int64_t begin = 0;  // the oldest that the log holds; known where it matters: there is no commit, and end > 0
};

struct GroupOffsets {
  std::string group;
  std::vector<PartitionLag> partitions;  // committed is read before end, so end - committed is never negative
};

class BusInspector {
 public:
  virtual ~BusInspector() = default;
  /// The consumer groups that the brokers know, by name. Unavailable, not retryable: a broker that cannot tell.
  virtual core::Result<std::vector<std::string>> groups() = 0;
  /// An answer for each of `groups`, in their order. A topic that does not exist has no partitions.
  virtual core::Result<std::vector<GroupOffsets>> offsets(std::span<const GroupTopics> groups) = 0;
  /// How many brokers answer now, and how many there are.
  virtual core::Result<std::pair<int, int>> brokersUp() = 0;
};

}  // namespace orderdeck::ports
