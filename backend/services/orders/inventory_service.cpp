#include "services/orders/inventory_service.h"

#include <set>

#include "services/orders/order_events.h"
#include "services/orders/order_from_event.h"

namespace orderdeck::services {

namespace {

using core::Result;
using domain::EventKind;
using domain::OrderState;
using ports::TransitionOutcome;

constexpr core::Millis kLockWait{800};  // then the batch is tried again: stop() must not wait longer
constexpr int kFenceAttempts = 3;

ports::OrderTransition reserveTransition(const domain::Order& order, const ProductGrant& grant, core::Timestamp now) {
  ports::OrderTransition move;
  move.orderId = order.orderId;
  move.path = {OrderState::Reserved};
  move.stock = ports::StockEffect::Sell;
  move.at = now;
  move.known = &order;
  move.fences = &grant.fences;
  return move;
}

ports::OrderTransition giveUpTransition(const domain::Order& order, std::string_view reason, core::Timestamp now) {
  ports::OrderTransition move;
  move.orderId = order.orderId;
  move.path = {OrderState::Paid, OrderState::Refunding};  // from Paid only: what is reserved goes on to its end
  move.stock = ports::StockEffect::GiveBack;
  move.at = now;
  move.fields = {{"reason", std::string(reason)}};
  return move;
}

/// Closed here, after it was paid.
bool wasGivenUp(const domain::Order& order) {
  const bool refunds = order.state == OrderState::Refunding || order.state == OrderState::Refunded;
  return refunds && (order.reason == domain::kReasonDeadline || order.reason == domain::kReasonOutOfStock);
}

}  // namespace

InventoryService::InventoryService(ports::OrderStore& orders, ports::DistributedLock& lock, ports::FenceSource& fences,
                                   std::string node, core::Millis lease, ports::Metrics& metrics)
    : m_orders(orders),
      m_node(std::move(node)),
      m_locks(lock, fences, m_node, lease),
      m_lockWait(metrics.histogram("orderdeck_lock_wait_seconds", "Waiting for a batch's product locks")),
      m_lockHold(metrics.histogram("orderdeck_lock_hold_seconds", "Holding a batch's product locks")),
      m_staleFences(metrics.counter("orderdeck_stale_fence_total", "Writes refused for an old fencing token")) {}

Result<Outcome> InventoryService::process(std::span<const Delivery> batch) {
  std::vector<const domain::Event*> confirmed;
  std::vector<std::string> declined;
  for (const Delivery& delivery : batch) {
    const domain::Event& event = delivery.event;
    if (event.kind != EventKind::PaymentProcessed) continue;
    if (event.status != domain::EventStatus::Confirmed)
      declined.push_back(event.orderId);
    else if (domain::stateAfter(event))
      confirmed.push_back(&event);
  }
  Events out;
  out.reserve(batch.size());
  if (auto released = tellReleased(declined, out); !released) return std::unexpected(std::move(released.error()));
  auto told = ordersFromEvents(confirmed, m_orders);
  if (!told) return std::unexpected(std::move(told.error()));
  std::vector<domain::Order> paid, overdue;
  paid.reserve(told->size());
  const core::Timestamp now = core::now();
  for (auto& order : *told) {
    if (!order)
      countDuplicate();
    else if (domain::isOverdue(*order, now))
      overdue.push_back(std::move(*order));
    else
      paid.push_back(std::move(*order));
  }
  if (auto closed = giveUp(overdue, domain::kReasonDeadline, out); !closed)
    return std::unexpected(std::move(closed.error()));
  if (auto reserved = reserve(std::move(paid), out); !reserved) return std::unexpected(std::move(reserved.error()));
  return out;
}

/// The items of a declined order went back when it was cancelled; here that is told.
Result<void> InventoryService::tellReleased(const std::vector<std::string>& declined, Events& out) {
  if (declined.empty()) return {};
  const auto found = m_orders.find(declined);
  if (!found) return std::unexpected(found.error());
  for (const auto& order : *found) {
    if (!order)
      countDuplicate();
    else if (wasDeclined(*order))
      out.push_back(releasedEvent(*order, m_node));
  }
  return {};
}

/// Reserves what was paid. What was refused for a newer lock holder is tried again with new locks, and with the items
/// that the store has: a wrong event may have named others, whose locks are of no use. What cannot be reserved any more
/// is given up.
Result<void> InventoryService::reserve(std::vector<domain::Order> orders, Events& out) {
  std::vector<domain::Order> lacking;
  for (int attempt = 1; !orders.empty(); ++attempt) {
    if (attempt > kFenceAttempts)
      return core::fail(core::ErrorCode::StaleFence, "the product locks were lost again and again", true);
    auto moved = reserveLocked(orders);
    if (!moved) return std::unexpected(std::move(moved.error()));
    orders.clear();
    for (ports::TransitionResult& move : *moved) {
      if (move.outcome == TransitionOutcome::Moved) countTransition(OrderState::Paid, OrderState::Reserved);
      if (move.outcome == TransitionOutcome::StaleFence) {
        m_staleFences.add();
        orders.push_back(std::move(move.order));
      } else if (move.outcome == TransitionOutcome::Refused && move.order.state == OrderState::Paid) {
        lacking.push_back(std::move(move.order));  // the reservation is not there
      } else {
        tell(move, out);
      }
    }
  }
  return giveUp(lacking, domain::kReasonOutOfStock, out);
}

/// Closes paid orders that are not to be served: their items go back, and the closing event makes payment return the
/// money.
Result<void> InventoryService::giveUp(const std::vector<domain::Order>& orders, std::string_view reason, Events& out) {
  if (orders.empty()) return {};
  const core::Timestamp now = core::now();
  std::vector<ports::OrderTransition> moves;
  moves.reserve(orders.size());
  for (const domain::Order& order : orders) moves.push_back(giveUpTransition(order, reason, now));
  const auto moved = m_orders.transition(moves);
  if (!moved) return std::unexpected(moved.error());
  for (const ports::TransitionResult& move : *moved) {
    if (move.outcome == TransitionOutcome::Moved) countTransition(OrderState::Paid, OrderState::Refunding);
    tell(move, out);
  }
  return {};
}

/// What inventory has to say of an order as it stands now, whether it was moved by this call or before.
void InventoryService::tell(const ports::TransitionResult& move, Events& out) {
  const domain::Order& order = move.order;
  if (move.outcome == TransitionOutcome::Unknown) return countDuplicate();
  const bool reserved = wasReserved(order), givenUp = !reserved && wasGivenUp(order);
  if (reserved) out.push_back(reservedEvent(order, m_node));
  if (givenUp && order.reason == domain::kReasonOutOfStock) out.push_back(outOfStockEvent(order, m_node));
  if (givenUp) out.push_back(closedEvent(order, m_node));
  if ((reserved || givenUp) && move.outcome != TransitionOutcome::Moved) countDuplicate();
}

Result<std::vector<ports::TransitionResult>> InventoryService::reserveLocked(const std::vector<domain::Order>& orders) {
  std::set<std::string> products;
  for (const domain::Order& order : orders)
    for (const domain::OrderItem& item : order.items) products.insert(item.productId);

  const auto grant = m_locks.acquire(products, kLockWait);
  if (!grant) return std::unexpected(grant.error());
  m_lockWait.observe(core::inSeconds(grant->lock.waited));

  const auto taken = std::chrono::steady_clock::now();
  const core::Timestamp now = core::now();
  std::vector<ports::OrderTransition> moves;
  moves.reserve(orders.size());
  for (const domain::Order& order : orders) moves.push_back(reserveTransition(order, *grant, now));
  auto moved = m_orders.transition(moves);
  m_locks.release(*grant);
  m_lockHold.observe(core::inSeconds(std::chrono::steady_clock::now() - taken));
  return moved;
}

}  // namespace orderdeck::services
