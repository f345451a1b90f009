// Whether the ledger can be used, and if not, why: seen by what appends to it, and by looks of its own while nothing
// does. Owned by the ledger's node; any thread may ask.
#pragma once

#include <chrono>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "core/worker.h"
#include "ports/ledger/ledger_writer.h"
#include "ports/metrics.h"
#include "services/gateway/store_factories.h"

namespace orderdeck::services {

struct LedgerWatchSettings {
  core::Millis interval{1'000};  // from look to look
  core::Millis fresh{2'000};     // how long an append that went well needs no look
  core::Millis kept{10'000};     // how long an append that failed speaks for itself: it is tried again sooner than that
};

class LedgerWatch {
 public:
  /// `ledger`: one for the looks, made on their thread; none of the node's breaker and faults should stand before it.
  LedgerWatch(Factory<ports::LedgerWriter> ledger, ports::Metrics& metrics, LedgerWatchSettings settings = {});
  ~LedgerWatch() { stop(); }

  /// Before an append, and how it ended (null: well). An error that does not speak of the ledger says nothing.
  void began();
  void ended(const core::Error* error);

  /// Why it cannot be used; empty: it can, as far as is known.
  std::string trouble() const;
  /// The last look was not good: then who appends looks himself before, since a connection that is open may write where
  /// nobody can read.
  bool mustLook() const;

  void stop() { m_thread->stop(); }

 private:
  using Steady = std::chrono::steady_clock;

  void run(const Factory<ports::LedgerWriter>& ledger, std::stop_token stop);
  bool needsLook() const;
  void take(const core::Result<void>& looked, Steady::time_point begun);
  std::string troubleNow() const;  // with the lock held
  void tell(const std::string& before);

  const LedgerWatchSettings m_settings;
  ports::Gauge& m_usable;
  mutable std::mutex m_mutex;  // guards all down to m_failure
  int m_appending = 0;
  std::optional<Steady::time_point> m_appended;  // the last that went well
  std::string m_look;                            // what the last look found, when that was not good
  std::string m_failure;                         // the last append's, when it failed
  Steady::time_point m_failedAt{};
  std::unique_ptr<core::Worker> m_thread;  // last: it uses all of the above
};

}  // namespace orderdeck::services
