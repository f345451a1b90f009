// What a rebuild of the hot store reads from the ledger. One object is one connection and belongs to one thread.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/clock.h"
#include "core/error.h"
#include "domain/events/event.h"
#include "ports/ledger/ledger_audit.h"

namespace orderdeck::ports {

/// Orders of the ledger in one state that came there in one way.
struct BookedGroup {
  domain::OrderState state = domain::OrderState::Created;
  bool wasPaying = false, wasReserved = false;  // on the way there, as far as the ledger has heard
  std::int64_t count = 0;
};

struct BookedState {
  domain::OrderState state = domain::OrderState::Created;
  bool isWhole = false;  // terminal, with every event that its end calls for: the hot store need not know it any more
};

struct BookedOrder {
  std::string orderId;
  domain::OrderState state = domain::OrderState::Created;
  std::vector<domain::Event> events;  // all that the ledger has of it, in no sequence
};

struct BookedKey {
  std::string key, orderId, bodyHash;  // orderId: of an order, or of a restock
  core::Timestamp placedAt;
};

/// The ledger as it stood at one moment: that of the first call.
class RebuildSource {
 public:
  virtual ~RebuildSource() = default;

  virtual core::Result<std::vector<BookedGroup>> groups() = 0;
  virtual core::Result<std::map<std::string, MovementSums>> movementSums() = 0;
  /// Nothing for orders that the ledger does not know, in the order asked.
  virtual core::Result<std::vector<std::optional<BookedState>>> states(std::span<const std::string> orderIds) = 0;
  /// Orders that are not whole, by id: up to `most` with an id above `after`. Empty: there are no more.
  virtual core::Result<std::vector<BookedOrder>> unfinished(const std::string& after, std::size_t most) = 0;
  /// Which of these event ids the ledger does not have.
  virtual core::Result<std::vector<std::string>> missingEvents(std::span<const std::string> eventIds) = 0;
  /// The idempotency keys of orders placed and of restocks made since then, by id, as `unfinished`.
  virtual core::Result<std::vector<BookedKey>> keys(core::Timestamp since, const std::string& after,
                                                    std::size_t most) = 0;
};

}  // namespace orderdeck::ports
