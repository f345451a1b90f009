#include "ops/inventory_watch.h"

#include <fmt/format.h>

namespace orderdeck::ops {

void InventoryWatch::add(core::Timestamp at, std::span<const ports::StockLevel> levels) {
  for (const ports::StockLevel& level : levels) {
    Track& track = m_tracks[level.productId];
    track.sold.add(at, static_cast<double>(level.sold));
    track.gone.add(at, static_cast<double>(level.stocked - level.available));
    track.available = level.available;
  }
}

SalesFigures InventoryWatch::sales(const std::string& productId) const {
  const auto found = m_tracks.find(productId);
  if (found == m_tracks.end()) return {};
  SalesFigures out{.soldPerSecond = found->second.sold.perSecond(), .sellsOutSeconds = std::nullopt};
  const double falling = found->second.gone.perSecond();
  if (found->second.available <= 0) out.sellsOutSeconds = 0;
  else if (falling > 0) out.sellsOutSeconds = static_cast<double>(found->second.available) / falling;
  return out;
}

StockFinding checkNoOversell(std::span<const ports::StockLevel> levels) {
  for (const ports::StockLevel& l : levels) {
    if (l.available < 0 || l.reserved < 0 || l.sold < 0 || l.reserved + l.sold > l.stocked) {
      return {false, fmt::format("{}: available {}, reserved {}, sold {} of {}", l.productId, l.available, l.reserved, l.sold, l.stocked)};
    }
  }
  return {true, fmt::format("{} products", levels.size())};
}

StockFinding checkStockConserved(std::span<const ports::StockLevel> levels) {
  std::int64_t stocked = 0;
  for (const ports::StockLevel& l : levels) {
    if (l.available + l.reserved + l.sold != l.stocked) {
      return {false, fmt::format("{}: {} available + {} reserved + {} sold = {}, not {}", l.productId, l.available, l.reserved, l.sold,
                                 l.available + l.reserved + l.sold, l.stocked)};
    }
    stocked += l.stocked;
  }
  return {true, fmt::format("{} products, {} units", levels.size(), stocked)};
}

}  // namespace orderdeck::ops
