// Confirms the reservations of paid orders, under the locks of their products; closes, for a refund, what is overdue or
// not there any more. Run by a BatchLoop, on its thread.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "ports/metrics.h"
#include "ports/store/order_store.h"
#include "services/loop/service.h"
#include "services/orders/product_locks.h"

namespace orderdeck::services {

class InventoryService : public Service {
 public:
  /// `node` holds the locks, each for `lease` at most. The ports belong to the loop's thread from now on.
  InventoryService(ports::OrderStore& orders, ports::DistributedLock& lock, ports::FenceSource& fences,
                   std::string node, core::Millis lease, ports::Metrics& metrics);

  std::string_view name() const override { return "inventory"; }
  core::Result<Outcome> process(std::span<const Delivery> batch) override;

 private:
  using Events = std::vector<domain::Event>;

  core::Result<void> tellReleased(const std::vector<std::string>& declined, Events& out);
  core::Result<void> reserve(std::vector<domain::Order> orders, Events& out);
  core::Result<void> giveUp(const std::vector<domain::Order>& orders, std::string_view reason, Events& out);
  void tell(const ports::TransitionResult& move, Events& out);
  core::Result<std::vector<ports::TransitionResult>> reserveLocked(const std::vector<domain::Order>& orders);

  ports::OrderStore& m_orders;
  const std::string m_node;
  ProductLocks m_locks;
  ports::Histogram& m_lockWait;
  ports::Histogram& m_lockHold;
  ports::Counter& m_staleFences;
};

}  // namespace orderdeck::services
