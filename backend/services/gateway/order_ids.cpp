#include "services/gateway/order_ids.h"

#include "core/ids.h"

namespace orderdeck::services {

namespace {

// As long as a service's usual batch: a longer turn saves little more, and members of a group would have work by turns.
constexpr std::chrono::milliseconds kTurn{50};
constexpr int kTries = 1'000;  // at 64 partitions one order in seven million lands elsewhere, which does no harm

}  // namespace

std::string OrderIds::next(Time now) {
  std::string id = core::newId();
  if (!m_partitionOf) return id;
  if (now >= m_turnEnds) {
    m_partition = m_partitionOf(id);
    m_turnEnds = now + kTurn;
  }
  for (int i = 0; i < kTries && m_partitionOf(id) != m_partition; ++i) id = core::newId();
  return id;
}

}  // namespace orderdeck::services
