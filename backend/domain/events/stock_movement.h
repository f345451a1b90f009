// What an event means for the stock. A pure function, any thread.
#pragma once

#include <string_view>

#include "domain/events/event.h"

namespace orderdeck::domain {

/// The movement that an event makes of each of its items: stocked, reserved, sold, released, returned; empty for none.
std::string_view movementKindOf(const Event& event);

}  // namespace orderdeck::domain
