// Counters, gauges and histograms of one process. Names and labels follow Prometheus' conventions. Handles stay valid
// as long as the Metrics object lives; look one up once and keep it. Any thread.
#pragma once

#include <map>
#include <span>
#include <string>
#include <vector>

namespace orderdeck::ports {

using Labels = std::map<std::string, std::string>;

class Counter {
 public:
  virtual ~Counter() = default;
  virtual void add(double n = 1) = 0;
};

class Gauge {
 public:
  virtual ~Gauge() = default;
  virtual void set(double value) = 0;
};

class Histogram {
 public:
  virtual ~Histogram() = default;
  virtual void observe(double value) = 0;
};

/// Figures that are known as a whole at one moment and counted elsewhere.
struct MetricFamily {
  enum class Type { Counter, Gauge };
  struct Sample {
    Labels labels;
    double value = 0;
  };
  std::string name, help;
  Type type = Type::Gauge;
  std::vector<Sample> samples = {};  // none: the family is left out
};

class Metrics {
 public:
  virtual ~Metrics() = default;
  virtual Counter& counter(const std::string& name, const std::string& help, const Labels& labels = {}) = 0;
  virtual Gauge& gauge(const std::string& name, const std::string& help, const Labels& labels = {}) = 0;
  /// Buckets are seconds, from 0.5 ms to 60 s, each 1.25 times the last: a percentile read from them is right within 25
  /// %.
  virtual Histogram& histogram(const std::string& name, const std::string& help, const Labels& labels = {}) = 0;
  /// What was counted, and `more`, in the text exposition format, version 0.0.4. `more` names none of the families that
  /// are counted here.
  virtual std::string expose(std::span<const MetricFamily> more) = 0;
};

}  // namespace orderdeck::ports
