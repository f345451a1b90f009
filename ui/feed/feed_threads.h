// The feed's own threads: one that pulls snapshots and keeps the connection, and the callers that send acts and reads.
#pragma once

#include <atomic>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "core/bounded_queue.h"
#include "core/worker.h"
#include "ui/feed/feed.h"

namespace orderdeck::ui {

/// What the feed and its threads share.
struct Feed::Shared {
  // Under the mutex: what the GUI thread wants.
  std::mutex mutex;
  std::condition_variable_any changed;
  double rate = 5;
  bool paused = false;
  bool refresh = true;       // the first snapshot comes at any rate
  bool startBackend = true;  // allowed once, and again when asked
  Needs needs;

  // Under the mutex: what came for the GUI thread since it looked last.
  struct Arrived {
    api::SnapshotUpdate update;
    api::SectionSet current;  // the sections that the last pull asked for: they are all as of then
    std::vector<api::Series> series;
  };
  std::optional<Arrived> arrived;

  std::atomic<bool> posted = false;  // take() is on its way to the GUI thread
  std::atomic<int> generation = 0;   // grows with every new connection; callers drop theirs
  std::atomic<bool> ownsBackend = false;
  std::atomic<api::Scope> scope = api::Scope::Admin;  // of the token, as the connection knows it
};

/// Pulls snapshots. `post` and `report` are called on its thread.
class Feed::Puller {
 public:
  using Report = std::function<void(State, const QString&)>;
  Puller(std::shared_ptr<Shared> shared, BackendLinkFactory factory, std::optional<BackendProcess::Command> backend,
         std::function<void()> post, Report report);
  ~Puller() { m_worker.reset(); }
  /// Ends the thread; then the process (if it was started here) may be taken over.
  void stop() { m_worker.reset(); }
  BackendProcess* process() { return m_process ? &*m_process : nullptr; }

 private:
  void run(const std::stop_token& stop);
  bool connect();
  bool pull();
  core::Result<std::optional<api::Series>> pullSeries(bool wanted);
  bool fail(const core::Error& error);
  void noBackend(const core::Error& error);
  void tell(State state, const QString& detail);
  void pause(const std::stop_token& stop, core::Millis most, bool untilWanted);

  std::shared_ptr<Shared> m_shared;
  BackendLinkFactory m_factory;
  std::optional<BackendProcess> m_process;
  std::function<void()> m_post;
  Report m_report;
  std::unique_ptr<BackendLink> m_interceptor;
  std::optional<State> m_told;
  QString m_toldDetail;
  api::SectionSequences m_have;  // of every section that ever came
  api::SectionSet m_lastAsked;
  std::int64_t m_lastSequence = -1;
  core::Timestamp m_lastAt;
  std::int64_t m_cursor = 0;  // of the series
  std::optional<std::chrono::steady_clock::time_point> m_seriesAt;
  std::unique_ptr<core::Worker> m_worker;  // last: its thread uses all of the above
};

/// Sends calls one after the other.
class Feed::Caller {
 public:
  using Done = std::function<void(quint64, core::Result<std::string>)>;  // on the caller's thread
  Caller(const char* name, std::shared_ptr<Shared> shared, BackendLinkFactory factory, core::Millis timeout, Done done);
  ~Caller() { stop(); }
  /// False when too many wait.
  bool send(quint64 id, api::ControlCall call);
  void stop();

 private:
  struct Job {
    quint64 id = 0;
    api::ControlCall call;
    std::chrono::steady_clock::time_point at;  // when it was asked for
  };
  void run(const std::stop_token& stop);
  core::Result<std::string> sendNow(const Job& job);

  std::shared_ptr<Shared> m_shared;
  BackendLinkFactory m_factory;
  core::Millis m_timeout;
  Done m_done;
  core::BoundedQueue<Job> m_queue{256};
  std::unique_ptr<BackendLink> m_interceptor;
  int m_generation = -1;
  std::unique_ptr<core::Worker> m_worker;
};

}  // namespace orderdeck::ui
