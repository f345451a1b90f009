// The one place that turns librdkafka's codes into ours.
#pragma once

#include <string>

#include <librdkafka/rdkafka.h>

#include "core/error.h"

namespace orderdeck::adapters::kafka {

/// `doing` says what failed ("publishing"); librdkafka's own words for the code follow it.
core::Error toError(rd_kafka_resp_err_t code, const std::string& doing);

/// The member's partitions may be another's by now: what was read and not committed comes again, here or there.
bool isRebalance(rd_kafka_resp_err_t code);

}  // namespace orderdeck::adapters::kafka
