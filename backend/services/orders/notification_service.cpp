#include "services/orders/notification_service.h"

#include <string_view>
#include <unordered_set>

#include "services/orders/mail_texts.h"
#include "services/orders/order_from_event.h"

namespace orderdeck::services {

using domain::EventKind;

NotificationService::NotificationService(ports::OrderStore& orders, ports::Mailer& mailer, std::string node)
    : m_orders(orders), m_mailer(mailer), m_node(std::move(node)) {}

core::Result<Outcome> NotificationService::process(std::span<const Delivery> batch) {
  std::vector<const domain::Event*> updates;
  std::vector<std::size_t> members;  // of the batch: each update's
  std::unordered_set<std::string_view> orders;
  for (std::size_t i = 0; i < batch.size(); ++i) {
    if (batch[i].event.kind != EventKind::InventoryUpdated) continue;
    if (!orders.insert(batch[i].event.orderId).second) {  // an order gets one mail
      countDuplicate();
      continue;
    }
    updates.push_back(&batch[i].event);
    members.push_back(i);
  }
  const auto told = ordersFromEvents(updates, m_orders);
  if (!told) return std::unexpected(told.error());

  std::vector<ports::Mail> mails;
  mails.reserve(told->size());
  std::vector<domain::Event> events;  // each mail's
  events.reserve(told->size());
  std::size_t known = 0;  // so many of `members` are the mails'
  for (std::size_t i = 0; i < told->size(); ++i) {
    const auto& order = (*told)[i];
    if (!order) {
      countDuplicate();
      continue;
    }
    members[known++] = members[i];
    MailText text = mailTextFor(*order);
    domain::Event event =
        domain::makeEvent(EventKind::NotificationSent, order->orderId, order->createdAt, m_node, text.kind);
    if (order->deadline != core::Timestamp{}) event.deadline = order->deadline;
    event.recipient = mailAddressOf(order->userId);
    mails.push_back({event.eventId, event.recipient, std::move(text.subject), std::move(text.body), order->createdAt});
    events.push_back(std::move(event));
  }
  if (mails.empty()) return Outcome{};
  // A crash after this sends the same mail again, under the same id.
  auto sent = m_mailer.send(mails);
  if (sent.size() != mails.size())
    return core::fail(core::ErrorCode::Internal, "the mailer answered another number of mails");
  Outcome outcome;
  outcome.events.reserve(events.size());
  for (std::size_t i = 0; i < sent.size(); ++i) {
    if (sent[i])
      outcome.events.push_back(std::move(events[i]));
    else
      outcome.failures.push_back({members[i], std::move(sent[i].error())});
  }
  return outcome;
}

}  // namespace orderdeck::services
