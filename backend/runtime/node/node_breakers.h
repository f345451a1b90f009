// The circuit breakers of one node process, one a dependency: made when something first depends on it, seen and forced
// from outside through the node's API, told in its metrics. Owned by the node's context, and outlives every connection;
// any thread.
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "api/snapshot.h"
#include "core/circuit_breaker.h"
#include "ports/interceptor.h"
#include "ports/metrics.h"

namespace orderdeck::runtime {

class NodeBreakers {
 public:
  explicit NodeBreakers(ports::Metrics& metrics) : m_metrics(metrics) {}

  /// `dependency`: redis, kafka, ledger, payment, mail.
  core::CircuitBreaker& breaker(const std::string& dependency);
  /// Links through that breaker, one for each connection.
  ports::InterceptorFactory links(const std::string& dependency);

  std::vector<api::BreakerView> views() const;  // by dependency
  /// NotFound when this node has no such dependency.
  core::Result<void> force(const std::string& dependency, core::BreakerForce how);

  /// Brings orderdeck_breaker_state and orderdeck_breaker_opened_total up to date: called a few times a second by one
  /// thread.
  void measure();

 private:
  struct Entry {
    Entry(const std::string& dependency, ports::Metrics& metrics);
    core::CircuitBreaker breaker;
    ports::Gauge& state;
    ports::Counter& opened;
    std::int64_t openedTold = 0;  // of measure()
  };

  ports::Metrics& m_metrics;
  mutable std::mutex m_mutex;  // guards the map; an entry stays where it is
  std::map<std::string, std::unique_ptr<Entry>> m_entries;
};

}  // namespace orderdeck::runtime
