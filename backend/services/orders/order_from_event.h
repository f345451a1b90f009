// Orders as the events about them tell: what a service need not read from the hot store, since an earlier service wrote
// it down for it. Pure, but for ordersFromEvents.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "domain/events/event.h"
#include "ports/store/order_store.h"

namespace orderdeck::services {

/// The order as it was when the event came about: complete after OrderPlaced, a confirmed PaymentProcessed and
/// InventoryUpdated, of other events what they name.
domain::Order orderFromEvent(const domain::Event& event);

/// orderFromEvent of each event, in their order. Where an event tells no user or no items (someone else produced it),
/// the order is read from the store, as it stands now; nothing for one that is gone.
core::Result<std::vector<std::optional<domain::Order>>> ordersFromEvents(std::span<const domain::Event* const> events,
                                                                         ports::OrderStore& orders);

}  // namespace orderdeck::services
