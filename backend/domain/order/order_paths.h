// Ways through the order's state machine. Pure.
#pragma once

#include "domain/order/order_state.h"

namespace orderdeck::domain {

/// One or more legal moves lead from `from` to `to`.
bool leadsTo(OrderState from, OrderState to);

}  // namespace orderdeck::domain
