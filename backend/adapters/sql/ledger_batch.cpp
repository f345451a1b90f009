#include "adapters/sql/ledger_batch.h"

#include <algorithm>
#include <cstdlib>

#include "domain/events/completeness.h"
#include "domain/events/stock_movement.h"
#include "domain/order/order_paths.h"

namespace orderdeck::adapters::sql {

using domain::EventKind;
using domain::EventStatus;
using domain::precedence;
using enum domain::SeenBit;

void LedgerBatch::add(const domain::Event& event) {
  if (const auto kind = domain::movementKindOf(event))
    for (const domain::OrderItem& item : event.items) m_movements.push_back({&event, &item, *kind});
  const int bits = domain::seenBitsOf(event);
  if (bits == 0) return;

  const auto [at, isNew] = m_orderAt.try_emplace(event.orderId, m_orders.size());
  if (isNew)
    m_orders.push_back(
        {.orderId = event.orderId, .userId = {}, .createdAt = event.placedAt, .updatedAt = event.occurredAt});
  OrderDelta& order = m_orders[at->second];
  order.seen |= bits;
  order.createdAt = std::min(order.createdAt, event.placedAt);
  order.updatedAt = std::max(order.updatedAt, event.occurredAt);
  if (const auto state = domain::stateAfter(event); state && precedence(*state) > precedence(order.state))
    order.state = *state;
  if (event.kind == EventKind::OrderPlaced) {
    order.userId = event.userId;
    order.amountMinor = event.amountMinor;
    m_placements.push_back(&event);
  }
  if (bits == kSeenPaid || bits == kSeenRefunded) addPayment(event);
  if (event.kind == EventKind::PointsAccrued) addPoints(event);
}

void LedgerBatch::addPayment(const domain::Event& event) {
  const auto [at, isNew] = m_paymentAt.try_emplace(event.orderId, m_payments.size());
  if (isNew) m_payments.push_back({.orderId = event.orderId, .paymentId = event.paymentId});
  PaymentDelta& payment = m_payments[at->second];
  (event.kind == EventKind::PaymentRefunded ? payment.refundedMinor : payment.capturedMinor) += event.amountMinor;
}

void LedgerBatch::addPoints(const domain::Event& event) {
  const auto [at, isNew] = m_pointsAt.try_emplace(event.orderId, m_points.size());
  if (isNew) m_points.push_back({.orderId = event.orderId, .userId = event.userId});
  PointsDelta& points = m_points[at->second];
  if (points.userId.empty()) points.userId = event.userId;
  (event.status == EventStatus::Reversed ? points.reversed : points.accrued) += std::abs(event.points);
}

}  // namespace orderdeck::adapters::sql
