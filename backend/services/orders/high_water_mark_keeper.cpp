#include "services/orders/high_water_mark_keeper.h"

namespace orderdeck::services {

core::Result<void> HighWaterMarkKeeper::keep() {
  auto look = m_store.look();
  // A closed store's numbers are in doubt, and during a rebuild on their way.
  if (!look || !look->distrust.empty() || look->marks == m_kept) return {};
  if (auto raised = m_ledger.raise(look->marks); !raised) return raised;
  m_kept = std::move(look->marks);
  return {};
}

}  // namespace orderdeck::services
