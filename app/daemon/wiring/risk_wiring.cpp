#include "adapters/redis/redis_velocity_store.h"
#include "app/daemon/wiring/consumer_role.h"
#include "app/daemon/wiring/node_context.h"
#include "app/daemon/wiring/service_factories.h"
#include "services/orders/risk_service.h"

namespace orderdeck::daemon {

namespace {

class Risk : public Consumer {
 public:
  explicit Risk(NodeContext& context)
      : m_orders(context.makeHotStore()),
        m_velocity(context.redis()),
        m_service(*m_orders, m_velocity, context.profile.risk, context.name, context.metrics) {}

  services::Service& service() override { return m_service; }

 private:
  const std::unique_ptr<ports::OrderStore> m_orders;
  adapters::redis::RedisVelocityStore m_velocity;
  services::RiskService m_service;
};

}  // namespace

std::unique_ptr<NodeRole> makeRisk(NodeContext& context) {
  return runConsumer(context, std::make_unique<Risk>(context));
}

}  // namespace orderdeck::daemon
