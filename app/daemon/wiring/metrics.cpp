#include "app/daemon/wiring/metrics.h"

#include "adapters/metrics/prometheus_metrics.h"

namespace orderdeck::daemon {

std::unique_ptr<ports::Metrics> makeMetrics() { return std::make_unique<adapters::metrics::PrometheusMetrics>(); }

}  // namespace orderdeck::daemon
