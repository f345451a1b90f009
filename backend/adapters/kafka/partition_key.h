// A partition of a topic, as a key.
#pragma once

#include <compare>
#include <string>

namespace orderdeck::adapters::kafka {

struct PartitionKey {
  std::string topic;
  int partition = 0;
  auto operator<=>(const PartitionKey&) const = default;
};

}  // namespace orderdeck::adapters::kafka
