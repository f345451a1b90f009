// The stock of every product in the hot store. Three numbers a product: available + reserved + sold = stocked, always.
// One object is one connection and belongs to one thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/error.h"
#include "domain/order/order.h"
#include "ports/store/order_store.h"

namespace orderdeck::ports {

struct StockLevel {
  std::string productId;
  std::int64_t available = 0;
  std::int64_t reserved = 0;
  std::int64_t sold = 0;
  std::int64_t stocked = 0;
  std::int64_t fence = 0;  // the newest fencing token handed out for the product's lock
  bool operator==(const StockLevel&) const = default;
};

class StockStore {
 public:
  virtual ~StockStore() = default;

  /// Creates the stock of products that the store does not know yet (with their StockAdded outbox entry); leaves the
  /// others alone. A store without an epoch gets one, so first make sure that it is no emptied one
  /// (services/store_guard.h). StoreRolledBack when it is closed.
  virtual core::Result<void> seed(const domain::Catalogue& catalogue) = 0;

  /// Every product, sorted by id, in one pipelined read.
  virtual core::Result<std::vector<StockLevel>> levels() = 0;
  virtual core::Result<std::optional<StockLevel>> level(const std::string& productId) = 0;

  /// Adds `quantity` (1..1,000,000,000) to available and stocked, with its StockAdded event in the outbox and its key,
  /// atomically. A repeat of a key adds nothing and answers as the first one did. UnknownProduct; IdempotencyMismatch;
  /// InvalidArgument for another quantity. What other errors mean: see OrderStore.
  virtual core::Result<StockLevel> restock(const std::string& productId, std::int64_t quantity,
                                           const RequestKey& key = {}) = 0;
};

}  // namespace orderdeck::ports
