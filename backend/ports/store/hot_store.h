// All that the hot store knows of orders, on one connection: for who looks at the whole of it. Who needs one idea asks
// for that port alone.
#pragma once

#include "ports/store/open_orders.h"
#include "ports/store/order_store.h"
#include "ports/store/outbox.h"
#include "ports/store/restocks.h"
#include "ports/store/store_inspector.h"

namespace orderdeck::ports {

class HotStore : public OrderStore, public Outbox, public OpenOrders, public Restocks, public StoreInspector {};

}  // namespace orderdeck::ports
