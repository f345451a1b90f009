// The stock over time: how fast it sells and when it is gone. One thread.
#pragma once

#include <map>
#include <optional>
#include <span>
#include <string>

#include "core/clock.h"
#include "ops/metrics/rate_window.h"
#include "ports/store/stock_store.h"

namespace orderdeck::ops {

struct SalesFigures {
  double soldPerSecond = 0;               // over the last 10 s
  std::optional<double> sellsOutSeconds;  // available / (rate at which it falls); absent while it does not fall
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

}  // namespace orderdeck::ops
