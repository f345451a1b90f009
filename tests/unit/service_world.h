// What the services' tests share: orders and deliveries to begin with, and fakes of the ports that have none in
// tests/support.
#pragma once

#include <algorithm>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "domain/events/topics.h"
#include "ports/mailer.h"
#include "ports/payment_gateway.h"
#include "services/loop/service.h"
#include "services/orders/order_events.h"
#include "tests/support/fake_lock.h"
#include "tests/support/fake_order_store.h"

namespace orderdeck::test {

inline core::Error timeoutError() { return {core::ErrorCode::Timeout, "no answer", true}; }

/// An order of two products, as it stands in the store in `state`: `stock` and `paymentId` as the way there leaves
/// them.
inline domain::Order orderIn(domain::OrderState state, const std::string& id, bool wasSold = false) {
  using enum domain::OrderState;
  domain::Order order;
  order.orderId = id;
  order.userId = "user1";
  order.items = {{"abc", 2, 1999}, {"xyz", 1, 500}};
  order.amountMinor = 4498;
  order.state = state;
  static const core::Timestamp placed = core::now() - core::Millis{60'000};
  order.createdAt = placed;
  order.updatedAt = order.createdAt + core::Millis{5};
  order.deadline = order.createdAt + core::Millis{600'000};
  const bool closed = state == Cancelled || state == Rejected || state == Refunding || state == Refunded;
  const bool sold = wasSold || state == Reserved || state == Shipped || state == Completed;
  using domain::Holding;
  order.stock = closed ? (sold ? Holding::Returned : Holding::Released) : (sold ? Holding::Sold : Holding::Reserved);
  if (state == Paying) order.paymentId = domain::kPaymentPending;
  if (domain::stateRank(state) >= domain::stateRank(Paid) && state != Cancelled && state != Rejected)
    order.paymentId = "pay-" + id;
  return order;
}

inline services::Delivery deliver(domain::Event event) {
  services::Delivery delivery;
  delivery.message.topic = domain::topicOf(event.kind);
  delivery.message.key = event.orderId;
  delivery.message.value = domain::encodeEvent(event);
  delivery.event = std::move(event);
  return delivery;
}

/// An event that tells of its order no more than that it is about it.
inline services::Delivery deliver(domain::EventKind kind, const std::string& orderId,
                                  domain::EventStatusWord status = {}) {
  return deliver(domain::makeEvent(kind, orderId, core::now(), "test", status));
}

inline services::Delivery deliverPlaced(const std::string& orderId) {
  return deliver(services::placedEvent(orderIn(domain::OrderState::Created, orderId), "test"));
}
inline services::Delivery deliverPaid(const std::string& orderId) {
  return deliver(services::confirmedEvent(orderIn(domain::OrderState::Paid, orderId), "test"));
}
inline services::Delivery deliverReserved(const std::string& orderId) {
  return deliver(services::reservedEvent(orderIn(domain::OrderState::Reserved, orderId), "test"));
}

/// The kinds and orders of events, as "PaymentProcessed o1 confirmed", for comparing at a glance.
inline std::vector<std::string> brief(const std::vector<domain::Event>& events) {
  std::vector<std::string> lines;
  for (const auto& event : events) {
    std::string line = std::string(domain::eventName(event.kind)) + " " + event.orderId;
    if (event.status != domain::EventStatus::None) line.append(" ").append(event.status.text());
    lines.push_back(line);
  }
  return lines;
}

using Lines = std::vector<std::string>;

/// Confirms every order but those in `declined`; remembers what it was asked.
class FakePayments : public ports::PaymentGateway {
 public:
  std::set<std::string> declined;
  std::map<std::string, int> charged;   // order -> times asked
  std::map<std::string, int> refunded;  // payment -> times asked
  int calls = 0;
  std::optional<core::Error> failure;  // of every call, while set
  std::function<void()> whileCharging;

  core::Result<std::vector<ports::ChargeAnswer>> charge(std::span<const ports::Charge> charges) override {
    ++calls;
    if (whileCharging) whileCharging();
    if (failure) return std::unexpected(*failure);
    std::vector<ports::ChargeAnswer> answers;
    for (const auto& charge : charges) {
      ++charged[charge.orderId];
      const bool confirmed = !declined.contains(charge.orderId);
      answers.push_back({confirmed, "pay-" + charge.orderId, confirmed ? "" : "card declined"});
    }
    return answers;
  }
  core::Result<void> refund(std::span<const std::string> paymentIds) override {
    if (failure) return std::unexpected(*failure);
    for (const auto& id : paymentIds) ++refunded[id];
    return {};
  }
};

class FakeMailer : public ports::Mailer {
 public:
  std::map<std::string, ports::Mail> mails;  // by message id: the same mail again changes nothing
  int sent = 0;
  std::optional<core::Error> failure;           // of every mail, while set
  std::map<std::string, core::Error> refusals;  // by message id

  std::vector<core::Result<void>> send(std::span<const ports::Mail> batch) override {
    std::vector<core::Result<void>> answers;
    for (const auto& mail : batch) {
      const auto refusal = refusals.find(mail.messageId);
      if (failure) {
        answers.push_back(std::unexpected(*failure));
      } else if (refusal != refusals.end()) {
        answers.push_back(std::unexpected(refusal->second));
      } else {
        mails[mail.messageId] = mail;
        ++sent;
        answers.emplace_back();
      }
    }
    return answers;
  }
};

}  // namespace orderdeck::test
