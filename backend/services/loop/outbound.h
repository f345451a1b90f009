// An event as the message that carries it. Any thread.
#pragma once

#include <string>

#include "domain/events/event.h"
#include "ports/bus/message.h"

namespace orderdeck::services {

ports::OutboundMessage toMessage(const domain::Event& event);
/// Of one whose JSON is at hand already.
ports::OutboundMessage toMessage(const domain::Event& event, std::string json);

/// What every event's message says of it.
ports::Headers headersOf(const domain::Event& event);

}  // namespace orderdeck::services
