#include "ops/fence_watch.h"

#include <fmt/format.h>

namespace orderdeck::ops {

Offenders FenceWatch::look(const std::string& epoch, std::span<const ports::StockLevel> levels) {
  Offenders back;
  const std::lock_guard lock(m_mutex);
  if (epoch != m_epoch) {
    m_epoch = epoch;
    m_highest.clear();
  }
  for (const ports::StockLevel& level : levels) {
    std::int64_t& highest = m_highest[level.productId];
    if (level.fence < highest) back.add(level.productId, fmt::format("{}, {} was seen", level.fence, highest));
    else highest = level.fence;
  }
  return back;
}

}  // namespace orderdeck::ops
