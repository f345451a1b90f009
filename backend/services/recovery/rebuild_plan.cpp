#include "services/recovery/rebuild_plan.h"

#include <algorithm>

#include "domain/order/order_paths.h"

namespace orderdeck::services {

namespace {

using domain::Holding;
using domain::Order;
using domain::OrderState;
using ports::StockLevel;

constexpr std::int64_t kTokensAhead = 1'000'000;  // more than are handed out between two marks

using Way = std::vector<OrderState>;

/// The states from Created to `to`, where there is a choice by the ways that are known to have been taken.
Way wayTo(OrderState to, bool wasPaying, bool wasReserved) {
  using enum OrderState;
  Way way = {Created};
  const auto add = [&way](std::initializer_list<OrderState> states) { way.insert(way.end(), states); };
  switch (to) {
    case Created: break;
    case Paying: add({Paying}); break;
    case Paid: add({Paying, Paid}); break;
    case Reserved: add({Paying, Paid, Reserved}); break;
    case Shipped: add({Paying, Paid, Reserved, Shipped}); break;
    case Completed: add({Paying, Paid, Reserved, Shipped, Completed}); break;
    case Rejected:
    case Cancelled:
      if (wasPaying) add({Paying});
      add({to});
      break;
    case Refunding:
    case Refunded:
      add({Paying, Paid});
      if (wasReserved) add({Reserved});
      add({Refunding});
      if (to == Refunded) add({Refunded});
      break;
  }
  return way;
}

Way wayOf(const Order& order, OrderState by) {
  return wayTo(order.state, !order.paymentId.empty() || by == OrderState::Paying,
               order.stock == Holding::Returned || by == OrderState::Reserved);
}

/// What an order's stock does to its products' numbers, for each unit.
struct Effect {
  int available = 0, reserved = 0, sold = 0;
};

Effect effectOf(domain::HoldingWord stock) {
  if (stock == Holding::Reserved) return {-1, 1, 0};
  if (stock == Holding::Sold) return {-1, 0, 1};
  return {};
}

Effect effectOf(const BookedMovements& booked) {
  return {-int{booked.reserved} + int{booked.released} + int{booked.returned},
          int{booked.reserved} - int{booked.sold} - int{booked.released}, int{booked.sold} - int{booked.returned}};
}

std::string edge(OrderState from, OrderState to) {
  return std::string(domain::stateName(from)).append(">").append(domain::stateName(to));
}

}  // namespace

std::string_view fateName(OrderFate fate) {
  switch (fate) {
    case OrderFate::Same: return "same";
    case OrderFate::Restored: return "restored";
    case OrderFate::Advanced: return "advanced";
    case OrderFate::Kept: return "kept";
    case OrderFate::Dropped: return "dropped";
    case OrderFate::Untold: return "untold";
    case OrderFate::Closed: return "closed";
    case OrderFate::Disputed: return "disputed";
  }
  return "untold";
}

RebuildPlan::RebuildPlan(const std::vector<ports::BookedGroup>& groups,
                         const std::map<std::string, ports::MovementSums>& sums,
                         std::optional<std::set<std::string>> products)
    : m_products(std::move(products)) {
  for (const auto& [product, sum] : sums) {
    if (!exists(product)) continue;
    m_levels[product] = {.productId = product,
                         .available = sum.stocked - sum.reserved + sum.released + sum.returned,
                         .reserved = sum.reserved - sum.sold - sum.released,
                         .sold = sum.sold - sum.returned,
                         .stocked = sum.stocked};
  }
  for (const ports::BookedGroup& group : groups) {
    m_flow[">created"] += group.count;
    walk(wayTo(group.state, group.wasPaying, group.wasReserved), group.count);
  }
}

void RebuildPlan::walk(const Way& way, std::int64_t orders) {
  for (std::size_t i = 1; i < way.size(); ++i) m_flow[edge(way[i - 1], way[i])] += orders;
}

void RebuildPlan::adjust(const Order& order, const BookedMovements& booked) {
  const Effect wanted = effectOf(order.stock), there = effectOf(booked);
  for (const domain::OrderItem& item : order.items) {
    if (!exists(item.productId)) continue;
    StockLevel& level = m_levels[item.productId];
    level.productId = item.productId;
    level.available += std::int64_t{wanted.available - there.available} * item.quantity;
    level.reserved += std::int64_t{wanted.reserved - there.reserved} * item.quantity;
    level.sold += std::int64_t{wanted.sold - there.sold} * item.quantity;
  }
}

std::optional<OrderFate> RebuildPlan::addHot(const Order& hot, const std::optional<ports::BookedState>& booked) {
  if (!booked) {
    m_flow[">created"] += 1;
    walk(wayOf(hot, OrderState::Created), 1);
    adjust(hot, {});
    return OrderFate::Kept;
  }
  if (!booked->isWhole) return std::nullopt;
  return hot.state == booked->state ? OrderFate::Same : OrderFate::Dropped;
}

OrderFate RebuildPlan::addBooked(const ReplayedOrder& booked, const std::optional<Order>& hot) {
  const OrderState state = booked.order.state;
  const bool isFurther = hot && leadsTo(state, hot->state);
  const bool staysHot = hot && (isFurther || hot->state == state || !booked.isComplete);
  m_toWrite.reset();
  if (staysHot) {
    if (isFurther) {
      Way way = wayOf(*hot, state);
      way.erase(way.begin(), std::ranges::find(way, state));
      walk(way, 1);
    }
    return settle(*hot, booked, hot->state == state ? OrderFate::Same : OrderFate::Kept);
  }
  const bool isOfProducts =
      std::ranges::all_of(booked.order.items, [this](const domain::OrderItem& item) { return exists(item.productId); });
  if (!booked.isComplete || !isOfProducts) return OrderFate::Untold;
  m_toWrite = booked.order;
  return settle(booked.order, booked, hot ? OrderFate::Advanced : OrderFate::Restored);
}

/// What the ledger's payments say of an order as it would stand then, and its stock.
OrderFate RebuildPlan::settle(Order order, const ReplayedOrder& booked, OrderFate fate) {
  const OrderState state = order.state;
  if (!booked.refundedLate.empty() && (state == OrderState::Created || state == OrderState::Paying)) {
    order.state = OrderState::Cancelled;
    order.paymentId.clear();
  } else if (!booked.refundedLate.empty() && (state == OrderState::Paid || state == OrderState::Reserved)) {
    order.state = OrderState::Refunding;  // and payment, which is asked for it once more, says so under the same id
    order.paymentId = booked.refundedLate;
  } else if (fate == OrderFate::Restored && state == OrderState::Created) {
    // Its charge may have begun, and have been made. Were it cancelled as one that never was charged, nobody would ask
    // the provider again.
    order.state = OrderState::Paying;
    order.paymentId = domain::kPaymentPending;
  }
  if (order.state != state) {
    walk({state, order.state}, 1);
    if (order.state != OrderState::Paying) {
      order.reason = domain::kReasonRefunded;
      order.stock = order.stock == Holding::Sold ? Holding::Returned : Holding::Released;
      fate = OrderFate::Closed;
    }
    m_toWrite = order;
  } else if (!booked.refundedLate.empty() && (state == OrderState::Shipped || state == OrderState::Completed)) {
    fate = OrderFate::Disputed;
  }
  adjust(order, booked.movements);
  return fate;
}

void RebuildPlan::addRestock(const std::string& productId, std::int64_t quantity) {
  if (!exists(productId)) return;
  StockLevel& level = m_levels[productId];
  level.productId = productId;
  level.available += quantity;
  level.stocked += quantity;
}

std::vector<PlannedLevel> RebuildPlan::levels(const std::vector<StockLevel>& hot,
                                              const std::map<std::string, std::int64_t>& fences) const {
  std::map<std::string, PlannedLevel> planned;
  for (const auto& [product, level] : m_levels) planned[product].after = level;
  for (const StockLevel& level : hot) planned[level.productId].before = level;
  std::vector<PlannedLevel> levels;
  for (auto& [product, level] : planned) {
    const auto mark = fences.find(product);
    level.after.productId = product;
    level.after.fence =
        std::max(level.before ? level.before->fence : 0, mark == fences.end() ? 0 : mark->second) + kTokensAhead;
    levels.push_back(std::move(level));
  }
  return levels;
}

}  // namespace orderdeck::services
