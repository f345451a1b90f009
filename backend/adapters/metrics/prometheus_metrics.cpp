#include "prometheus_metrics.h"

#include <map>
#include <mutex>
#include <utility>

#include <prometheus/counter.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/metric_family.h>
#include <prometheus/registry.h>
#include <prometheus/text_serializer.h>

namespace orderdeck::adapters::metrics {

namespace {

struct PrometheusCounter final : ports::Counter {
  explicit PrometheusCounter(prometheus::Counter& target) : m_target(target) {}
  void add(double n) override { m_target.Increment(n); }
  prometheus::Counter& m_target;
};

struct PrometheusGauge final : ports::Gauge {
  explicit PrometheusGauge(prometheus::Gauge& target) : m_target(target) {}
  void set(double value) override { m_target.Set(value); }
  prometheus::Gauge& m_target;
};

struct PrometheusHistogram final : ports::Histogram {
  explicit PrometheusHistogram(prometheus::Histogram& target) : m_target(target) {}
  void observe(double value) override { m_target.Observe(value); }
  prometheus::Histogram& m_target;
};

/// Upper bounds in seconds, as ports/metrics.h says: from 0.5 ms to 60 s, each 1.25 times the last.
prometheus::Histogram::BucketBoundaries bucketBounds() {
  prometheus::Histogram::BucketBoundaries bounds;
  for (double bound = 0.0005; bound < 60; bound *= 1.25) bounds.push_back(bound);
  bounds.push_back(60);
  return bounds;
}

template <typename Handle>
using Handles = std::map<std::pair<std::string, ports::Labels>, std::unique_ptr<Handle>>;

template <typename Handle, typename Make>
Handle& findOrMake(Handles<Handle>& handles, const std::string& name, const ports::Labels& labels, Make make) {
  auto& handle = handles[{name, labels}];
  if (!handle) handle = std::make_unique<Handle>(make());
  return *handle;
}

prometheus::MetricFamily toPrometheus(const ports::MetricFamily& from) {
  const bool isCounter = from.type == ports::MetricFamily::Type::Counter;
  prometheus::MetricFamily family{
      from.name, from.help, isCounter ? prometheus::MetricType::Counter : prometheus::MetricType::Gauge, {}};
  for (const auto& sample : from.samples) {
    prometheus::ClientMetric& metric = family.metric.emplace_back();
    for (const auto& [name, value] : sample.labels) metric.label.push_back({name, value});
    (isCounter ? metric.counter.value : metric.gauge.value) = sample.value;
  }
  return family;
}

}  // namespace

struct PrometheusMetrics::Impl {
  std::mutex mutex;
  prometheus::Registry registry;  // gives the same family for the same name
  prometheus::Histogram::BucketBoundaries bounds = bucketBounds();
  Handles<PrometheusCounter> counters;
  Handles<PrometheusGauge> gauges;
  Handles<PrometheusHistogram> histograms;
};

PrometheusMetrics::PrometheusMetrics() : m_impl(std::make_unique<Impl>()) {}
PrometheusMetrics::~PrometheusMetrics() = default;

ports::Counter& PrometheusMetrics::counter(const std::string& name, const std::string& help,
                                           const ports::Labels& labels) {
  const std::lock_guard lock(m_impl->mutex);
  return findOrMake(m_impl->counters, name, labels, [&]() -> prometheus::Counter& {
    return prometheus::BuildCounter().Name(name).Help(help).Register(m_impl->registry).Add(labels);
  });
}

ports::Gauge& PrometheusMetrics::gauge(const std::string& name, const std::string& help, const ports::Labels& labels) {
  const std::lock_guard lock(m_impl->mutex);
  return findOrMake(m_impl->gauges, name, labels, [&]() -> prometheus::Gauge& {
    return prometheus::BuildGauge().Name(name).Help(help).Register(m_impl->registry).Add(labels);
  });
}

ports::Histogram& PrometheusMetrics::histogram(const std::string& name, const std::string& help,
                                               const ports::Labels& labels) {
  const std::lock_guard lock(m_impl->mutex);
  return findOrMake(m_impl->histograms, name, labels, [&]() -> prometheus::Histogram& {
    return prometheus::BuildHistogram().Name(name).Help(help).Register(m_impl->registry).Add(labels, m_impl->bounds);
  });
}

std::string PrometheusMetrics::expose(std::span<const ports::MetricFamily> more) {
  auto families = m_impl->registry.Collect();
  for (const ports::MetricFamily& family : more) {
    if (!family.samples.empty()) families.push_back(toPrometheus(family));
  }
  return prometheus::TextSerializer().Serialize(families);
}

}  // namespace orderdeck::adapters::metrics
