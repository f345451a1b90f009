#include "domain/events/stock_movement.h"

namespace orderdeck::domain {

std::optional<MovementKind> movementKindOf(const Event& event) {
  switch (event.kind) {
    case EventKind::StockAdded: return MovementKind::Stocked;
    case EventKind::OrderPlaced: return MovementKind::Reserved;
    case EventKind::InventoryUpdated:
      if (event.status == EventStatus::ItemsReserved) return MovementKind::Sold;
      if (event.status == EventStatus::ItemsReleased) return MovementKind::Released;
      return std::nullopt;
    case EventKind::OrderRejected:
    case EventKind::OrderCancelled:
      if (event.status == EventStatus::ItemsReleased) return MovementKind::Released;
      if (event.status == EventStatus::ItemsReturned) return MovementKind::Returned;
      return std::nullopt;
    default: return std::nullopt;
  }
}

}  // namespace orderdeck::domain
