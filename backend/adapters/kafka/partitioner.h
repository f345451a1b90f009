// Where a message goes among the partitions of its topic.
#pragma once

#include <string_view>

namespace orderdeck::adapters::kafka {

/// The partition, 0..partitions-1, that KafkaPublisher's messages with this key go to in a topic of so many: CRC-32 of
/// the key modulo `partitions`, librdkafka's default for keys that are not empty. Any thread.
int partitionOf(std::string_view key, int partitions);

}  // namespace orderdeck::adapters::kafka
