#include "services/orders/payment_service.h"

#include "services/orders/order_events.h"
#include "services/orders/order_from_event.h"

namespace orderdeck::services {

namespace {

using core::Result;
using domain::EventKind;
using domain::OrderState;
using ports::OrderTransition;
using ports::TransitionOutcome;

constexpr const char* kPaymentField = "paymentId";

bool isClosed(OrderState state) { return state == OrderState::Cancelled || state == OrderState::Rejected; }

/// Closed while its charge ran, or may have run: nobody knows what the provider did, so it is asked again.
bool mayBeCharged(const domain::Order& order) {
  return isClosed(order.state) && order.paymentId == domain::kPaymentPending;
}

/// Closed because its deadline passed, before any charge began.
bool isExpired(const domain::Order& order) {
  return order.state == OrderState::Cancelled && order.reason == domain::kReasonDeadline;
}

OrderTransition moveTo(const std::string& orderId, OrderState state, core::Timestamp now) {
  OrderTransition move;
  move.orderId = orderId;
  move.path = {state};
  move.at = now;
  return move;
}

/// The first step of a placed order: its charge begins, or, past its deadline, never does. Then it is cancelled only
/// from Created: a charge that has begun is seen to its end.
OrderTransition firstTransition(const domain::Order& placed, core::Timestamp now) {
  if (!domain::isOverdue(placed, now)) {
    OrderTransition move = moveTo(placed.orderId, OrderState::Paying, now);
    move.fields = {{kPaymentField, std::string(domain::kPaymentPending)}};
    return move;
  }
  OrderTransition move = moveTo(placed.orderId, OrderState::Cancelled, now);
  move.path.insert(move.path.begin(), OrderState::Created);
  move.stock = ports::StockEffect::GiveBack;
  move.fields = {{"reason", std::string(domain::kReasonDeadline)}};
  return move;
}

}  // namespace

PaymentService::PaymentService(ports::OrderStore& orders, ports::PaymentGateway& gateway, std::string node)
    : m_orders(orders), m_gateway(gateway), m_node(std::move(node)) {}

Result<Outcome> PaymentService::process(std::span<const Delivery> batch) {
  Events out;
  out.reserve(batch.size());
  if (auto charged = chargePlaced(batch, out); !charged) return std::unexpected(std::move(charged.error()));
  if (auto refunded = refundClosed(batch, out); !refunded) return std::unexpected(std::move(refunded.error()));
  return out;
}

Result<void> PaymentService::chargePlaced(std::span<const Delivery> batch, Events& out) {
  const auto open = beginPayment(batch, out);
  if (!open) return std::unexpected(open.error());
  if (open->empty()) return {};
  const auto late = settle(*open, out);
  if (!late) return std::unexpected(late.error());
  return refundLate(*late, out);
}

/// Moves the placed orders to Paying and returns those to charge; what is overdue is cancelled instead. Orders that
/// were settled before get their events again.
Result<PaymentService::Orders> PaymentService::beginPayment(std::span<const Delivery> batch, Events& out) {
  Orders placed;
  placed.reserve(batch.size());
  const core::Timestamp now = core::now();
  std::vector<OrderTransition> moves;
  moves.reserve(batch.size());
  for (const Delivery& delivery : batch) {
    if (delivery.event.kind != EventKind::OrderPlaced) continue;
    const domain::Order& order = placed.emplace_back(orderFromEvent(delivery.event));
    moves.push_back(firstTransition(order, now));
    moves.back().known = &order;
  }
  if (moves.empty()) return Orders{};
  auto moved = m_orders.transition(moves);
  if (!moved) return std::unexpected(std::move(moved.error()));

  Orders open;
  open.reserve(moved->size());
  for (ports::TransitionResult& move : *moved) {
    if (move.outcome == TransitionOutcome::Moved)
      countTransition(OrderState::Created, move.order.state);
    else
      countDuplicate();
    if (move.outcome == TransitionOutcome::Unknown) continue;
    if (wasPaid(move.order)) {
      out.push_back(confirmedEvent(move.order, m_node));
    } else if (wasDeclined(move.order)) {
      out.push_back(declinedEvent(move.order, m_node, std::string(domain::kReasonDeclined)));
      out.push_back(closedEvent(move.order, m_node));
    } else if (move.order.state == OrderState::Paying || mayBeCharged(move.order)) {
      open.push_back(std::move(move.order));
    } else if (isExpired(move.order)) {
      out.push_back(closedEvent(move.order, m_node));
    }
  }
  return open;
}

/// Charges, and moves each order by its answer. Returns the payments that came through for orders that are closed.
Result<std::vector<PaymentService::Late>> PaymentService::settle(const Orders& orders, Events& out) {
  std::vector<ports::Charge> charges;
  charges.reserve(orders.size());
  for (const domain::Order& order : orders) charges.push_back({order.orderId, order.userId, order.amountMinor});
  const auto answers = m_gateway.charge(charges);
  if (!answers) return std::unexpected(answers.error());
  if (answers->size() != charges.size())
    return core::fail(core::ErrorCode::Internal, "the payment provider answered another number of charges");

  const core::Timestamp now = core::now();
  std::vector<OrderTransition> moves;
  moves.reserve(orders.size());
  for (std::size_t i = 0; i < orders.size(); ++i) {
    const bool confirmed = (*answers)[i].confirmed;
    moves.push_back(moveTo(orders[i].orderId, confirmed ? OrderState::Paid : OrderState::Cancelled, now));
    moves.back().fields = {
        {kPaymentField, confirmed ? (*answers)[i].paymentId : std::string(domain::kPaymentDeclined)}};
    moves.back().known = &orders[i];
    if (!confirmed) moves.back().stock = ports::StockEffect::GiveBack;
  }
  const auto moved = m_orders.transition(moves);
  if (!moved) return std::unexpected(moved.error());

  std::vector<Late> late;
  for (std::size_t i = 0; i < orders.size(); ++i) {
    const ports::TransitionResult& move = (*moved)[i];
    const ports::ChargeAnswer& answer = (*answers)[i];
    if (move.outcome == TransitionOutcome::Moved) countTransition(OrderState::Paying, move.order.state);
    if (move.outcome == TransitionOutcome::Unknown) {
      countDuplicate();  // another member settled it, and it has ended; an order that is not to be found is not a
                         // closed one
    } else if (wasPaid(move.order)) {
      out.push_back(confirmedEvent(move.order, m_node));
    } else if (!isClosed(move.order.state)) {
      // What was being paid cannot be before that again, in a store that forgot nothing: nobody's money goes back for
      // it.
      return core::fail(core::ErrorCode::StoreRolledBack,
                        "order " + orders[i].orderId + " was being paid, and is " +
                            std::string(domain::stateName(move.order.state)) + " again",
                        true);
    } else if (answer.confirmed) {
      late.push_back({orders[i], answer.paymentId});
    } else {
      const bool closedByIt = wasDeclined(move.order);
      // An order that was closed meanwhile needs to hear it too: no payment is under way any more.
      out.push_back(declinedEvent(closedByIt ? move.order : orders[i], m_node,
                                  answer.reason.empty() ? std::string(domain::kReasonDeclined) : answer.reason));
      if (closedByIt) out.push_back(closedEvent(move.order, m_node));
    }
  }
  return late;
}

Result<void> PaymentService::refundLate(const std::vector<Late>& late, Events& out) {
  if (late.empty()) return {};
  std::vector<std::string> paymentIds;
  for (const Late& payment : late) paymentIds.push_back(payment.paymentId);
  if (auto refunded = m_gateway.refund(paymentIds); !refunded) return refunded;
  for (const auto& [order, paymentId] : late) {
    for (const EventKind kind : {EventKind::PaymentProcessed, EventKind::PaymentRefunded}) {
      domain::Event event = domain::makeEvent(
          kind, order.orderId, order.createdAt, m_node,
          kind == EventKind::PaymentProcessed ? domain::EventStatus::Confirmed : domain::EventStatus::None);
      event.userId = order.userId;
      event.paymentId = paymentId;
      event.amountMinor = order.amountMinor;
      event.reason = domain::kLatePayment;
      if (order.deadline != core::Timestamp{}) event.deadline = order.deadline;
      out.push_back(std::move(event));
    }
  }
  return {};
}

/// Tells of a refund, and before it of the payment that it takes back unless that is surely told already: whoever
/// charged may have died between the charge and its event, and the close may be handled before the placing is handled
/// again. A second PaymentProcessed is the same event.
void PaymentService::tellRefund(const domain::Order& order, std::string reason, Events& out) const {
  if (!isPaymentTold(order)) out.push_back(confirmedEvent(order, m_node));
  out.push_back(refundedEvent(order, m_node, std::move(reason)));
}

/// Orders that were closed after they were paid: their money goes back, then they are Refunded.
Result<void> PaymentService::refundClosed(std::span<const Delivery> batch, Events& out) {
  std::vector<std::string> closed, reasons;
  for (const Delivery& delivery : batch) {
    if (delivery.event.kind != EventKind::OrderCancelled && delivery.event.kind != EventKind::OrderRejected) continue;
    closed.push_back(delivery.event.orderId);
    reasons.push_back(delivery.event.reason);
  }
  if (closed.empty()) return {};
  const auto found = m_orders.find(closed);
  if (!found) return std::unexpected(found.error());

  std::vector<std::string> paymentIds, moveReasons;
  const core::Timestamp now = core::now();
  std::vector<OrderTransition> moves;
  for (std::size_t i = 0; i < closed.size(); ++i) {
    const auto& order = (*found)[i];
    if (!order) {
      countDuplicate();
    } else if (order->state == OrderState::Refunding) {
      paymentIds.push_back(order->paymentId);
      moves.push_back(moveTo(order->orderId, OrderState::Refunded, now));
      moveReasons.push_back(reasons[i]);
    } else if (order->state == OrderState::Refunded) {
      countDuplicate();
      tellRefund(*order, reasons[i], out);
    }
  }
  if (moves.empty()) return {};
  if (auto refunded = m_gateway.refund(paymentIds); !refunded) return refunded;
  const auto moved = m_orders.transition(moves);
  if (!moved) return std::unexpected(moved.error());
  for (std::size_t i = 0; i < moves.size(); ++i) {
    const ports::TransitionResult& move = (*moved)[i];
    if (move.outcome == TransitionOutcome::Moved) countTransition(OrderState::Refunding, OrderState::Refunded);
    if (move.outcome != TransitionOutcome::Unknown && move.order.state == OrderState::Refunded)
      tellRefund(move.order, moveReasons[i], out);
  }
  return {};
}

}  // namespace orderdeck::services
