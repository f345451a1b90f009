#include "services/gateway/gateway_metrics.h"

namespace orderdeck::services {

namespace {

ports::Counter& outcome(ports::Metrics& metrics, const std::string& word) {
  return metrics.counter("orderdeck_orders_total", "Orders that clients asked to place, by outcome",
                         {{"outcome", word}});
}

}  // namespace

GatewayMetrics::GatewayMetrics(ports::Metrics& metrics)
    : accepted(outcome(metrics, "accepted")),
      repeated(outcome(metrics, "repeated")),
      invalid(outcome(metrics, "invalid")),
      unknownProduct(outcome(metrics, "unknown_product")),
      outOfStock(outcome(metrics, "out_of_stock")),
      mismatch(outcome(metrics, "idempotency_mismatch")),
      busy(outcome(metrics, "busy")),
      failed(outcome(metrics, "failed")),
      acceptSeconds(metrics.histogram("orderdeck_accept_seconds", "From an order's request to its 202")),
      admissionQueue(metrics.gauge("orderdeck_admission_queue", "Orders that wait to be placed")) {}

ports::Counter& GatewayMetrics::refused(core::ErrorCode code) const {
  using enum core::ErrorCode;
  switch (code) {
    case InvalidJson:
    case InvalidOrder:
    case InvalidArgument:
    case TooLarge: return invalid;
    case UnknownProduct: return unknownProduct;
    case OutOfStock: return outOfStock;
    case IdempotencyMismatch: return mismatch;
    case Busy: return busy;
    default: return failed;
  }
}

}  // namespace orderdeck::services
