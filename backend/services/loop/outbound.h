// An event as the message that carries it. Any thread.
#pragma once

#include "domain/events/event.h"
#include "ports/bus/event_bus.h"

namespace orderdeck::services {

ports::OutboundMessage toMessage(const domain::Event& event);

}  // namespace orderdeck::services
