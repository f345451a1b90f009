// What a rebuild of the hot store reads from the ledger and writes into the store. Each object is one connection and
// belongs to one thread.
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
#include "ports/ledger/ledger.h"
#include "ports/store/stock_store.h"

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
  std::string key, orderId, bodyHash;
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
  /// The idempotency keys of orders placed since then, by order id, as `unfinished`.
  virtual core::Result<std::vector<BookedKey>> keys(core::Timestamp since, const std::string& after,
                                                    std::size_t most) = 0;
};

/// The hot store's side. Each call is one round trip, with a bounded number of commands if the caller hands it a
/// bounded number of things.
class RebuildTarget {
 public:
  virtual ~RebuildTarget() = default;

  /// Closes the store in the name of this rebuild. The reason stays until finish(), however this process ends, so a
  /// rebuild that was cut off is seen.
  virtual core::Result<void> begin(const std::string& rebuildId, const std::string& reason) = 0;
  /// Nothing was written: the store is again what it was, closed for `reason` or open.
  virtual core::Result<void> abandon(const std::string& reason) = 0;

  /// Writes orders as they are, in place of what was there, and puts them into the index of open orders.
  virtual core::Result<void> putOrders(std::span<const domain::Order> orders) = 0;
  virtual core::Result<void> dropOrders(std::span<const std::string> orderIds) = 0;
  /// Puts open orders that are there into the index, whether they are in it or not.
  virtual core::Result<void> indexOrders(std::span<const domain::Order> orders) = 0;
  /// Orders in the index that are not there: they were lost. More than one round trip.
  virtual core::Result<std::vector<std::string>> lostOrders() = 0;
  virtual core::Result<void> putLevels(std::span<const StockLevel> levels) = 0;
  /// Keys that are there stay as they are. A key lives until `life` after its order was placed.
  virtual core::Result<void> putKeys(std::span<const BookedKey> keys, core::Millis life, core::Timestamp now) = 0;
  virtual core::Result<void> putFlow(const std::map<std::string, std::int64_t>& flow) = 0;

  /// Begins the epoch and opens the store. Conflict when another rebuild has begun since, or the store lost what was
  /// written.
  virtual core::Result<void> finish(const std::string& rebuildId, const std::string& epoch, core::Timestamp since) = 0;
};

}  // namespace orderdeck::ports
