#include "ops/locks/fence_watch.h"

#include <fmt/format.h>

namespace orderdeck::ops {

Offenders FenceWatch::look(const std::string& epoch, std::span<const ports::StockLevel> levels,
                           std::chrono::steady_clock::time_point readAt) {
  Offenders back;
  const std::lock_guard lock(m_mutex);
  if (epoch != m_epoch) {
    m_epoch = epoch;
    m_highest.clear();
  }
  for (const ports::StockLevel& level : levels) {
    Seen& highest = m_highest[level.productId];
    if (level.fence >= highest.token)
      highest = {level.fence, std::chrono::steady_clock::now()};
    else if (readAt >= highest.at)
      back.add(level.productId, fmt::format("{}, {} was seen", level.fence, highest.token));
  }
  return back;
}

}  // namespace orderdeck::ops
