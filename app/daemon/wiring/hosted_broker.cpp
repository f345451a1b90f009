#include "app/daemon/wiring/hosted_broker.h"

#include "adapters/kafka/embedded_cluster.h"
#include "domain/events/topics.h"

namespace orderdeck::daemon {

HostedBroker::HostedBroker(const BrokerOptions& options)
    : m_cluster(std::make_unique<adapters::kafka::EmbeddedCluster>(options.name, options.brokers, options.partitions,
                                                                   domain::allTopics(),
                                                                   core::Millis{options.sessionMillis})) {}

HostedBroker::~HostedBroker() = default;

std::string HostedBroker::bootstrap() const { return m_cluster->bootstrap(); }

}  // namespace orderdeck::daemon
