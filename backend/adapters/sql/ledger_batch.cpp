#include "adapters/sql/ledger_batch.h"

#include <algorithm>
#include <cstdlib>

#include "adapters/sql/completeness.h"

namespace orderdeck::adapters::sql {

using domain::EventKind;

std::string_view movementKindOf(const domain::Event& event) {
  switch (event.kind) {
    case EventKind::StockAdded: return "stocked";
    case EventKind::OrderPlaced: return "reserved";
    case EventKind::InventoryUpdated:
      if (event.status == "items reserved") return "sold";
      return event.status == "items released" ? "released" : "";
    case EventKind::OrderRejected:
    case EventKind::OrderCancelled:
      if (event.status == "items released") return "released";
      return event.status == "items returned" ? "returned" : "";
    default: return "";
  }
}

int precedence(domain::OrderState state) { return domain::stateRank(state) * 100 + static_cast<int>(state); }

void LedgerBatch::add(const domain::Event& event) {
  if (const std::string_view kind = movementKindOf(event); !kind.empty())
    for (const domain::OrderItem& item : event.items) m_movements.push_back({&event, &item, kind});
  const int bits = seenBitsOf(event);
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
  (event.status == "reversed" ? points.reversed : points.accrued) += std::abs(event.points);
}

}  // namespace orderdeck::adapters::sql
