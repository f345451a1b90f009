// Carries events from the store's outbox to the bus: an entry is dropped only after the broker acknowledged its
// message, so a crash anywhere publishes an event again and never loses one. Owned by GatewayService; a thread of its
// own, and one that measures the outbox, since the first may stand for seconds before a broker that does not answer.
#pragma once

#include <atomic>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <stop_token>
#include <string>
#include <vector>

#include "core/rate_limiter.h"
#include "core/retry_budget.h"
#include "core/worker.h"
#include "ports/bus/bus.h"
#include "ports/metrics.h"
#include "services/gateway/store_factories.h"
#include "services/loop/backoff.h"
#include "services/loop/crash_point.h"

namespace orderdeck::services {

struct OutboxRelaySettings {
  std::size_t batch = 1'000;           // entries a round
  std::int64_t highWater = 2'000'000;  // entries above which intake should stop
  core::Millis poll{100};              // for entries that nobody notified of: of other processes, or left by a crash
  core::Millis pace{20};               // from round to round, unless the last was full
  core::Millis drain{2'000};           // how long stop() goes on publishing what is there
  core::Millis firstBackoff{20}, mostBackoff{1'000};
  core::RetryBudgetSettings retries = {};  // those beyond it wait mostBackoff each
  CrashHook reached = {};                  // told of kAfterPublish in every round
};

class OutboxRelay {
 public:
  OutboxRelay(OutboxRelaySettings settings, Factory<ports::Outbox> connect, ports::EventBus& bus,
              ports::Metrics& metrics);
  ~OutboxRelay() { stop(); }

  /// Something was put into the outbox. Any thread; cheap.
  void notify();

  /// True while the outbox is above its high-water mark (until it falls under nine tenths of it).
  const std::atomic<bool>& heldBack() const { return m_heldBack; }

  /// Publishes what is there for a while, then ends the thread. What stays is published by the next relay. Idempotent.
  void stop() {
    m_worker->stop();
    m_meter->stop();
  }

 private:
  void run(std::stop_token stop);
  void measure(const Factory<ports::Outbox>& connect, std::stop_token stop);
  core::Result<std::size_t> relayBatch();
  core::Result<void> publish(const std::vector<ports::OutboxEntry>& entries);
  core::Result<void> dropPublished();
  ports::OutboundMessage toOutbound(const ports::OutboxEntry& entry);
  void waitForMore(std::stop_token stop);
  void waitToRetry(std::stop_token stop);

  const OutboxRelaySettings m_settings;
  LazyPort<ports::Outbox> m_outbox;
  ports::EventBus& m_bus;
  ports::Gauge& m_entries;
  ports::Counter& m_out;
  ports::Counter& m_retries;
  ports::Counter& m_overBudget;
  ports::Counter& m_errors;
  ports::Counter& m_deadLetters;
  std::unique_ptr<ports::EventPublisher> m_publisher;
  std::vector<std::string> m_published;  // ids that the broker has and the outbox too
  LogLimiter m_log;
  Backoff m_backoff;
  core::RetryBudget m_budget;
  std::atomic<bool> m_heldBack = false;
  std::mutex m_mutex;
  std::condition_variable_any m_wake;
  bool m_notified = false;
  std::unique_ptr<core::Worker> m_meter, m_worker;  // last: they use all of the above
};

}  // namespace orderdeck::services
