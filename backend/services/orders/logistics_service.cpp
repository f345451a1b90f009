#include "services/orders/logistics_service.h"

#include "services/orders/order_events.h"

namespace orderdeck::services {

using domain::EventKind;
using domain::OrderState;
using ports::MoveOutcome;

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
  std::vector<ports::MoveOrder> moves;
  moves.reserve(batch.size());
  for (const Delivery& delivery : batch) {
    if (delivery.event.kind != EventKind::InventoryUpdated ||
        delivery.event.status != domain::EventStatus::ItemsReserved)
      continue;
    ports::MoveOrder move;
    move.orderId = delivery.event.orderId;
    move.path = {OrderState::Shipped, OrderState::Completed};
    move.at = now;
    move.known = &orders.emplace_back(knownFrom(delivery.event));
    moves.push_back(std::move(move));
  }
  if (moves.empty()) return events;
  const auto moved = m_orders.move(moves);
  if (!moved) return std::unexpected(moved.error());

  events.reserve(2 * moved->size());
  for (const ports::Move& move : *moved) {
    if (move.outcome == MoveOutcome::Moved) {
      countMove(OrderState::Reserved, OrderState::Shipped);
      countMove(OrderState::Shipped, OrderState::Completed);
    } else if (move.outcome != MoveOutcome::Refused) {
      countDuplicate();
    }
    if (move.outcome == MoveOutcome::Unknown || move.order.state != OrderState::Completed) continue;
    events.push_back(shippedEvent(move.order, m_node));
    events.push_back(completedEvent(move.order, m_node));
  }
  return events;
}

}  // namespace orderdeck::services
