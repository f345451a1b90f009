// The durable record of everything that happened, as it is written. One object is one connection and belongs to one
// thread.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "core/error.h"
#include "ports/bus/delivery.h"

namespace orderdeck::ports {

class LedgerWriter {
 public:
  virtual ~LedgerWriter() = default;

  /// Writes all events, and where they came from, in one transaction; an event that is there already changes nothing.
  /// Events of an order come in any sequence: a state only moves forward. Returns the ids of the orders that are
  /// terminal and whole now (every event that their end calls for is there), each once or more. Nothing was written on
  /// an error: Unavailable (retryable) when the ledger itself cannot be used (locked, full, damaged, gone);
  /// InvalidArgument or TooLarge when these events can never be written; Internal when it is not known which.
  virtual core::Result<std::vector<std::string>> append(std::span<const Delivery> events) = 0;
  /// Whether it could take events now: writes some, and takes them back. An error says what is wrong with the ledger
  /// and how to go on.
  virtual core::Result<void> check() = 0;
};

}  // namespace orderdeck::ports
