// What an event means for the stock. A pure function, any thread.
#pragma once

#include <optional>

#include "domain/events/event.h"

namespace orderdeck::domain {

enum class MovementKind { Stocked, Reserved, Sold, Released, Returned };
constexpr auto wordsOf(MovementKind) {
  return std::to_array<core::Word<MovementKind>>(
      {{MovementKind::Stocked, ORDERDECK_TEXT("MovementModel", "stocked")},
       {MovementKind::Reserved, ORDERDECK_TEXT("MovementModel", "reserved")},
       {MovementKind::Sold, ORDERDECK_TEXT("MovementModel", "sold")},
       {MovementKind::Released, ORDERDECK_TEXT("MovementModel", "released")},
       {MovementKind::Returned, ORDERDECK_TEXT("MovementModel", "returned")}});
}
using MovementKindWord = core::ClosedWord<MovementKind>;

/// The movement that an event makes of each of its items; nothing for an event that moves none.
std::optional<MovementKind> movementKindOf(const Event& event);

}  // namespace orderdeck::domain
