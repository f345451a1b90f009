#include "ui/feed/feed_threads.h"

namespace orderdeck::ui {
namespace {
constexpr core::Millis kSnapshotTimeout{3000};
constexpr core::Millis kRetry{1000};
constexpr core::Millis kStartingPoll{100};
QString text(const core::Error& error) { return QString::fromStdString(error.what); }
}  // namespace

Feed::Puller::Puller(std::shared_ptr<Shared> shared, LinkFactory factory,
                     std::optional<BackendProcess::Command> backend, std::function<void()> post, Report report)
    : m_shared(std::move(shared)), m_factory(std::move(factory)), m_post(std::move(post)), m_report(std::move(report)) {
  if (backend) m_process.emplace(std::move(*backend));
  m_worker = std::make_unique<core::Worker>("feed", [this](const std::stop_token& stop) { run(stop); });
}

void Feed::Puller::run(const std::stop_token& stop) {
  while (!stop.stop_requested()) {
    const auto begun = std::chrono::steady_clock::now();
    if (!m_link && !connect()) {
      pause(stop, m_told == State::Starting ? kStartingPoll : kRetry, false);
      continue;
    }
    if (!pull()) {
      pause(stop, m_told == State::Starting ? kStartingPoll : kRetry, false);
      continue;
    }
    double rate = 0;
    {
      const std::lock_guard lock(m_shared->mutex);
      rate = m_shared->paused ? 0 : m_shared->rate;
    }
    const auto spent = std::chrono::duration_cast<core::Millis>(std::chrono::steady_clock::now() - begun);
    const auto period = rate > 0 ? core::Millis{static_cast<std::int64_t>(1000 / rate)} : core::Millis::max();
    pause(stop, rate > 0 ? std::max(core::Millis{1}, period - spent) : core::Millis::max(), true);
  }
}

bool Feed::Puller::connect() {
  auto made = m_factory(kSnapshotTimeout);
  if (!made) {
    noBackend(made.error());
    return false;
  }
  m_link = std::move(*made);
  ++m_shared->generation;
  return true;
}

// Starts the backend the first time; later it only says what is the matter, so that a backend that cannot live is not
// started for ever.
void Feed::Puller::noBackend(const core::Error& error) {
  bool mayStart = false;
  {
    const std::lock_guard lock(m_shared->mutex);
    mayStart = m_process && m_shared->startBackend;
    m_shared->startBackend = false;
  }
  if (mayStart && !m_process->alive()) {
    const auto started = m_process->start();
    m_shared->ownsBackend = started.has_value();
    if (started) return tell(State::Starting, {});
    return tell(State::Gone, text(started.error()));
  }
  if (m_process && m_process->started()) {
    if (m_process->alive()) {
      if (m_told == State::Starting) return;
    } else {
      m_shared->ownsBackend = false;
      const auto tail = m_process->logTail();
      return tell(State::Gone, tail.isEmpty() ? text(error) : tail);
    }
  }
  tell(State::Gone, text(error));
}

bool Feed::Puller::pull() {
  auto snapshot = m_link->snapshot();
  if (!snapshot) {
    m_link.reset();
    const auto code = snapshot.error().code;
    if (code == core::ErrorCode::Unauthorized || code == core::ErrorCode::Corrupt) {
      tell(State::Refused, text(snapshot.error()));
    } else if (m_told != State::Starting || !m_process || !m_process->alive()) {
      noBackend(snapshot.error());
    }
    return false;
  }
  {
    const std::lock_guard lock(m_shared->mutex);
    m_shared->refresh = false;
    m_shared->startBackend = false;
  }
  tell(State::Live, {});
  if (snapshot->sequence != m_lastSequence || snapshot->at != m_lastAt) {
    m_lastSequence = snapshot->sequence;
    m_lastAt = snapshot->at;
    m_shared->latest.put(std::move(*snapshot));
  }
  if (!m_shared->posted.exchange(true)) m_post();
  return true;
}

void Feed::Puller::tell(State state, const QString& detail) {
  if (m_told == state && m_toldDetail == detail) return;
  m_told = state;
  m_toldDetail = detail;
  m_report(state, detail);
}

// Waits; a wish for a snapshot now, or for another rate, ends it early.
void Feed::Puller::pause(const std::stop_token& stop, core::Millis most, bool untilWanted) {
  std::unique_lock lock(m_shared->mutex);
  const double rate = m_shared->rate;
  const bool paused = m_shared->paused;
  const auto wanted = [&] {
    return untilWanted ? m_shared->refresh || m_shared->rate != rate || m_shared->paused != paused
                       : m_shared->startBackend;
  };
  if (most == core::Millis::max()) {
    m_shared->changed.wait(lock, stop, wanted);
  } else {
    m_shared->changed.wait_for(lock, stop, most, wanted);
  }
}

Feed::Caller::Caller(const char* name, std::shared_ptr<Shared> shared, LinkFactory factory, core::Millis timeout,
                     Done done)
    : m_shared(std::move(shared)), m_factory(std::move(factory)), m_timeout(timeout), m_done(std::move(done)) {
  m_worker = std::make_unique<core::Worker>(name, [this](const std::stop_token& stop) { run(stop); });
}

bool Feed::Caller::send(quint64 id, api::ControlCall call) { return m_queue.tryPush({id, std::move(call)}); }

void Feed::Caller::stop() {
  m_queue.close();
  m_worker.reset();
}

void Feed::Caller::run(const std::stop_token& stop) {
  while (!stop.stop_requested()) {
    for (auto& job : m_queue.popBatch(1, core::Millis{500})) m_done(job.id, sendNow(job.call));
  }
}

core::Result<std::string> Feed::Caller::sendNow(const api::ControlCall& call) {
  const int generation = m_shared->generation;
  if (generation != m_generation) m_link.reset();
  if (!m_link) {
    auto made = m_factory(m_timeout);
    if (!made) return std::unexpected(made.error());
    m_link = std::move(*made);
    m_generation = generation;
  }
  auto answer = m_link->send(call);
  if (!answer &&
      (answer.error().code == core::ErrorCode::Disconnected || answer.error().code == core::ErrorCode::Timeout))
    m_link.reset();
  return answer;
}

}  // namespace orderdeck::ui
