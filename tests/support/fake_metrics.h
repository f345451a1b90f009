// Metrics as plain numbers, for tests: value() of what was counted. Any thread.
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <utility>

#include "ports/metrics.h"

namespace orderdeck::support {

class FakeMetrics : public ports::Metrics {
 public:
  ports::Counter& counter(const std::string& name, const std::string&, const ports::Labels& labels = {}) override {
    return slot(name, labels);
  }
  ports::Gauge& gauge(const std::string& name, const std::string&, const ports::Labels& labels = {}) override {
    return slot(name, labels);
  }
  ports::Histogram& histogram(const std::string& name, const std::string&, const ports::Labels& labels = {}) override {
    return slot(name, labels);
  }
  std::string expose(std::span<const ports::MetricFamily>) override { return "fake_metric 1\n"; }

  /// A counter's sum, a gauge's last value, or a histogram's number of observations; 0 for what was never touched.
  double value(const std::string& name, const ports::Labels& labels = {}) { return slot(name, labels).value(); }

 private:
  class Slot final : public ports::Counter, public ports::Gauge, public ports::Histogram {
   public:
    void add(double n) override {
      change([n](double old) { return old + n; });
    }
    void set(double value) override {
      change([value](double) { return value; });
    }
    void observe(double) override {
      change([](double old) { return old + 1; });
    }
    double value() const {
      const std::lock_guard lock(m_mutex);
      return m_value;
    }

   private:
    template <typename Change>
    void change(Change next) {
      const std::lock_guard lock(m_mutex);
      m_value = next(m_value);
    }
    mutable std::mutex m_mutex;
    double m_value = 0;
  };

  Slot& slot(const std::string& name, const ports::Labels& labels) {
    const std::lock_guard lock(m_mutex);
    auto& found = m_slots[{name, labels}];
    if (!found) found = std::make_unique<Slot>();
    return *found;
  }

  std::mutex m_mutex;
  std::map<std::pair<std::string, ports::Labels>, std::unique_ptr<Slot>> m_slots;
};

}  // namespace orderdeck::support
