#include "adapters/kafka/partitioner.h"

#include <librdkafka/rdkafka.h>

namespace orderdeck::adapters::kafka {

int partitionOf(std::string_view key, int partitions) {
  // The topic serves other partitioners: this one does not look at it.
  return rd_kafka_msg_partitioner_consistent(nullptr, key.data(), key.size(), partitions, nullptr, nullptr);
}

}  // namespace orderdeck::adapters::kafka
