#include "services/recovery/consumed_horizon.h"

#include <algorithm>

#include <fmt/format.h>

namespace orderdeck::services {

core::Result<std::optional<core::Timestamp>> ConsumedHorizon::look() {
  const core::Timestamp now = core::now();
  const auto offsets = m_bus.offsets(m_groups);
  if (!offsets) return std::unexpected(offsets.error());

  Ends ends;
  bool reached = true, rewound = false;
  for (const ports::GroupOffsets& group : *offsets) {
    for (const ports::PartitionLag& partition : group.partitions) {
      const std::string key = fmt::format("{}:{}/{}", group.group, partition.topic, partition.partition);
      ends[key] = partition.end;
      const auto mark = m_mark.find(key);
      if (mark == m_mark.end()) continue;
      rewound = rewound || partition.end < mark->second;
      reached = reached && partition.committed.value_or(0) >= mark->second;
    }
  }
  if (rewound) m_consumedUntil.reset();
  if (m_marked && !rewound) {
    if (!reached) return m_consumedUntil;
    const auto waits = outboxIsOlderThan(m_markAt);
    if (!waits) return std::unexpected(waits.error());
    if (*waits) return m_consumedUntil;
    m_consumedUntil = m_markAt;
  }
  m_mark = std::move(ends);
  m_markAt = now;
  m_marked = true;
  return m_consumedUntil;
}

core::Result<bool> ConsumedHorizon::outboxIsOlderThan(core::Timestamp time) {
  const auto oldest = m_outbox.readOutbox(1);
  if (!oldest) return std::unexpected(oldest.error());
  return !oldest->empty() && oldest->front().at < time;
}

}  // namespace orderdeck::services
