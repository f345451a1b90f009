// Whether the states that an order's events tell of can be one walk through the state machine. Pure functions, any
// thread.
#pragma once

#include <string_view>
#include <vector>

#include "domain/events/event.h"

namespace orderdeck::domain {

/// `events`: all that is known of one order, in any sequence. Legal when its states, taken by rank, lead from one to
/// the next by legal moves (events that are not there yet may have made the ones between), and no state was reached by
/// two events. When each says that it happened proves nothing: a node's clock may be set, and then be wrong for every
/// order that it touched.
bool isLegalHistory(const std::vector<Event>& events);

/// Whether an order's row (its state, and the bits of what was seen of it) is what these, all of its events, make of
/// it.
bool agrees(const std::vector<Event>& events, std::string_view state, int seen);

}  // namespace orderdeck::domain
