// Where fencing tokens come from: the store that checks them, so that a token never goes back, whichever lock is used
// and whatever happens to it. One object is one connection and belongs to one thread.
#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <string>

#include "core/error.h"

namespace orderdeck::ports {

using FencesByProduct = std::map<std::string, std::int64_t>;

class FenceSource {
 public:
  virtual ~FenceSource() = default;

  /// A new token for each product, greater than every one before: from now on the store refuses those. To be drawn by
  /// who holds the products' locks, while it holds them. 0 for a product that the store does not know, of which nothing
  /// is kept: its name may be forged. StoreRolledBack (retryable) when the store is closed or lost a product.
  virtual core::Result<FencesByProduct> draw(std::span<const std::string> productIds) = 0;
};

}  // namespace orderdeck::ports
