// What every node has: its profile, its metrics, its faults, and how it reaches Redis, Kafka and the ledger. Lives as long as the node.
#pragma once

#include <memory>
#include <string>

#include "adapters/kafka/kafka_bus.h"
#include "adapters/metrics/prometheus_metrics.h"
#include "adapters/redis/redis_connection.h"
#include "adapters/sql/sql_ledger.h"
#include "app/daemon/node.h"
#include "faults/fault.h"
#include "ports/order_store.h"
#include "runtime/profile.h"

namespace orderdeck::daemon {

class NodeContext {
 public:
  /// Throws std::runtime_error when the profile or the endpoints cannot be read.
  explicit NodeContext(const NodeOptions& options);

  adapters::redis::RedisAddress redis() const;
  /// Where the brokers are now; "" while not known. Asked anew each time, since the embedded broker's ports change with a restart.
  std::string bootstrap() const;
  std::unique_ptr<ports::OrderStore> makeOrderStore() const;
  std::unique_ptr<ports::Ledger> makeLedger(bool readOnly) const;

  const std::string name;
  const runtime::Profile profile;
  const runtime::Endpoints endpoints;  // as they were at the start; the broker's are asked for anew by the bus
  adapters::metrics::PrometheusMetrics metrics;
  faults::FaultBoard faults;
  adapters::kafka::KafkaBus bus;
};

}  // namespace orderdeck::daemon
