// Questions about offsets, over any client's connections: no client of the group in question is needed. Private to the adapter; any thread.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "adapters/kafka/partition_key.h"
#include "adapters/kafka/rd_handles.h"
#include "core/clock.h"
#include "core/error.h"

namespace orderdeck::adapters::kafka {

using PartitionsByGroup = std::map<std::string, std::vector<PartitionKey>>;
using OffsetsByGroup = std::map<std::string, std::map<PartitionKey, std::int64_t>>;

/// The committed offsets of several groups, all asked at once. A partition without a commit is absent. All of it, or an error.
core::Result<OffsetsByGroup> committedOffsets(rd_kafka_t* handle, const PartitionsByGroup& wanted, core::Millis timeout);

/// The next offset that each partition will give out, one request a broker. A partition without a leader is absent.
core::Result<std::map<PartitionKey, std::int64_t>> endOffsets(rd_kafka_t* handle, const std::vector<PartitionKey>& wanted, core::Millis timeout);

}  // namespace orderdeck::adapters::kafka
