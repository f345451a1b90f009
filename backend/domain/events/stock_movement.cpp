#include "domain/events/stock_movement.h"

namespace orderdeck::domain {

std::string_view movementKindOf(const Event& event) {
  switch (event.kind) {
    case EventKind::StockAdded: return "stocked";
    case EventKind::OrderPlaced: return "reserved";
    case EventKind::InventoryUpdated:
      if (event.status == "items reserved") return "sold";
      return event.status == "items released" ? "released" : "";
    case EventKind::OrderRejected:
    case EventKind::OrderCancelled:
      if (event.status == "items released") return "released";
      return event.status == "items returned" ? "returned" : "";
    default: return "";
  }
}

}  // namespace orderdeck::domain
