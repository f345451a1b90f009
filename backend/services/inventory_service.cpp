#include "services/inventory_service.h"

#include <set>

#include "services/order_events.h"

namespace orderdeck::services {

namespace {

using core::Result;
using domain::EventKind;
using domain::OrderState;
using ports::MoveOutcome;

constexpr core::Millis kLockWait{800};  // then the batch is tried again: stop() must not wait longer
constexpr int kFenceAttempts = 3;

ports::MoveOrder reserveMove(const domain::Order& order, const ports::LockGrant& grant) {
  ports::MoveOrder move;
  move.orderId = order.orderId;
  move.path = {OrderState::Reserved};
  move.stock = ports::StockEffect::Sell;
  move.at = core::now();
  move.known = &order;
  for (const domain::OrderItem& item : order.items)
    if (const auto fence = grant.fences.find(item.productId); fence != grant.fences.end()) move.fences.insert(*fence);
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
  std::vector<std::string> ids;
  std::vector<bool> confirmed;
  for (const Delivery& delivery : batch) {
    const domain::Event& event = delivery.event;
    if (event.kind != EventKind::PaymentProcessed) continue;
    ids.push_back(event.orderId);
    confirmed.push_back(event.status == "confirmed");
  }
  if (ids.empty()) return Events{};
  auto found = m_orders.find(ids);
  if (!found) return std::unexpected(std::move(found.error()));

  Events out;
  out.reserve(ids.size());
  std::vector<domain::Order> paid;
  paid.reserve(ids.size());
  for (std::size_t i = 0; i < ids.size(); ++i) {
    std::optional<domain::Order>& order = (*found)[i];
    if (!order) {
      countDuplicate();
    } else if (!confirmed[i]) {
      if (wasDeclined(*order)) out.push_back(releasedEvent(*order, m_node));
    } else if (wasReserved(*order)) {
      countDuplicate();
      out.push_back(reservedEvent(*order, m_node));
    } else if (order->state == OrderState::Paid) {
      paid.push_back(std::move(*order));
    }
  }
  if (auto reserved = reserve(std::move(paid), out); !reserved) return std::unexpected(std::move(reserved.error()));
  return out;
}

/// Reserves what is Paid; what was refused for a newer lock holder is tried again with new locks.
Result<void> InventoryService::reserve(std::vector<domain::Order> orders, Events& out) {
  for (int attempt = 1; !orders.empty(); ++attempt) {
    if (attempt > kFenceAttempts) return core::fail(core::ErrorCode::StaleFence, "the product locks were lost again and again", true);
    auto moved = reserveLocked(orders);
    if (!moved) return std::unexpected(std::move(moved.error()));
    std::vector<domain::Order> stale;
    for (std::size_t i = 0; i < orders.size(); ++i) {
      const ports::Move& move = (*moved)[i];
      if (move.outcome == MoveOutcome::Moved) countMove(OrderState::Paid, OrderState::Reserved);
      if (move.outcome == MoveOutcome::StaleFence) {
        m_staleFences.add();
        stale.push_back(std::move(orders[i]));
      } else if (move.outcome != MoveOutcome::Unknown && wasReserved(move.order)) {
        out.push_back(reservedEvent(move.order, m_node));
      }
    }
    orders = std::move(stale);
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
  std::vector<ports::MoveOrder> moves;
  moves.reserve(orders.size());
  for (const domain::Order& order : orders) moves.push_back(reserveMove(order, *grant));
  auto moved = m_orders.move(moves);
  // A lock that cannot be released ends with its lease; what was moved stays moved either way.
  static_cast<void>(m_lock.release(*grant, m_node));
  m_lockHold.observe(std::chrono::duration<double>(std::chrono::steady_clock::now() - taken).count());
  return moved;
}

}  // namespace orderdeck::services
