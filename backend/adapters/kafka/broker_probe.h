// Whether brokers answer: librdkafka tells when all are gone, but not which. Private to the adapter; any thread.
#pragma once

#include <string>
#include <vector>

#include "core/clock.h"

namespace orderdeck::adapters::kafka {

/// How many of these brokers ("host:port") answer an ApiVersions request within `timeout`, all asked at once. A process
/// that is paused still accepts connections, so only an answer counts.
int countAnswering(const std::vector<std::string>& addresses, core::Millis timeout);

}  // namespace orderdeck::adapters::kafka
