#include "services/loop/outbound.h"

#include "domain/events/topics.h"

namespace orderdeck::services {

ports::Headers headersOf(const domain::Event& event) {
  ports::Headers headers;
  headers.reserve(3);
  headers.emplace_back(std::string(ports::kEventHeader), std::string(domain::eventName(event.kind)));
  headers.emplace_back(std::string(ports::kEventIdHeader), event.eventId);
  if (event.deadline) headers.emplace_back(std::string(ports::kDeadlineHeader), core::toRfc3339(*event.deadline));
  return headers;
}

ports::OutboundMessage toMessage(const domain::Event& event) { return toMessage(event, domain::encodeEvent(event)); }

ports::OutboundMessage toMessage(const domain::Event& event, std::string json) {
  return {.topic = std::string(domain::topicOf(event.kind)),
          .key = event.orderId,
          .value = std::move(json),
          .headers = headersOf(event)};
}

}  // namespace orderdeck::services
