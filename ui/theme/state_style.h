// The word and the tone of everything that has a state: orders, nodes, verdicts, invariants. The one place where they
// stand.
#pragma once

#include <QString>

#include "api/states.h"
#include "core/circuit_breaker.h"
#include "domain/invariants.h"
#include "domain/lag_verdict.h"
#include "domain/order/order_state.h"
#include "ui/theme/theme.h"

namespace orderdeck::ui {

struct StateStyle {
  QString word;  // translated
  Tone tone = Tone::Neutral;
};

/// What is not known, or is a word of a newer daemon, is "—".
StateStyle orderStateStyle(domain::OrderState state);
StateStyle systemStateStyle(api::SystemState state);
StateStyle nodeStateStyle(api::NodeState state);
StateStyle verdictStyle(domain::LagVerdict verdict);
StateStyle invariantStyle(domain::Verdict status);
StateStyle breakerStyle(core::BreakerState state);

}  // namespace orderdeck::ui
