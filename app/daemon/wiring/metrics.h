// The metrics of one process.
#pragma once

#include <memory>

#include "ports/metrics.h"

namespace orderdeck::daemon {

std::unique_ptr<ports::Metrics> makeMetrics();

}  // namespace orderdeck::daemon
