// Watches whether the hot store was rolled back, and closes it then: no order, restock or cancellation is taken and
// nothing moves until it was rebuilt from the ledger. A store that does not answer is unknown, which is not rolled
// back. Owned by the gateway; a thread of its own.
#pragma once

#include <atomic>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "core/worker.h"
#include "ports/ledger/high_water_mark_store.h"
#include "ports/store/marked_store.h"
#include "services/gateway/store_factories.h"
#include "services/loop/backoff.h"

namespace orderdeck::services {

/// Why a store that shows these marks cannot be the one that the ledger has seen, as one sentence; empty when it can.
/// `booked` was read before `seen`.
std::string whyRolledBack(const std::optional<ports::HighWaterMarks>& booked, const ports::HighWaterMarks& seen);

/// One look, the ledger first: closes the store when it was rolled back. Why it is closed; empty: it is open. `seeded`:
/// it had its first stock already, so that one without an epoch was emptied, also where the ledger knows of nothing
/// yet.
core::Result<std::string> checkStore(ports::HighWaterMarkStore& ledger, ports::MarkedStore& store, bool seeded = false);

struct StoreGuardSettings {
  core::Millis interval{1'000};  // from look to look
  core::Millis away{
      50};  // while the store or the ledger does not answer: so that the first look after it comes back comes soon
};

class StoreGuard {
 public:
  StoreGuard(Factory<ports::MarkedStore> store, Factory<ports::HighWaterMarkStore> ledger,
             StoreGuardSettings settings = {});
  ~StoreGuard() { stop(); }

  /// Waits for the first look that got an answer. False when there was none in time: then nothing is known.
  bool waitForLook(core::Millis wait) const;

  /// Costs next to nothing.
  bool isClosed() const { return m_isClosed.load(std::memory_order_relaxed); }
  /// Empty while it is open.
  std::string reason() const;
  /// What a caller is answered while it is closed.
  core::Error refusal() const;

  void stop() { m_thread->stop(); }

 private:
  void run(const Factory<ports::MarkedStore>& makeStore, const Factory<ports::HighWaterMarkStore>& makeLedger,
           std::stop_token stop);
  void take(std::string reason);

  const StoreGuardSettings m_settings;
  std::atomic<bool> m_isClosed = false;
  LogLimiter m_log;  // of the thread
  mutable std::mutex m_mutex;
  mutable std::condition_variable m_looked;
  bool m_hasLooked = false;
  std::string m_reason;
  std::unique_ptr<core::Worker> m_thread;  // last: it uses all of the above
};

}  // namespace orderdeck::services
