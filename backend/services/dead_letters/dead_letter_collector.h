// Writes what is on the dead-letter topics into the dead-letter store: poll, record, commit. What was not recorded is
// not committed, so it comes again, and a letter that comes twice is one. The owner (the ledger's node) starts and
// stops it; everything else happens on its one thread.
#pragma once

#include <memory>
#include <optional>
#include <stop_token>
#include <vector>

#include "core/worker.h"
#include "ports/bus/bus.h"
#include "ports/ledger/dead_letter_store.h"
#include "ports/metrics.h"
#include "services/loop/backoff.h"

namespace orderdeck::services {

struct CollectorSettings {
  std::size_t batch = 32;  // messages at once; each may be a megabyte
  core::Millis pollWait{500};
  core::Millis firstRetry{50}, lastRetry{2'000};
};

class DeadLetterCollector {
 public:
  /// All of them must outlive the collector.
  DeadLetterCollector(ports::DeadLetterStore& store, ports::EventBus& bus, ports::Metrics& metrics,
                      CollectorSettings settings = {});
  ~DeadLetterCollector() { stop(); }

  void start();
  /// Ends the thread, within about a second when the ports answer. Idempotent.
  void stop();

 private:
  void run(std::stop_token stop);
  bool connect();
  bool record(const std::vector<ports::DeadLetter>& letters, std::stop_token stop);
  void commit();
  void note(const char* step, const core::Error& error);

  ports::DeadLetterStore& m_store;
  ports::EventBus& m_bus;
  const CollectorSettings m_settings;
  ports::Counter& m_recorded;
  ports::Counter& m_errors;
  Backoff m_backoff;
  LogLimiter m_errorLog;
  std::unique_ptr<ports::EventSubscription> m_subscription;
  bool m_commitDue = false;
  std::optional<core::Worker> m_worker;  // last: it uses everything above
};

}  // namespace orderdeck::services
