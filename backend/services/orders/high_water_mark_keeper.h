// Carries the hot store's marks into the ledger. The ledger writer calls it after it polled a batch and before it
// appends that: so every order that the ledger has was counted by the store when the marks were read, and a store that
// counts less than the marks has lost something. Its caller's thread.
#pragma once

#include "ports/ledger/high_water_mark_store.h"
#include "ports/store/marked_store.h"

namespace orderdeck::services {

class HighWaterMarkKeeper {
 public:
  HighWaterMarkKeeper(ports::MarkedStore& store, ports::HighWaterMarkStore& ledger)
      : m_store(store), m_ledger(ledger) {}

  /// One look at the store, and a write when something grew. A store that does not answer is let go: the marks are then
  /// lower than they could be, which hides nothing that the next ones do not show.
  core::Result<void> keep();

 private:
  ports::MarkedStore& m_store;
  ports::HighWaterMarkStore& m_ledger;
  ports::HighWaterMarks m_kept;
};

}  // namespace orderdeck::services
