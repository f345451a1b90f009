// What a rebuild writes into the hot store. One object is one connection and belongs to one thread. Each call is one
// round trip, with a bounded number of commands if the caller hands it a bounded number of things.
#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "core/clock.h"
#include "core/error.h"
#include "domain/order/order.h"
#include "ports/ledger/rebuild_source.h"
#include "ports/store/stock_store.h"

namespace orderdeck::ports {

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
