// An order as its events tell it, put together again for a hot store that lost it. Pure functions.
#pragma once

#include "ports/ledger/rebuild_source.h"

namespace orderdeck::services {

/// Which movements of an order's stock the ledger has.
struct BookedMovements {
  bool reserved = false, sold = false, released = false, returned = false;
  bool operator==(const BookedMovements&) const = default;
};

struct ReplayedOrder {
  domain::Order order;  // as it would stand in the hot store, in the ledger's state
  BookedMovements movements;
  bool isComplete = false;  // its user and items are known: it can be written
  std::string
      refundedLate;  // the payment whose money went back because it came after the order was closed; empty: none
};

ReplayedOrder replay(const ports::BookedOrder& booked);

}  // namespace orderdeck::services
