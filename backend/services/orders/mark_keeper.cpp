#include "services/orders/mark_keeper.h"

namespace orderdeck::services {

core::Result<void> MarkKeeper::keep() {
  auto look = m_store.look();
  // A closed store's numbers are in doubt, and during a rebuild on their way.
  if (!look || !look->distrust.empty() || look->marks == m_kept) return {};
  if (auto raised = m_book.raise(look->marks); !raised) return raised;
  m_kept = std::move(look->marks);
  return {};
}

}  // namespace orderdeck::services
