// The word and the tone of everything that has a state: orders, nodes, verdicts, invariants. The one place where they
// stand.
#pragma once

#include <QString>
#include <string_view>

#include "domain/order/order_state.h"
#include "ui/theme/theme.h"

namespace orderdeck::ui {

struct StateStyle {
  QString word;  // translated
  Tone tone = Tone::Neutral;
};

StateStyle orderStateStyle(domain::OrderState state);
StateStyle orderStateStyle(std::string_view name);   // "paying"; an unknown name is shown as it is
StateStyle nodeStateStyle(std::string_view name);    // starting, up, paused, backing-off, stopped
StateStyle verdictStyle(std::string_view verdict);   // OK, STALLED, ...; "" is "—"
StateStyle invariantStyle(std::string_view status);  // ok, broken, unknown
StateStyle breakerStyle(std::string_view state);     // closed, half-open, open

}  // namespace orderdeck::ui
