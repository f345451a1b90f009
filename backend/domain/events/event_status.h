// What an event says happened, beside its kind: the word in its status (of PaymentProcessed: paymentStatus). The
// comments name the kinds that have it.
#pragma once

#include "core/words.h"

namespace orderdeck::domain {

enum class EventStatus {
  None,
  Confirmed,          // PaymentProcessed
  Declined,           // PaymentProcessed
  ItemsReserved,      // InventoryUpdated
  OutOfStock,         // InventoryUpdated
  ItemsReleased,      // InventoryUpdated; OrderRejected, OrderCancelled: what was reserved
  ItemsReturned,      // OrderRejected, OrderCancelled: what was sold
  OrderConfirmation,  // NotificationSent: which mail
  OrderCancelled,     // NotificationSent: which mail
  Accrued,            // PointsAccrued
  Reversed,           // PointsAccrued
};

constexpr auto wordsOf(EventStatus) {
  return std::to_array<core::Word<EventStatus>>({
      {EventStatus::None, ""},
      {EventStatus::Confirmed, ORDERDECK_TEXT("TimelineModel", "confirmed")},
      {EventStatus::Declined, ORDERDECK_TEXT("TimelineModel", "declined")},
      {EventStatus::ItemsReserved, ORDERDECK_TEXT("TimelineModel", "items reserved")},
      {EventStatus::OutOfStock, ORDERDECK_TEXT("TimelineModel", "out of stock")},
      {EventStatus::ItemsReleased, ORDERDECK_TEXT("TimelineModel", "items released")},
      {EventStatus::ItemsReturned, ORDERDECK_TEXT("TimelineModel", "items returned")},
      {EventStatus::OrderConfirmation, ORDERDECK_TEXT("TimelineModel", "order confirmation")},
      {EventStatus::OrderCancelled, ORDERDECK_TEXT("TimelineModel", "order cancelled")},
      {EventStatus::Accrued, ORDERDECK_TEXT("TimelineModel", "accrued")},
      {EventStatus::Reversed, ORDERDECK_TEXT("TimelineModel", "reversed")},
  });
}

using EventStatusWord = core::ClosedWord<EventStatus>;

}  // namespace orderdeck::domain
