// The index of open orders: those that the ledger does not have whole. One object is one connection and belongs to one
// thread.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "core/clock.h"
#include "core/error.h"
#include "domain/order/order.h"

namespace orderdeck::ports {

struct OpenEntry {
  std::string orderId;
  bool isThere = false;  // the order itself
};

class OpenOrders {
 public:
  virtual ~OpenOrders() = default;

  /// Orders that the ledger has whole and that are terminal: they leave the index, and the store forgets them after
  /// `keep`.
  virtual core::Result<void> retire(std::span<const std::string> orderIds, core::Millis keep) = 0;

  /// Open orders, by deadline: up to `most` from position `from`. An empty page ends the walk.
  virtual core::Result<std::vector<domain::Order>> openOrders(std::size_t from, std::size_t most) = 0;
  virtual core::Result<std::int64_t> openCount() = 0;
  /// The index itself, by deadline: which orders are open, and whether they are there, read after the index. An empty
  /// page ends the walk.
  virtual core::Result<std::vector<OpenEntry>> openIndex(std::size_t from, std::size_t most) = 0;
};

}  // namespace orderdeck::ports
