#include "ui/feed/feed_threads.h"

namespace orderdeck::ui {
namespace {
constexpr core::Millis kSnapshotTimeout{3000};
constexpr core::Millis kRetry{1000};
constexpr core::Millis kStartingPoll{100};
constexpr core::Millis kSeriesEvery{950};  // a little under the second in which points come, so that none is late
QString text(const core::Error& error) { return QString::fromStdString(error.what); }
}  // namespace

Feed::Puller::Puller(std::shared_ptr<Shared> shared, BackendLinkFactory factory,
                     std::optional<BackendProcess::Command> backend, std::function<void()> post, Report report)
    : m_shared(std::move(shared)), m_factory(std::move(factory)), m_post(std::move(post)), m_report(std::move(report)) {
  if (backend) m_process.emplace(std::move(*backend));
  m_worker = std::make_unique<core::Worker>("feed", [this](const std::stop_token& stop) { run(stop); });
}

void Feed::Puller::run(const std::stop_token& stop) {
  while (!stop.stop_requested()) {
    const auto begun = std::chrono::steady_clock::now();
    if (!m_interceptor && !connect()) {
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
  m_interceptor = std::move(*made);
  m_shared->scope = m_interceptor->scope();
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
  Needs needs;
  {
    const std::lock_guard lock(m_shared->mutex);
    needs = m_shared->needs;
    m_shared->refresh = false;  // what is wanted from now on is wanted of the next pull
  }
  api::SectionSequences wanted;
  for (std::size_t i = 0; i < api::kSectionNames.size(); ++i) {
    const auto section = static_cast<api::Section>(i);
    if (needs.sections.contains(section)) wanted[section] = m_have[section];
  }
  auto update = m_interceptor->snapshot(wanted);
  if (!update) return fail(update.error());
  auto series = pullSeries(needs.history);
  if (!series) return fail(series.error());
  for (const auto& [section, sequence] : update->sections) m_have[section] = sequence;
  const bool isNews = update->content.sequence != m_lastSequence || update->content.at != m_lastAt ||
                      needs.sections != m_lastAsked || !update->sections.empty() || series->has_value();
  m_lastSequence = update->content.sequence;
  m_lastAt = update->content.at;
  m_lastAsked = needs.sections;
  {
    const std::lock_guard lock(m_shared->mutex);
    m_shared->startBackend = false;
    if (isNews) {
      auto& arrived = m_shared->arrived ? *m_shared->arrived : m_shared->arrived.emplace();
      arrived.update.add(std::move(*update));
      arrived.current = needs.sections;
      if (*series) arrived.series.push_back(std::move(**series));
    }
  }
  tell(State::Live, {});
  if (!m_shared->posted.exchange(true)) m_post();
  return true;
}

/// The history's next points, once a second: none when they are not wanted, or not due.
core::Result<std::optional<api::Series>> Feed::Puller::pullSeries(bool wanted) {
  const auto now = std::chrono::steady_clock::now();
  if (!wanted || (m_seriesAt && now - *m_seriesAt < kSeriesEvery)) return std::nullopt;
  auto series = m_interceptor->series(m_cursor);
  if (!series) return std::unexpected(std::move(series.error()));
  m_seriesAt = now;
  m_cursor = series->cursor;
  return std::move(*series);
}

bool Feed::Puller::fail(const core::Error& error) {
  m_interceptor.reset();
  if (error.code == core::ErrorCode::Unauthorized || error.code == core::ErrorCode::Corrupt) {
    tell(State::Refused, text(error));
  } else if (m_told != State::Starting || !m_process || !m_process->alive()) {
    noBackend(error);
  }
  return false;
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

Feed::Caller::Caller(const char* name, std::shared_ptr<Shared> shared, BackendLinkFactory factory, core::Millis timeout,
                     Done done)
    : m_shared(std::move(shared)), m_factory(std::move(factory)), m_timeout(timeout), m_done(std::move(done)) {
  m_worker = std::make_unique<core::Worker>(name, [this](const std::stop_token& stop) { run(stop); });
}

bool Feed::Caller::send(quint64 id, api::ControlCall call) {
  return m_queue.tryPush({id, std::move(call), std::chrono::steady_clock::now()});
}

void Feed::Caller::stop() {
  m_queue.close();
  m_worker.reset();
}

void Feed::Caller::run(const std::stop_token& stop) {
  while (!stop.stop_requested()) {
    for (auto& job : m_queue.popBatch(1, core::Millis{500})) m_done(job.id, sendNow(job));
  }
}

core::Result<std::string> Feed::Caller::sendNow(const Job& job) {
  if (!job.call.onlyReads && std::chrono::steady_clock::now() - job.at > kActWait)
    return core::fail(core::ErrorCode::Unavailable, "not sent: the backend did not answer what was asked before", true);
  const int generation = m_shared->generation;
  if (generation != m_generation) m_interceptor.reset();
  if (!m_interceptor) {
    auto made = m_factory(m_timeout);
    if (!made) return std::unexpected(made.error());
    m_interceptor = std::move(*made);
    m_generation = generation;
  }
  auto answer = m_interceptor->send(job.call);
  if (!answer &&
      (answer.error().code == core::ErrorCode::Disconnected || answer.error().code == core::ErrorCode::Timeout))
    m_interceptor.reset();
  return answer;
}

}  // namespace orderdeck::ui
