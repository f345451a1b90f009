// The embedded Kafka broker: librdkafka's in-process cluster, listening on loopback TCP. Owned by the broker's process
// (and by tests); it runs on a thread of its own. What it cannot do stands in app/daemon/broker.h.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "core/clock.h"

namespace orderdeck::adapters::kafka {

class EmbeddedCluster {
 public:
  /// Starts `brokers` (1..9) brokers on free ports, each topic with `partitions` partitions, a dead-letter topic with
  /// one, for clients with this session time-out. Throws std::runtime_error when it cannot.
  EmbeddedCluster(const std::string& name, int brokers, int partitions, const std::vector<std::string>& topics,
                  core::Millis sessionTimeout = core::Millis{6'000});
  ~EmbeddedCluster();
  EmbeddedCluster(const EmbeddedCluster&) = delete;
  EmbeddedCluster& operator=(const EmbeddedCluster&) = delete;

  std::string bootstrap() const;  // 127.0.0.1:p1,127.0.0.1:p2,...

 private:
  struct Handles;
  std::unique_ptr<Handles> m_handles;
};

}  // namespace orderdeck::adapters::kafka
