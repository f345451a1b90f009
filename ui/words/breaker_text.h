// A circuit breaker in one line, for tooltips and the node's details. Pure; GUI thread.
#pragma once

#include <QString>

#include "api/snapshot.h"

namespace orderdeck::ui {

/// "redis: open, held by an operator · 67 % of calls failed · opened 3×". What is not so is not said.
QString breakerText(const api::BreakerView& breaker);

}  // namespace orderdeck::ui
