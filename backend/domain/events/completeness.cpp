#include "domain/events/completeness.h"

namespace orderdeck::domain {

int seenBitsOf(const Event& event) {
  const int closing = (event.status == EventStatus::ItemsReturned ? kSeenReturned : 0) |
                      (event.paymentId == kPaymentPending ? kSeenCharging : 0);
  switch (event.kind) {
    case EventKind::OrderPlaced: return kSeenPlaced;
    case EventKind::PaymentProcessed: return event.status == EventStatus::Confirmed ? kSeenPaid : kSeenDeclined;
    case EventKind::PaymentRefunded: return kSeenRefunded;
    case EventKind::InventoryUpdated:
      return event.status == EventStatus::ItemsReserved ? kSeenReserved : kSeenInventory;
    case EventKind::NotificationSent: return kSeenNotified;
    case EventKind::OrderRejected: return kSeenRejected | closing;
    case EventKind::OrderCancelled: return kSeenCancelled | closing;
    case EventKind::OrderShipped: return kSeenShipped;
    case EventKind::OrderCompleted: return kSeenCompleted;
    case EventKind::PointsAccrued: return event.status == EventStatus::Reversed ? kSeenReversed : kSeenPoints;
    case EventKind::StockAdded: return 0;
  }
  return 0;
}

bool isWhole(OrderState state, int seen) {
  const auto has = [seen](int bits) { return (seen & bits) == bits; };
  const bool settled = (!has(kSeenPaid) || has(kSeenRefunded)) && (!has(kSeenReturned) || has(kSeenReserved)) &&
                       (!has(kSeenCharging) || has(kSeenPaid | kSeenRefunded) || has(kSeenDeclined));
  switch (state) {
    case OrderState::Completed:
      return has(kSeenPlaced | kSeenPaid | kSeenPoints | kSeenReserved | kSeenShipped | kSeenCompleted) &&
             (seen & (kSeenNotified | kSeenUndelivered)) != 0;
    case OrderState::Cancelled: return has(kSeenPlaced | kSeenCancelled) && settled;
    case OrderState::Rejected: return has(kSeenPlaced | kSeenRejected) && settled;
    case OrderState::Refunded:
      return has(kSeenPlaced | kSeenPaid | kSeenPoints | kSeenReversed) && settled &&
             (seen & (kSeenCancelled | kSeenRejected)) != 0;
    default: return false;
  }
}

}  // namespace orderdeck::domain
