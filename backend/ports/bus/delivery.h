// An event and the message that brought it.
#pragma once

#include "domain/events/event.h"
#include "ports/bus/message.h"

namespace orderdeck::ports {

struct Delivery {
  domain::Event event;
  InboundMessage message;
};

}  // namespace orderdeck::ports
