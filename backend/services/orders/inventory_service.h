// Confirms the reservations of paid orders, under the locks of their products; closes, for a refund, what is overdue or
// not there any more. Run by a BatchLoop, on its thread.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "ports/lock/distributed_lock.h"
#include "ports/metrics.h"
#include "ports/store/order_store.h"
#include "services/loop/service.h"

namespace orderdeck::services {

class InventoryService : public Service {
 public:
  /// `node` holds the locks, each for `ttl` at most. Store and lock belong to the loop's thread from now on.
  InventoryService(ports::OrderStore& orders, ports::DistributedLock& lock, std::string node, core::Millis ttl,
                   ports::Metrics& metrics);

  std::string_view name() const override { return "inventory"; }
  core::Result<Outcome> process(std::span<const Delivery> batch) override;

 private:
  using Events = std::vector<domain::Event>;

  core::Result<void> tellReleased(const std::vector<std::string>& declined, Events& out);
  core::Result<void> reserve(std::vector<domain::Order> orders, Events& out);
  core::Result<void> giveUp(const std::vector<domain::Order>& orders, std::string_view reason, Events& out);
  void tell(const ports::Move& move, Events& out);
  core::Result<std::vector<ports::Move>> reserveLocked(const std::vector<domain::Order>& orders);

  ports::OrderStore& m_orders;
  ports::DistributedLock& m_lock;
  const std::string m_node;
  const core::Millis m_ttl;
  ports::Histogram& m_lockWait;
  ports::Histogram& m_lockHold;
  ports::Counter& m_staleFences;
};

}  // namespace orderdeck::services
