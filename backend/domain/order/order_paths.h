// Ways through the order's state machine. Pure.
#pragma once

#include "domain/order/order_state.h"

namespace orderdeck::domain {

/// One or more legal moves lead from `from` to `to`.
bool leadsTo(OrderState from, OrderState to);

/// Which of two states an order keeps when both were reached: the higher wins, in whatever sequence they come.
int precedence(OrderState state);

}  // namespace orderdeck::domain
