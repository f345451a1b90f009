#include "services/orders/risk_service.h"

#include "services/orders/order_events.h"
#include "services/orders/order_from_event.h"

namespace orderdeck::services {

namespace {

using core::Result;
using domain::EventKind;
using domain::OrderState;
using ports::TransitionOutcome;

constexpr int kAttempts = 5;  // an order has fewer steps to take than that before it can no longer be closed

ports::OrderTransition closingTransition(const std::string& orderId, std::vector<OrderState> path, std::string reason,
                                         core::Timestamp now) {
  ports::OrderTransition move;
  move.orderId = orderId;
  move.path = std::move(path);
  move.stock = ports::StockEffect::GiveBack;
  move.at = now;
  move.fields = {{"reason", std::move(reason)}};
  return move;
}

/// Where a rejection leads from the state that an order was found in; empty when it is too late.
std::vector<OrderState> pathFrom(OrderState state) {
  for (const OrderState target : {OrderState::Rejected, OrderState::Refunding})
    if (domain::isTransition(state, target)) return {state, target};
  return {};
}

}  // namespace

RiskService::RiskService(ports::OrderStore& orders, ports::VelocityStore& velocity, domain::RiskLimits limits,
                         std::string node, ports::Metrics& metrics)
    : m_orders(orders),
      m_velocity(velocity),
      m_limits(std::move(limits)),
      m_node(std::move(node)),
      m_tooLate(metrics.counter("orderdeck_risk_too_late_total", "Verdicts against orders that were shipped already")) {
}

Result<Outcome> RiskService::process(std::span<const Delivery> batch) {
  std::vector<domain::Order> placed;
  placed.reserve(batch.size());
  for (const Delivery& delivery : batch)
    if (delivery.event.kind == EventKind::OrderPlaced) placed.push_back(orderFromEvent(delivery.event));
  const auto counts = countPlacements(placed);
  if (!counts) return std::unexpected(counts.error());

  Moves moves;
  const core::Timestamp now = core::now();
  for (std::size_t i = 0; i < placed.size(); ++i) {
    std::string reason = domain::riskReason(placed[i], (*counts)[i], m_limits);
    if (!reason.empty())
      moves.push_back(closingTransition(placed[i].orderId, {OrderState::Rejected}, std::move(reason), now));
  }
  return reject(std::move(moves));
}

Result<std::vector<std::int64_t>> RiskService::countPlacements(const std::vector<domain::Order>& orders) {
  if (m_limits.velocityOrders == 0 || orders.empty()) return std::vector<std::int64_t>(orders.size());
  std::vector<ports::Placement> placements;
  placements.reserve(orders.size());
  for (const domain::Order& order : orders) placements.push_back({order.userId, order.orderId, order.createdAt});
  auto counts = m_velocity.count(placements, m_limits.velocityWindow, m_limits.velocityOrders);
  if (counts && counts->size() != orders.size())
    return core::fail(core::ErrorCode::Internal, "another number of users was counted");
  return counts;
}

/// An order that was paid meanwhile is tried again from where it stands now.
Result<std::vector<domain::Event>> RiskService::reject(Moves moves) {
  Events out;
  for (int attempt = 1; !moves.empty(); ++attempt) {
    if (attempt > kAttempts)
      return core::fail(core::ErrorCode::Busy, "orders move on faster than they can be rejected", true);
    const auto moved = m_orders.transition(moves);
    if (!moved) return std::unexpected(moved.error());
    Moves again;
    for (std::size_t i = 0; i < moves.size(); ++i) {
      const auto& [outcome, order] = (*moved)[i];
      if (outcome == TransitionOutcome::Moved) {
        const OrderState unpaid = order.paymentId.empty() ? OrderState::Created : OrderState::Paying;
        countTransition(moves[i].path.size() > 1 ? moves[i].path.front() : unpaid, order.state);
      }
      if (outcome != TransitionOutcome::Unknown && wasRejected(order)) {
        if (outcome != TransitionOutcome::Moved) countDuplicate();
        out.push_back(closedEvent(order, m_node));
      } else if (auto path = pathFrom(order.state); outcome == TransitionOutcome::Refused && !path.empty()) {
        again.push_back(closingTransition(order.orderId, std::move(path), moves[i].fields.front().second, core::now()));
      } else if (outcome == TransitionOutcome::Refused &&
                 (order.state == OrderState::Shipped || order.state == OrderState::Completed)) {
        m_tooLate.add();
      } else {
        countDuplicate();  // gone, or closed for another reason
      }
    }
    moves = std::move(again);
  }
  return out;
}

}  // namespace orderdeck::services
