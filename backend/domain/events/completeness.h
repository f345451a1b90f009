// When the ledger has an order whole: the bit mask of what was seen of it (the ledger's column `seen`), and the one
// rule of what its end calls for. Pure functions, any thread.
#pragma once

#include "domain/events/event.h"

namespace orderdeck::domain {

/// Bits of the column `seen`. They are stored: a bit keeps its meaning.
enum SeenBit : int {
  kSeenPlaced = 1 << 0,
  kSeenPaid = 1 << 1,  // a confirmed payment, a late one too
  kSeenDeclined = 1 << 2,
  kSeenReserved = 1 << 3,   // InventoryUpdated, "items reserved"
  kSeenInventory = 1 << 4,  // InventoryUpdated, any other status
  kSeenNotified = 1 << 5,
  kSeenShipped = 1 << 6,
  kSeenCompleted = 1 << 7,
  kSeenRejected = 1 << 8,
  kSeenCancelled = 1 << 9,
  kSeenRefunded = 1 << 10,
  kSeenPoints = 1 << 11,       // PointsAccrued, "accrued"
  kSeenReturned = 1 << 12,     // a closing event that gave back what had been sold
  kSeenReversed = 1 << 13,     // PointsAccrued, "reversed"
  kSeenCharging = 1 << 14,     // a closing event of an order whose charge was under way
  kSeenUndelivered = 1 << 15,  // its mail became a dead letter
};

/// The bits that an event sets; 0 for StockAdded, which belongs to no order.
int seenBitsOf(const Event& event);

/// Whether the order is terminal and every event that its end calls for was seen:
///   completed              placed, paid, points, reserved, notified (or its mail is a dead letter), shipped, completed
///   cancelled, rejected    placed, the closing event, and the refund if a payment was confirmed
///   refunded               placed, paid, points, a closing event, refunded, points reversed
///   closed while charging  what became of the charge: refused, or refunded
///   what was returned      reserved: else the ledger's stock would get back what it never gave
bool isWhole(OrderState state, int seen);

}  // namespace orderdeck::domain
