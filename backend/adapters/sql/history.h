// Whether the states that an order's events tell of can be one walk through the state machine. Pure functions, any thread.
#pragma once

#include <vector>

#include "domain/event.h"

namespace orderdeck::adapters::sql {

/// `events`: all that is known of one order, in any sequence. Legal when its states, taken by rank, lead from one to the next by legal
/// moves (events that are not there yet may have made the ones between), no state was reached by two events, and the states on the way to
/// completed were reached in that order of time. A closing event's time proves nothing: a cancellation may overtake the payment whose
/// confirmation is written a moment later.
bool isLegalHistory(const std::vector<domain::Event>& events);

}  // namespace orderdeck::adapters::sql
