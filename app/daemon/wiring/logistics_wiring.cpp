#include "app/daemon/wiring/consumer_role.h"
#include "app/daemon/wiring/node_context.h"
#include "app/daemon/wiring/service_factories.h"
#include "services/orders/logistics_service.h"

namespace orderdeck::daemon {

namespace {

class Logistics : public Consumer {
 public:
  explicit Logistics(NodeContext& context) : m_orders(context.makeHotStore()), m_service(*m_orders, context.name) {}

  services::Service& service() override { return m_service; }

 private:
  const std::unique_ptr<ports::OrderStore> m_orders;
  services::LogisticsService m_service;
};

}  // namespace

std::unique_ptr<NodeRole> makeLogistics(NodeContext& context) {
  return runConsumer(context, std::make_unique<Logistics>(context));
}

}  // namespace orderdeck::daemon
