// Runs a Service over the bus: poll, decode, process, publish and wait for the acknowledgements, commit. Whatever
// fails, the batch is tried again or delivered again, never skipped. The owner starts and stops it; everything else
// happens on its one thread.
//
// A dependency that is away is waited for, however long. A message that can never be taken becomes a dead letter. One
// that fails alone, or for no known reason, is tried again alone while the others go on, and becomes a dead letter once
// it is seen that it is not the dependency.
#pragma once

#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "core/rate_limiter.h"
#include "core/retry_budget.h"
#include "core/worker.h"
#include "ports/bus/bus.h"
#include "ports/metrics.h"
#include "services/loop/backoff.h"
#include "services/loop/crash_point.h"
#include "services/loop/loop_metrics.h"
#include "services/loop/retry_queue.h"
#include "services/loop/service.h"

namespace orderdeck::services {

struct BatchSettings {
  std::size_t batch = 1'000;  // messages at once
  core::Millis pollWait{50};  // for the first message
  core::Millis pace{50};      // from one batch to the next, unless it was full
  core::Millis firstRetry{50}, lastRetry{2'000};
  core::RetryBudgetSettings retries = {};          // those beyond it wait lastRetry each
  core::Millis firstAlone{500}, lastAlone{8'000};  // between the tries of one message alone
  core::Millis longestAlone{600'000};  // then one whose failure may pass is given up, even if no other message shows
                                       // that the dependency works
  CrashHook reached = {};              // told of kAfterEffect and kAfterEmit in every batch
};

class BatchLoop {
 public:
  /// Reads the topics of domain::topicsOf(service.name()). All three must outlive the loop.
  BatchLoop(Service& service, ports::EventBus& bus, ports::Metrics& metrics, BatchSettings settings = {});
  ~BatchLoop() { stop(); }

  void start();
  /// Ends the thread, within about a second when the ports answer; an unfinished batch stays uncommitted. Idempotent.
  void stop();

  /// The partitions held now, as "topic/partition"; empty until the group formed. Any thread.
  std::vector<std::string> assignment() const;

 private:
  using Steady = std::chrono::steady_clock;
  struct Attempt {  // at a batch, or at one message alone
    Steady::time_point first = Steady::now();
    int tries = 0;    // before this one
    int counted = 0;  // of them, while the dependency was seen to work
    bool isAlone = false;
    std::vector<ports::OutboundMessage> outputs = {};
  };

  void run(std::stop_token stop);
  void handle(std::vector<ports::InboundMessage> messages, std::stop_token stop);
  void retryAlone(std::stop_token stop);
  std::vector<Delivery> decode(std::vector<ports::InboundMessage> messages);
  bool process(std::span<const Delivery> batch, Attempt& attempt, std::stop_token stop);
  std::vector<Delivery> take(Outcome outcome, std::span<const Delivery> batch, Attempt& attempt);
  void judge(const Delivery& delivery, const core::Error& why, int more, const Attempt& attempt);
  std::optional<std::vector<Delivery>> withoutThoseBehind(std::span<const Delivery> batch);
  bool finish(Attempt& attempt, std::stop_token stop);
  bool publish(std::span<ports::OutboundMessage> outputs, std::stop_token stop);
  bool publishLetters(std::stop_token stop);
  void commit();
  bool connect();
  void addDeadLetter(ports::InboundMessage message, int attempts, const core::Error& why,
                     const domain::Event* event = nullptr);
  void note(const char* step, const core::Error& error);
  bool waitToRetry(std::stop_token stop);
  void shareAssignment();

  Service& m_service;
  ports::EventBus& m_bus;
  const BatchSettings m_settings;
  LoopMetrics m_metrics;
  Backoff m_backoff;
  core::RetryBudget m_budget;
  LogLimiter m_errorLog, m_deadLetterLog;
  std::unique_ptr<ports::EventPublisher> m_publisher;
  std::unique_ptr<ports::EventSubscription> m_subscription;
  std::vector<ports::OutboundMessage> m_letters;  // of the batch that is being handled
  RetryQueue m_alone;
  Steady::time_point m_worked;  // when the service last did something
  bool m_commitDue = false;
  Steady::time_point m_assignmentShared;
  mutable std::mutex m_mutex;
  std::vector<std::string> m_assignment;  // under m_mutex
  std::optional<core::Worker> m_worker;   // last: it uses everything above
};

}  // namespace orderdeck::services
