#include "services/inventory_service.h"

#include <set>

#include "services/order_events.h"
#include "services/told_orders.h"

namespace orderdeck::services {

namespace {

using core::Result;
using domain::EventKind;
using domain::OrderState;
using ports::MoveOutcome;

constexpr core::Millis kLockWait{800};  // then the batch is tried again: stop() must not wait longer
constexpr int kFenceAttempts = 3;

ports::MoveOrder reserveMove(const domain::Order& order, const ports::LockGrant& grant, core::Timestamp now) {
  ports::MoveOrder move;
  move.orderId = order.orderId;
  move.path = {OrderState::Reserved};
  move.stock = ports::StockEffect::Sell;
  move.at = now;
  move.known = &order;
  move.fences = &grant.fences;
  return move;
}

}  // namespace

InventoryService::InventoryService(ports::OrderStore& orders, ports::DistributedLock& lock, std::string node, core::Millis ttl,
                                   ports::Metrics& metrics)
    : m_orders(orders),
      m_lock(lock),
      m_node(std::move(node)),
      m_ttl(ttl),
      m_lockWait(metrics.histogram("orderdeck_lock_wait_seconds", "Waiting for a batch's product locks")),
      m_lockHold(metrics.histogram("orderdeck_lock_hold_seconds", "Holding a batch's product locks")),
      m_staleFences(metrics.counter("orderdeck_stale_fence_total", "Writes refused for an old fencing token")) {}

Result<std::vector<domain::Event>> InventoryService::process(std::span<const Delivery> batch) {
  std::vector<const domain::Event*> confirmed;
  std::vector<std::string> declined;
  for (const Delivery& delivery : batch) {
    const domain::Event& event = delivery.event;
    if (event.kind != EventKind::PaymentProcessed) continue;
    if (event.status != "confirmed") declined.push_back(event.orderId);
    else if (domain::stateAfter(event)) confirmed.push_back(&event);
  }
  Events out;
  out.reserve(batch.size());
  if (auto released = tellReleased(declined, out); !released) return std::unexpected(std::move(released.error()));
  auto told = ordersTold(confirmed, m_orders);
  if (!told) return std::unexpected(std::move(told.error()));
  std::vector<domain::Order> paid;
  paid.reserve(told->size());
  for (auto& order : *told) {
    if (order) paid.push_back(std::move(*order));
    else countDuplicate();
  }
  if (auto reserved = reserve(std::move(paid), out); !reserved) return std::unexpected(std::move(reserved.error()));
  return out;
}

/// The items of a declined order went back when it was cancelled; here that is told.
Result<void> InventoryService::tellReleased(const std::vector<std::string>& declined, Events& out) {
  if (declined.empty()) return {};
  const auto found = m_orders.find(declined);
  if (!found) return std::unexpected(found.error());
  for (const auto& order : *found) {
    if (!order) countDuplicate();
    else if (wasDeclined(*order)) out.push_back(releasedEvent(*order, m_node));
  }
  return {};
}

/// Reserves what was paid. What was refused for a newer lock holder is tried again with new locks, and with the items that the store has: a
/// wrong event may have named others, whose locks are of no use.
Result<void> InventoryService::reserve(std::vector<domain::Order> orders, Events& out) {
  for (int attempt = 1; !orders.empty(); ++attempt) {
    if (attempt > kFenceAttempts) return core::fail(core::ErrorCode::StaleFence, "the product locks were lost again and again", true);
    auto moved = reserveLocked(orders);
    if (!moved) return std::unexpected(std::move(moved.error()));
    orders.clear();
    for (ports::Move& move : *moved) {
      if (move.outcome == MoveOutcome::Moved) countMove(OrderState::Paid, OrderState::Reserved);
      if (move.outcome == MoveOutcome::StaleFence) {
        m_staleFences.add();
        orders.push_back(std::move(move.order));
      } else if (move.outcome == MoveOutcome::Unknown) {
        countDuplicate();
      } else if (wasReserved(move.order)) {
        if (move.outcome != MoveOutcome::Moved) countDuplicate();
        out.push_back(reservedEvent(move.order, m_node));
      }
    }
  }
  return {};
}

Result<std::vector<ports::Move>> InventoryService::reserveLocked(const std::vector<domain::Order>& orders) {
  std::set<std::string> products;
  for (const domain::Order& order : orders)
    for (const domain::OrderItem& item : order.items) products.insert(item.productId);

  const auto grant = m_lock.acquire({products.begin(), products.end()}, m_node, m_ttl, kLockWait);
  if (!grant) return std::unexpected(grant.error());
  m_lockWait.observe(std::chrono::duration<double>(grant->waited).count());

  const auto taken = std::chrono::steady_clock::now();
  const core::Timestamp now = core::now();
  std::vector<ports::MoveOrder> moves;
  moves.reserve(orders.size());
  for (const domain::Order& order : orders) moves.push_back(reserveMove(order, *grant, now));
  auto moved = m_orders.move(moves);
  // A lock that cannot be released ends with its lease; what was moved stays moved either way.
  static_cast<void>(m_lock.release(*grant, m_node));
  m_lockHold.observe(std::chrono::duration<double>(std::chrono::steady_clock::now() - taken).count());
  return moved;
}

}  // namespace orderdeck::services
