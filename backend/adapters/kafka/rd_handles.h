// RAII holders for librdkafka's handles. Private to the adapter; the rd_kafka_t itself belongs to Client, since closing
// one needs care.
#pragma once

#include <memory>

#include <librdkafka/rdkafka.h>

namespace orderdeck::adapters::kafka {

template <auto Free>
struct Freer {
  template <typename T>
  void operator()(T* handle) const {
    Free(handle);
  }
};

using ConfPtr = std::unique_ptr<rd_kafka_conf_t, Freer<rd_kafka_conf_destroy>>;
using QueuePtr = std::unique_ptr<rd_kafka_queue_t, Freer<rd_kafka_queue_destroy>>;
using EventPtr = std::unique_ptr<rd_kafka_event_t, Freer<rd_kafka_event_destroy>>;
using ErrorPtr = std::unique_ptr<rd_kafka_error_t, Freer<rd_kafka_error_destroy>>;
using PartitionListPtr = std::unique_ptr<rd_kafka_topic_partition_list_t, Freer<rd_kafka_topic_partition_list_destroy>>;
using MessagePtr = std::unique_ptr<rd_kafka_message_t, Freer<rd_kafka_message_destroy>>;

}  // namespace orderdeck::adapters::kafka
