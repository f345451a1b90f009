// Metrics kept by prometheus-cpp and shown in its text format. Owned by the process' main(); any thread.
#pragma once

#include <memory>

#include "ports/metrics.h"

namespace orderdeck::adapters::metrics {

class PrometheusMetrics : public ports::Metrics {
 public:
  PrometheusMetrics();
  ~PrometheusMetrics() override;

  /// The same name and labels give the same handle. Throws std::invalid_argument for an illegal name or label, or a
  /// name used for another type.
  ports::Counter& counter(const std::string& name, const std::string& help, const ports::Labels& labels = {}) override;
  ports::Gauge& gauge(const std::string& name, const std::string& help, const ports::Labels& labels = {}) override;
  ports::Histogram& histogram(const std::string& name, const std::string& help,
                              const ports::Labels& labels = {}) override;
  std::string expose(std::span<const ports::MetricFamily> more) override;

 private:
  struct Impl;
  std::unique_ptr<Impl> m_impl;
};

}  // namespace orderdeck::adapters::metrics
