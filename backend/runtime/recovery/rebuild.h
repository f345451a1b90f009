// Rebuilds the hot store from the ledger: stock, open orders, transition counters, idempotency keys, fencing tokens,
// and a new epoch. Safe to be cut off anywhere: the store stays closed until a rebuild came to its end, and every step
// can be done again. Owned by the daemon, on a thread of its own; the public functions may be called from any thread.
#pragma once

#include <condition_variable>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <stop_token>
#include <string>
#include <vector>

#include "api/operations.h"
#include "core/worker.h"
#include "ports/bus/inspector.h"
#include "ports/ledger/dead_letter_store.h"
#include "ports/ledger/high_water_mark_store.h"
#include "ports/ledger/rebuild_source.h"
#include "ports/store/hot_store.h"
#include "ports/store/marked_store.h"
#include "ports/store/rebuild_target.h"
#include "runtime/collect/event_log.h"
#include "services/recovery/rebuild_plan.h"

namespace orderdeck::runtime {

/// Connections of one rebuild; made on its thread.
struct RebuildStores {
  std::unique_ptr<ports::HotStore> hot;
  std::unique_ptr<ports::StockStore> stock;
  std::unique_ptr<ports::MarkedStore> marked;
  std::unique_ptr<ports::RebuildTarget> target;
  std::unique_ptr<ports::RebuildSource> ledger;
  std::unique_ptr<ports::HighWaterMarkStore> marks;
  std::unique_ptr<ports::BusInspector> bus;
  std::unique_ptr<ports::DeadLetterStore> letters;
  std::set<std::string> catalogue;  // ids of its products
  std::string journal;  // the load injector's folder (runtime/journal.h): what clients were told is accepted
};

struct RebuildOrder {
  bool dryRun = false;
  bool force = false;             // of a store that is not known to be rolled back
  core::Millis patience{30'000};  // for the ledger to take in what is on the topics
};

class Rebuild {
 public:
  /// `connect` is called on the rebuild's thread, once a rebuild; it may throw. `rebuilt` is called there after each
  /// that opened the store.
  Rebuild(std::function<RebuildStores()> connect, EventLog& events, std::function<void()> rebuilt);
  ~Rebuild() { stop(); }

  /// Starts and returns its id. Conflict while one runs.
  core::Result<std::string> start(const RebuildOrder& order);
  /// The current or the last one; nothing before the first.
  std::optional<api::RebuildView> view() const;
  /// Of the last one that came to its end.
  std::optional<api::RebuildReport> report() const;

  /// Ends the thread; a rebuild that runs stops between two steps. Idempotent.
  void stop() { m_thread.stop(); }

 private:
  class Run;

  void serve(std::stop_token stop);
  void step(std::string what, std::int64_t done = 0, std::int64_t planned = 0);
  void finish(const core::Result<api::RebuildReport>& outcome);

  const std::function<RebuildStores()> m_connect;
  EventLog& m_events;
  const std::function<void()> m_rebuilt;
  mutable std::mutex m_mutex;
  std::condition_variable_any m_changed;
  std::optional<RebuildOrder> m_order;  // waits for the thread
  std::optional<api::RebuildView> m_view;
  std::optional<api::RebuildReport> m_report;
  core::Timestamp m_startedAt;
  int m_count = 0;
  core::Worker m_thread;  // last: uses all of it
};

}  // namespace orderdeck::runtime
