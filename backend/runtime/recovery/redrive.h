// Puts dead letters back onto the topics that they came from, on a thread of its own: publish, wait for the
// acknowledgement, then mark. A crash between the two leaves the letter waiting, and events are idempotent, so a repeat
// is harmless. A message that several services could not take goes out once, for all of them. Owned by the daemon; the
// public functions may be called from any thread.
#pragma once

#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "api/dead_letters.h"
#include "api/snapshot.h"
#include "core/worker.h"
#include "ports/bus/bus.h"
#include "ports/ledger/dead_letter_store.h"
#include "runtime/collect/event_log.h"

namespace orderdeck::runtime {

struct RedriveJob {
  std::vector<std::string> letterIds;  // what is not waiting when its turn comes, or was cut, is skipped
  std::string what;                    // for people: which letters these are
  double rate = api::kRedriveRate;
};

class Redrive {
 public:
  using OpenStore = std::function<std::unique_ptr<ports::DeadLetterStore>()>;

  /// `openStore` is called on the redrive's thread, once a job. The bus and the log outlive it.
  Redrive(OpenStore openStore, ports::EventBus& bus, EventLog& events);
  ~Redrive() { stop(); }

  /// Starts and returns its id. Conflict while one runs; InvalidArgument when the rate is not from above 0 to 10,000 or
  /// there is no letter.
  core::Result<std::string> start(RedriveJob job);
  /// What was published by then is marked; the rest keeps waiting. NotFound when none runs.
  core::Result<void> cancel();
  /// The current or the last one; nothing before the first.
  std::optional<api::RedriveView> view() const;

  /// Ends the thread; a redrive that runs is cancelled. Idempotent.
  void stop() { m_thread.stop(); }

 private:
  struct Slice {
    std::vector<ports::OutboundMessage> messages;
    std::vector<std::string> letterIds;  // to mark
    std::size_t taken = 0;               // of the job's
    std::size_t skipped = 0;             // of the taken
  };

  void serve(std::stop_token stop);
  void run(const RedriveJob& job, std::stop_token stop);
  core::Result<Slice> nextSlice(ports::DeadLetterStore& store, std::span<const std::string> letterIds);
  core::Result<void> publish(std::span<const ports::OutboundMessage> messages);
  template <typename Step>
  auto insist(Step step, std::stop_token stop) -> decltype(step());
  bool cancelled(const std::stop_token& stop) const;
  void progress(const Slice& slice);
  void finish(api::JobState state, const std::string& error);

  const OpenStore m_openStore;
  ports::EventBus& m_bus;
  EventLog& m_events;
  std::unique_ptr<ports::EventPublisher> m_publisher;  // of the thread
  mutable std::mutex m_mutex;
  std::condition_variable_any m_changed;
  std::optional<RedriveJob> m_job;  // waits for the thread
  std::optional<api::RedriveView> m_view;
  core::Timestamp m_startedAt;
  bool m_cancelAsked = false;
  int m_count = 0;
  core::Worker m_thread;  // last: uses all of it
};

}  // namespace orderdeck::runtime
