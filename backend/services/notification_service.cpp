#include "services/notification_service.h"

#include "services/mail_texts.h"

namespace orderdeck::services {

using domain::EventKind;

NotificationService::NotificationService(ports::OrderStore& orders, ports::Mailer& mailer, std::string node)
    : m_orders(orders), m_mailer(mailer), m_node(std::move(node)) {}

core::Result<std::vector<domain::Event>> NotificationService::process(std::span<const Delivery> batch) {
  std::vector<std::string> ids;
  for (const Delivery& delivery : batch)
    if (delivery.event.kind == EventKind::InventoryUpdated) ids.push_back(delivery.event.orderId);
  if (ids.empty()) return std::vector<domain::Event>{};
  const auto found = m_orders.find(ids);
  if (!found) return std::unexpected(found.error());

  std::vector<ports::Mail> mails;
  std::vector<domain::Event> events;
  std::vector<std::string> told;
  for (const auto& order : *found) {
    if (!order) {
      countDuplicate();
      continue;
    }
    MailText text = mailTextFor(*order);
    domain::Event event = domain::makeEvent(EventKind::NotificationSent, order->orderId, order->createdAt, m_node, std::move(text.kind));
    event.recipient = mailAddressOf(order->userId);
    mails.push_back({event.eventId, event.recipient, std::move(text.subject), std::move(text.body), order->createdAt});
    told.push_back(order->orderId);
    events.push_back(std::move(event));
  }
  if (mails.empty()) return events;
  // First the mail, then the mark: a crash between them sends the same mail again, under the same id, and loses none.
  if (auto sent = m_mailer.send(mails); !sent) return std::unexpected(std::move(sent.error()));
  const auto marked = m_orders.markDone(std::string(name()), told);
  if (!marked) return std::unexpected(marked.error());
  for (const bool first : *marked)
    if (!first) countDuplicate();
  return events;
}

}  // namespace orderdeck::services
