#include "adapters/redis/redis_fence_source.h"
#include "adapters/redis/redis_lock.h"
#include "app/daemon/wiring/consumer_role.h"
#include "app/daemon/wiring/node_context.h"
#include "app/daemon/wiring/service_factories.h"
#include "services/orders/inventory_service.h"

namespace orderdeck::daemon {

namespace {

constexpr core::Millis kLockLease{10'000};

class Inventory : public Consumer {
 public:
  explicit Inventory(NodeContext& context)
      : m_orders(context.makeHotStore()),
        m_lock(context.redis()),
        m_fences(context.redis()),
        m_service(*m_orders, m_lock, m_fences, context.name, kLockLease, context.metrics) {}

  services::Service& service() override { return m_service; }

 private:
  const std::unique_ptr<ports::OrderStore> m_orders;
  adapters::redis::RedisLock m_lock;
  adapters::redis::RedisFenceSource m_fences;
  services::InventoryService m_service;
};

}  // namespace

std::unique_ptr<NodeRole> makeInventory(NodeContext& context) {
  return runConsumer(context, std::make_unique<Inventory>(context));
}

}  // namespace orderdeck::daemon
