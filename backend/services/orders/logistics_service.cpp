#include "services/orders/logistics_service.h"

#include "services/orders/order_events.h"

namespace orderdeck::services {

using domain::EventKind;
using domain::OrderState;
using ports::TransitionOutcome;

namespace {

/// What the events of shipping tell of an order, as an earlier event told it.
domain::Order knownFrom(const domain::Event& event) {
  domain::Order order;
  order.orderId = event.orderId;
  order.createdAt = event.placedAt;
  order.deadline = event.deadline.value_or(core::Timestamp{});
  return order;
}

}  // namespace

LogisticsService::LogisticsService(ports::OrderStore& orders, std::string node)
    : m_orders(orders), m_node(std::move(node)) {}

core::Result<Outcome> LogisticsService::process(std::span<const Delivery> batch) {
  std::vector<domain::Event> events;
  std::vector<domain::Order> orders;
  orders.reserve(batch.size());
  const core::Timestamp now = core::now();
  std::vector<ports::OrderTransition> moves;
  moves.reserve(batch.size());
  for (const Delivery& delivery : batch) {
    if (delivery.event.kind != EventKind::InventoryUpdated ||
        delivery.event.status != domain::EventStatus::ItemsReserved)
      continue;
    ports::OrderTransition move;
    move.orderId = delivery.event.orderId;
    move.path = {OrderState::Shipped, OrderState::Completed};
    move.at = now;
    move.known = &orders.emplace_back(knownFrom(delivery.event));
    moves.push_back(std::move(move));
  }
  if (moves.empty()) return events;
  const auto moved = m_orders.transition(moves);
  if (!moved) return std::unexpected(moved.error());

  events.reserve(2 * moved->size());
  for (const ports::TransitionResult& move : *moved) {
    if (move.outcome == TransitionOutcome::Moved) {
      countTransition(OrderState::Reserved, OrderState::Shipped);
      countTransition(OrderState::Shipped, OrderState::Completed);
    } else if (move.outcome != TransitionOutcome::Refused) {
      countDuplicate();
    }
    if (move.outcome == TransitionOutcome::Unknown || move.order.state != OrderState::Completed) continue;
    events.push_back(shippedEvent(move.order, m_node));
    events.push_back(completedEvent(move.order, m_node));
  }
  return events;
}

}  // namespace orderdeck::services
