#include "services/orders/points_service.h"

#include "services/orders/order_from_event.h"

namespace orderdeck::services {

namespace {

using domain::Event;
using domain::EventKind;
using domain::OrderState;

constexpr std::int64_t kMinorPerPoint = 100;  // one point a whole euro

Event pointsEvent(const Event& payment, const std::string& node, domain::EventStatus status, std::int64_t points) {
  Event event = domain::makeEvent(EventKind::PointsAccrued, payment.orderId, payment.placedAt, node, status);
  event.occurredAt = payment.occurredAt;
  event.userId = payment.userId;
  event.deadline = payment.deadline;
  event.points = points;
  return event;
}

}  // namespace

PointsService::PointsService(std::string node) : m_node(std::move(node)) {}

core::Result<Outcome> PointsService::process(std::span<const Delivery> batch) {
  std::vector<Event> events;
  events.reserve(batch.size());
  for (const Delivery& delivery : batch) {
    // What moves no order (a payment after the close, and its refund; a refusal) earns nothing.
    const auto state = domain::stateAfter(delivery.event);
    if (state != OrderState::Paid && state != OrderState::Refunded) continue;
    const std::int64_t points = orderFromEvent(delivery.event).amountMinor / kMinorPerPoint;
    // With a refund, too: the payment's own event may be a dead letter that comes later. A second one is the same
    // event.
    events.push_back(pointsEvent(delivery.event, m_node, domain::EventStatus::Accrued, points));
    if (state == OrderState::Refunded)
      events.push_back(pointsEvent(delivery.event, m_node, domain::EventStatus::Reversed, -points));
  }
  return events;
}

}  // namespace orderdeck::services
