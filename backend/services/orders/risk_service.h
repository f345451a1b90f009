// Judges placed orders, in parallel with payment, and closes those that break a rule: unpaid ones are rejected, paid
// ones are refunded, what was shipped meanwhile is let go. Run by a BatchLoop, on its thread.
#pragma once

#include <string>
#include <vector>

#include "domain/order/risk_rules.h"
#include "ports/metrics.h"
#include "ports/store/order_store.h"
#include "ports/store/velocity_store.h"
#include "services/loop/service.h"

namespace orderdeck::services {

class RiskService : public Service {
 public:
  /// Both stores belong to the loop's thread from now on.
  RiskService(ports::OrderStore& orders, ports::VelocityStore& velocity, domain::RiskLimits limits, std::string node,
              ports::Metrics& metrics);

  std::string_view name() const override { return "risk"; }
  core::Result<Outcome> process(std::span<const Delivery> batch) override;

 private:
  using Events = std::vector<domain::Event>;
  using Moves = std::vector<ports::OrderTransition>;

  core::Result<std::vector<std::int64_t>> countPlacements(const std::vector<domain::Order>& orders);
  core::Result<Events> reject(Moves moves);

  ports::OrderStore& m_orders;
  ports::VelocityStore& m_velocity;
  const domain::RiskLimits m_limits;
  const std::string m_node;
  ports::Counter& m_tooLate;
};

}  // namespace orderdeck::services
