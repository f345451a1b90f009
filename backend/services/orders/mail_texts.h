// The words of the mails that customers get. Plain text, pure functions.
#pragma once

#include <string>
#include <string_view>

#include "domain/events/event_status.h"
#include "domain/order/order.h"

namespace orderdeck::services {

struct MailText {
  domain::EventStatus kind;
  std::string subject;
  std::string body;  // lines end in \n
};

/// A confirmation, or the news that the order was cancelled, by the state it is in.
MailText mailTextFor(const domain::Order& order);

std::string mailAddressOf(std::string_view userId);

}  // namespace orderdeck::services
