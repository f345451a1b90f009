#include "services/loop/outbound.h"

#include "domain/events/topics.h"

namespace orderdeck::services {

ports::OutboundMessage toMessage(const domain::Event& event) {
  return {std::string(domain::topicOf(event.kind)),   event.orderId, domain::encodeEvent(event),
          std::string(domain::eventName(event.kind)), event.eventId, event.deadline};
}

}  // namespace orderdeck::services
