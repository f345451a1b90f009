// The stock over time: how fast it sells, when it is gone, and the two invariants that hold at every look. One thread.
#pragma once

#include <map>
#include <optional>
#include <span>
#include <string>

#include "core/clock.h"
#include "ops/rate_window.h"
#include "ports/stock_store.h"

namespace orderdeck::ops {

struct SalesFigures {
  double soldPerSecond = 0;               // over the last 10 s
  std::optional<double> sellsOutSeconds;  // available / (rate at which it falls); absent while it does not fall
};

struct StockFinding {
  bool ok = true;
  std::string detail;  // figures, or which product is wrong and how
};

class InventoryWatch {
 public:
  void add(core::Timestamp at, std::span<const ports::StockLevel> levels);
  SalesFigures sales(const std::string& productId) const;

 private:
  struct Track {
    RateWindow sold{core::Millis{10'000}};
    RateWindow gone{core::Millis{10'000}};  // stocked - available: what is no longer for sale
    std::int64_t available = 0;
  };
  std::map<std::string, Track> m_tracks;
};

/// Invariant 1: nothing is negative, and reserved + sold <= stocked.
StockFinding checkNoOversell(std::span<const ports::StockLevel> levels);
/// Invariant 3, in the store: available + reserved + sold = stocked.
StockFinding checkStockConserved(std::span<const ports::StockLevel> levels);

}  // namespace orderdeck::ops
