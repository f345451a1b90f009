// Writes every event into the ledger, and lets the hot store forget the orders that the ledger has whole. Run by a
// BatchLoop, on its thread.
#pragma once

#include <chrono>
#include <vector>

#include "ports/ledger/ledger_writer.h"
#include "ports/metrics.h"
#include "ports/store/hot_store.h"
#include "services/gateway/ledger_watch.h"
#include "services/loop/service.h"
#include "services/orders/high_water_mark_keeper.h"

namespace orderdeck::services {

class LedgerWriter : public Service {
 public:
  /// `orderCache`: how long the hash of a finished order stays in the hot store. `marks`: kept before every append;
  /// null: not at all. `watch`: told of every append, and asked before; null: nobody.
  LedgerWriter(ports::LedgerWriter& ledger, ports::HotStore& store, core::Millis orderCache, ports::Metrics& metrics,
               HighWaterMarkKeeper* marks = nullptr, LedgerWatch* watch = nullptr);

  std::string_view name() const override { return "ledger"; }
  core::Result<Outcome> process(std::span<const Delivery> batch) override;
  /// Whether a batch was written a short while ago, or could be now.
  bool isHealthy() override;

 private:
  core::Result<std::vector<std::string>> append(std::span<const Delivery> batch);

  ports::LedgerWriter& m_ledger;
  ports::HotStore& m_store;
  const core::Millis m_orderCache;
  HighWaterMarkKeeper* const m_marks;
  LedgerWatch* const m_watch;
  std::chrono::steady_clock::time_point m_written;
  ports::Histogram& m_terminalSeconds;
  ports::Histogram& m_orderSeconds;
};

}  // namespace orderdeck::services
