// What the gateway counts about placing orders. Any thread.
#pragma once

#include "core/error.h"
#include "ports/metrics.h"

namespace orderdeck::services {

struct GatewayMetrics {
  explicit GatewayMetrics(ports::Metrics& metrics);

  /// The counter of orderdeck_orders_total for an order that was not taken.
  ports::Counter& refused(core::ErrorCode code) const;

  ports::Counter& accepted;
  ports::Counter& repeated;
  ports::Counter& invalid;
  ports::Counter& unknownProduct;
  ports::Counter& outOfStock;
  ports::Counter& mismatch;
  ports::Counter& busy;
  ports::Counter& failed;  // the store gave no answer: whether the order was taken is not known
  ports::Histogram& acceptSeconds;
  ports::Gauge& admissionQueue;
};

}  // namespace orderdeck::services
