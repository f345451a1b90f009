#include "ops/metrics/inventory_watch.h"

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
  if (found->second.available <= 0)
    out.sellsOutSeconds = 0;
  else if (falling > 0)
    out.sellsOutSeconds = static_cast<double>(found->second.available) / falling;
  return out;
}

}  // namespace orderdeck::ops
