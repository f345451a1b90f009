// Reads the Prometheus text exposition format (0.0.4) as our own nodes write it: counters, gauges and histograms. A
// plain value.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/error.h"

namespace orderdeck::core {

struct MetricSample {
  std::map<std::string, std::string> labels;
  double value = 0;
};

class MetricsText {
 public:
  /// Corrupt, naming the line that cannot be read.
  static Result<MetricsText> parse(std::string_view text);

  /// Every sample of the name; empty when there is none.
  const std::vector<MetricSample>& samples(const std::string& name) const;
  /// The sum of all samples of the name.
  double sum(const std::string& name) const;
  /// A histogram's cumulative buckets, summed over its label sets: upper bound in its unit (the last is infinity) ->
  /// observations at or below it.
  std::map<double, double> buckets(const std::string& histogram) const;

 private:
  std::map<std::string, std::vector<MetricSample>, std::less<>> m_samples;
};

}  // namespace orderdeck::core
