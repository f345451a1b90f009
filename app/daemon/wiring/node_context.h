// What every node has: its profile, its metrics, its faults, and how it reaches Redis, Kafka and the ledger. Lives as
// long as the node.
#pragma once

#include <memory>
#include <string>

#include "adapters/metrics/prometheus_metrics.h"
#include "adapters/redis/redis_connection.h"
#include "adapters/sql/sql_ledger.h"
#include "app/daemon/node.h"
#include "app/daemon/wiring/bus_wiring.h"
#include "domain/services.h"
#include "faults/inject/crash_points.h"
#include "faults/inject/fault_registry.h"
#include "faults/inject/faulty_bus.h"
#include "ports/ledger/dead_letter_store.h"
#include "ports/ledger/high_water_mark_store.h"
#include "ports/store/hot_store.h"
#include "runtime/node/node_breakers.h"
#include "runtime/profile/endpoints.h"
#include "runtime/profile/profile.h"
#include "services/loop/crash_point.h"

namespace orderdeck::daemon {

class NodeContext {
 public:
  /// Throws std::runtime_error when there is no such service, or the profile or the endpoints cannot be read.
  explicit NodeContext(const NodeOptions& options);

  adapters::redis::RedisAddress redis() const;
  /// Where the brokers are now; "" while not known. Asked anew each time, since the embedded broker's ports change with
  /// a restart.
  std::string bootstrap() const;
  /// What stands between this node and a dependency: its breaker, and behind it the link faults. Throws
  /// std::logic_error for one that the service table does not know this service to have.
  ports::InterceptorFactory links(domain::Dependency dependency) const;
  /// For a service that tells where it has got to.
  services::CrashHook crashHook() const;
  std::unique_ptr<ports::HotStore> makeHotStore() const;
  std::unique_ptr<adapters::sql::SqlLedger> makeLedger(bool readOnly) const;
  /// For looks at it: neither breaker nor faults in between.
  std::unique_ptr<ports::LedgerWriter> makeBareLedger() const;
  std::unique_ptr<ports::DeadLetterStore> makeDeadLetterStore() const;
  std::unique_ptr<ports::HighWaterMarkStore> makeHighWaterMarkStore(bool readOnly) const;

  const std::string name;
  const domain::ServiceSpec& service;
  const runtime::Profile profile;
  const runtime::Endpoints endpoints;  // as they were at the start; the broker's are asked for anew by the bus
  adapters::metrics::PrometheusMetrics metrics;
  mutable faults::FaultRegistry faults;             // it and the breakers keep themselves safe
  mutable runtime::NodeBreakers breakers{metrics};  // made as they are asked for
  const faults::CrashPoints crashPoints{faults};
  BusWiring wiredBus;
  faults::FaultyBus bus;  // before it: what everybody publishes and subscribes by

 private:
  /// None of the nodes ever makes the ledger.
  adapters::sql::LedgerConfig linkedLedger(bool readOnly) const;
};

}  // namespace orderdeck::daemon
