// Runs the live audit once a second on a thread and connections of its own: reads the raw stores, judges, and hands the
// findings on. Owned by the daemon; the public functions may be called from any thread.
#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "api/snapshot.h"
#include "core/worker.h"
#include "ops/audit/live_audit.h"
#include "ports/store/order_store.h"
#include "ports/store/stock_store.h"
#include "runtime/audit/audit_connections.h"
#include "runtime/load/journal.h"
#include "runtime/profile/profile.h"

namespace orderdeck::runtime {

struct LiveAuditSources {
  std::function<AuditConnections()> connect;              // called once, on the thread
  std::function<core::Result<std::string>()> epoch = {};  // of the hot store; empty: it has one only
  std::function<api::Snapshot()> snapshot;                // what surrounds the stores: lags, processes, faults
  std::function<std::vector<core::Timestamp>()> brokerStarts;
  std::string journalFolder;
  ops::FenceWatch& fences;  // outlives it
  std::function<void(const ops::LiveFindings&)> tell;
};

// What optional services do or do not do is no measure of the system: the four below leave them out.

/// Queues, lags and ages of a snapshot with their limits, and why some are not known; the outbox is not among them.
ops::Measured measuredIn(const api::Snapshot& snapshot, const Profile& profile);
/// The consumer groups of a snapshot: whether something waits for each that it does not move.
std::vector<ops::Progress> groupsIn(const api::Snapshot& snapshot, const Profile& profile);
/// The processes of a snapshot that are not up.
std::vector<ops::Progress> awayIn(const api::Snapshot& snapshot);
/// Beyond this intake should long have refused.
std::int64_t outboxLimitOf(const Profile& profile);
/// What disturbs the system in a snapshot: armed faults, processes that are not up, and those that came back since the
/// one before; empty: nothing.
std::string disturbanceOf(const api::Snapshot& snapshot, const api::Snapshot& before);

class LiveAuditor {
 public:
  LiveAuditor(const Profile& profile, LiveAuditSources sources);
  ~LiveAuditor() { stop(); }

  /// What watching shows that no single look can.
  struct Watched {
    ops::Recovery recovery;
    std::vector<ops::Standstill> standing;
  };
  /// As of the last look; nothing when that is long ago.
  std::optional<Watched> watched() const;
  void stop() { m_thread.stop(); }

 private:
  void run(std::stop_token stop);
  core::Result<ops::LiveStore> readStore(const AuditConnections& stores);
  core::Result<std::vector<std::string>> findGone(const AuditConnections& stores);
  core::Result<std::optional<ops::LiveLedger>> readLedger(const AuditConnections& stores);

  const Profile m_profile;
  const LiveAuditSources m_sources;
  ops::LiveAudit m_audit;  // of the thread, with the two lines below
  KeyedAnswersTail m_answers;
  std::int64_t m_row = 0, m_closed = 0, m_known = 0, m_knownAtRow = -1, m_looks = 0;
  std::size_t m_indexAt = 0;  // where the walk over the index of open orders stands
  mutable std::mutex m_mutex;
  Watched m_watched;
  std::optional<std::chrono::steady_clock::time_point> m_watchedAt;
  core::Worker m_thread;  // last
};

}  // namespace orderdeck::runtime
