#include "app/daemon/wiring/consumer_role.h"
#include "app/daemon/wiring/node_context.h"
#include "app/daemon/wiring/service_factories.h"
#include "services/orders/points_service.h"

namespace orderdeck::daemon {

namespace {

class Points : public Consumer {
 public:
  explicit Points(NodeContext& context) : m_service(context.name) {}

  services::Service& service() override { return m_service; }

 private:
  services::PointsService m_service;
};

}  // namespace

std::unique_ptr<NodeRole> makePoints(NodeContext& context) {
  return runConsumer(context, std::make_unique<Points>(context));
}

}  // namespace orderdeck::daemon
