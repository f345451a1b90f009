#include "services/notification_service.h"

#include "services/mail_texts.h"
#include "services/told_orders.h"

namespace orderdeck::services {

using domain::EventKind;

NotificationService::NotificationService(ports::OrderStore& orders, ports::Mailer& mailer, std::string node)
    : m_orders(orders), m_mailer(mailer), m_node(std::move(node)) {}

core::Result<std::vector<domain::Event>> NotificationService::process(std::span<const Delivery> batch) {
  std::vector<const domain::Event*> updates;
  for (const Delivery& delivery : batch)
    if (delivery.event.kind == EventKind::InventoryUpdated) updates.push_back(&delivery.event);
  const auto told = ordersTold(updates, m_orders);
  if (!told) return std::unexpected(told.error());

  std::vector<ports::Mail> mails;
  mails.reserve(told->size());
  std::vector<domain::Event> events;
  events.reserve(told->size());
  for (const auto& order : *told) {
    if (!order) {
      countDuplicate();
      continue;
    }
    MailText text = mailTextFor(*order);
    domain::Event event = domain::makeEvent(EventKind::NotificationSent, order->orderId, order->createdAt, m_node, std::move(text.kind));
    if (order->deadline != core::Timestamp{}) event.deadline = order->deadline;
    event.recipient = mailAddressOf(order->userId);
    mails.push_back({event.eventId, event.recipient, std::move(text.subject), std::move(text.body), order->createdAt});
    events.push_back(std::move(event));
  }
  if (mails.empty()) return events;
  // A crash after this sends the same mail again, under the same id.
  if (auto sent = m_mailer.send(mails); !sent) return std::unexpected(std::move(sent.error()));
  return events;
}

}  // namespace orderdeck::services
