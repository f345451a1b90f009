// Makes the snapshot five times a second from what its sources read on threads of their own, so that nothing that hangs
// stops it. Owned by the daemon; the public functions may be called from any thread.
#pragma once

#include <atomic>
#include <condition_variable>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "core/worker.h"
#include "domain/order/order.h"
#include "ops/metrics/inventory_watch.h"
#include "ops/metrics/rate_window.h"
#include "runtime/collect/breaker_watch.h"
#include "runtime/collect/collector_dead_letters.h"
#include "runtime/collect/collector_lag.h"
#include "runtime/collect/collector_scrape.h"
#include "runtime/collect/collector_store.h"
#include "runtime/collect/event_log.h"
#include "runtime/collect/sectioned_snapshot.h"
#include "runtime/collect/series_store.h"
#include "runtime/collect/snapshot_flow.h"
#include "runtime/collect/snapshot_invariants.h"
#include "runtime/collect/snapshot_sources.h"
#include "runtime/control/armed_faults.h"
#include "runtime/control/load_control.h"
#include "runtime/profile/profile.h"

namespace orderdeck::runtime {

/// What the collector looks at; all of it outlives it. The functions may be called from any thread.
struct CollectorSources {
  std::function<std::vector<NodePlace>()> nodes;
  std::function<StoreProbes()> stores;                              // called on the store thread
  std::function<std::unique_ptr<ports::BusInspector>()> inspector;  // called on the lag thread
  NodeApiDirectory& directory;
  ArmedFaults& faults;
  EventLog& events;
  const LoadControl& load;
  std::function<std::unique_ptr<ports::DeadLetterStore>()> deadLetters = {};  // called on the thread that watches them
  std::function<std::optional<api::RedriveView>()> redrive = {};
  std::function<std::optional<api::RebuildView>()> rebuild = {};
  std::function<std::string()> ledgerTrouble = {};  // what the daemon itself found, before the ledger's node can say
};

class Collector {
 public:
  Collector(const Profile& profile, domain::Catalogue catalogue, CollectorSources sources);
  ~Collector() { stop(); }

  /// starting (until setReady), then running or degraded; stopping once told so. setReady returns when a snapshot has
  /// been made that knows of it (so not after stop): who reads "ready" and asks at once is not told of processes that
  /// were still starting.
  void setReady();
  void setStopping() { m_stopping = true; }
  void noteAudit(const AuditReport& report) { m_invariants.noteAudit(core::now(), report); }
  void noteLiveAudit(const ops::LiveFindings& findings);

  api::Snapshot latest() const { return m_snapshot.latest(); }
  /// Of the latest snapshot: why the ledger cannot be used.
  std::string ledgerTrouble() const;
  SectionedSnapshot& snapshot() { return m_snapshot; }
  const SeriesStore& series() const { return m_series; }

  void stop();

 private:
  struct Usage {
    pid_t pid = 0;
    ops::RateWindow cpu{core::Millis{1'000}};
    double cpuSeconds = 0;
    std::int64_t memoryBytes = 0;
  };

  void tick();
  void fillStock(api::Snapshot& out, const StoreReading& store);
  void fillGroups(api::Snapshot& out, const LagReading& lag, const std::map<std::string, ops::Readers>& readers) const;
  void fillLocks(api::Snapshot& out, const StoreReading& store, const ScrapeReading& scrape,
                 const std::vector<NodePlace>& nodes) const;
  void fillNodes(api::Snapshot& out, const ScrapeReading& scrape, const std::vector<NodePlace>& nodes);
  void addUsage(api::NodeView& view, core::Timestamp at);
  void keepSeries(const api::Snapshot& out);
  void noteLoadEnd(const std::optional<api::LoadView>& load);
  void noteDistrust(const std::string& distrust);
  void noteLedger(const std::string& trouble);

  const Profile m_profile;
  const domain::Catalogue m_catalogue;
  const CollectorSources m_sources;
  const core::Timestamp m_startedAt = core::now();
  std::atomic<bool> m_ready = false, m_stopping = false;
  SnapshotInvariants m_invariants;

  // Of the tick's thread.
  SnapshotFlow m_flow;
  ops::InventoryWatch m_inventory;
  std::map<std::string, ops::RateWindow> m_fences;  // tokens given, by product: locks taken
  std::map<std::string, Usage> m_usage;
  core::Timestamp m_usageAt, m_seriesAt;
  std::int64_t m_eventsKept = 0;  // the last one's sequence in the series
  std::int64_t m_storeSeen = 0, m_sequence = 0;
  BreakerWatch m_breakers;
  std::string m_loadRunning;  // its id; empty: none ran at the last tick
  bool m_storeClosed = false, m_ledgerTroubled = false;

  std::mutex m_mutex;  // guards m_tickWanted
  std::condition_variable_any m_ticked, m_wanted;
  bool m_tickWanted = false;  // at once, not when it is due

  SectionedSnapshot m_snapshot;
  SeriesStore m_series;
  StoreCollector m_store;
  ScrapeCollector m_scrape;
  LagCollector m_lag;
  DeadLetterWatch m_deadLetters;
  core::Worker m_thread;  // last: uses all of it
};

}  // namespace orderdeck::runtime
