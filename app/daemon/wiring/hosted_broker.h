// The brokers that `orderdeckd broker` hosts (app/daemon/broker.h), as long as it lives.
#pragma once

#include <memory>
#include <string>

#include "app/daemon/broker.h"

namespace orderdeck::adapters::kafka {
class EmbeddedCluster;
}

namespace orderdeck::daemon {

class HostedBroker {
 public:
  /// Starts them, with every topic of the system. Throws std::runtime_error when it cannot.
  explicit HostedBroker(const BrokerOptions& options);
  ~HostedBroker();

  std::string bootstrap() const;

 private:
  const std::unique_ptr<adapters::kafka::EmbeddedCluster> m_cluster;
};

}  // namespace orderdeck::daemon
