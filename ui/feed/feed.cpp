#include "ui/feed/feed.h"

#include "api/freshness.h"
#include "ui/feed/feed_threads.h"
#include "ui/words/act_text.h"
#include "ui/words/source_text.h"

namespace orderdeck::ui {
namespace {
constexpr core::Millis kActTimeout{30'000};
constexpr core::Millis kReadTimeout{180'000};  // an audit may wait for the system to come to rest
constexpr core::Millis kBackendStop{15'000};
constexpr int kAgeEvery = 500;
}  // namespace

Feed::Feed(Options options, QObject* parent)
    : QObject(parent), m_options(std::move(options)), m_shared(std::make_shared<Shared>()) {
  m_ageing.setInterval(kAgeEvery);
  connect(&m_ageing, &QTimer::timeout, this, &Feed::growOld);
}

Feed::~Feed() { stop(); }

void Feed::start() {
  if (m_puller) return;
  m_ageing.start();
  const auto answered = [this](quint64 id, core::Result<std::string> result) {
    QMetaObject::invokeMethod(
        this, [this, id, result = std::move(result)]() mutable { answer(id, std::move(result)); },
        Qt::QueuedConnection);
  };
  m_acts = std::make_unique<Caller>("feed-acts", m_shared, m_options.link, kActTimeout, answered);
  m_reads = std::make_unique<Caller>("feed-reads", m_shared, m_options.link, kReadTimeout, answered);
  m_puller = std::make_unique<Puller>(
      m_shared, m_options.link, m_options.backend,
      [this] { QMetaObject::invokeMethod(this, &Feed::take, Qt::QueuedConnection); },
      [this](State state, const QString& detail) {
        QMetaObject::invokeMethod(this, [this, state, detail] { setState(state, detail); }, Qt::QueuedConnection);
      });
}

void Feed::stop() {
  if (!m_puller) return;
  m_ageing.stop();
  m_acts.reset();
  m_reads.reset();
  m_puller->stop();
  if (auto* process = m_puller->process(); process != nullptr && process->started() && !m_keepBackend)
    process->stop(kBackendStop);
  m_puller.reset();
  m_pending.clear();
}

void Feed::setRate(double hertz) {
  m_rate = hertz;
  {
    const std::lock_guard lock(m_shared->mutex);
    m_shared->rate = hertz;
  }
  m_shared->changed.notify_all();
}

void Feed::setPaused(bool paused) {
  m_paused = paused;
  {
    const std::lock_guard lock(m_shared->mutex);
    m_shared->paused = paused;
  }
  m_shared->changed.notify_all();
}

void Feed::refresh() {
  {
    const std::lock_guard lock(m_shared->mutex);
    m_shared->refresh = true;
  }
  m_shared->changed.notify_all();
}

void Feed::startBackend() {
  {
    const std::lock_guard lock(m_shared->mutex);
    m_shared->startBackend = true;
  }
  m_shared->changed.notify_all();
}

std::optional<qint64> Feed::age() const {
  if (!m_sinceSnapshot.isValid()) return {};
  return m_sinceSnapshot.elapsed();
}

bool Feed::ownsBackend() const { return m_shared->ownsBackend; }

void Feed::take() {
  m_shared->posted = false;  // before take(): a value put from now on posts again
  m_sinceSnapshot.start();
  const bool wasOld = m_aged != nullptr;
  m_aged.reset();
  std::optional<Shared::Arrived> arrived;
  {
    const std::lock_guard lock(m_shared->mutex);
    arrived.swap(m_shared->arrived);
  }
  if (!arrived) {  // nothing is new, but it is so now
    if (wasOld) emit snapshotArrived();
    return;
  }
  if (!m_snapshot) m_snapshot = std::make_unique<api::Snapshot>();
  std::move(arrived->update).moveInto(*m_snapshot);
  m_current = arrived->current;
  for (const auto& series : arrived->series) m_history.add(series);
  emit snapshotArrived();
}

void Feed::setState(State state, const QString& detail) {
  m_state = state;
  m_detail = detail;
  growOld();
  emit connectionChanged(state, detail);
}

void Feed::growOld() {
  const auto age = this->age();
  if (!m_snapshot || !age || (m_state == State::Live && *age <= api::kStaleAfter.count())) return;
  const bool isOurs = m_state == State::Live && (m_paused || m_rate == 0);
  m_aged = std::make_unique<api::Snapshot>(*m_snapshot);
  api::growOld(*m_aged, core::Millis{*age},
               (isOurs ? tr("the console does not refresh") : tr("the daemon does not answer")).toStdString());
  emit snapshotAged();
}

QString Feed::whyNoAct(std::initializer_list<api::Source> needs, api::Scope scope) const {
  switch (m_state) {
    case State::Connecting: return tr("No backend was found yet");
    case State::Starting: return tr("The backend is starting");
    case State::Gone: return tr("No backend answers now");
    case State::Refused: return tr("The backend refuses this console");
    case State::Live: break;
  }
  const bool pulls = !m_paused && m_rate > 0;
  const double period = pulls ? 1'000 / m_rate : 0;
  const auto age = this->age();
  if (pulls && age && static_cast<double>(*age) > period + static_cast<double>(api::kStaleAfter.count()))
    return tr("No backend answers now");
  if (const QString reason = whyNotInScope(m_shared->scope, scope); !reason.isEmpty()) return reason;
  for (const api::Source name : needs) {
    const auto* source = m_snapshot ? api::sourceIn(*m_snapshot, name) : nullptr;
    if (source != nullptr && source->state == api::SourceState::Stale) return sourceText(*source);
  }
  return {};
}

void Feed::show(const QObject* reader, const Needs& needs) {
  if (!m_readers.contains(reader)) connect(reader, &QObject::destroyed, this, [this, reader] { hide(reader); });
  m_readers[reader] = needs;
  tellNeeds();
}

void Feed::hide(const QObject* reader) {
  if (!m_readers.remove(reader)) return;
  disconnect(reader, &QObject::destroyed, this, nullptr);
  tellNeeds();
}

void Feed::tellNeeds() {
  Needs all;
  for (const auto& needs : std::as_const(m_readers)) all |= needs;
  {
    const std::lock_guard lock(m_shared->mutex);
    m_shared->needs = all;
    m_shared->refresh |= !m_current.contains(all.sections);
  }
  m_shared->changed.notify_all();
}

void Feed::send(api::ControlCall call, QObject* context, Answer answer, std::initializer_list<api::Source> needs) {
  const quint64 id = ++m_lastCall;
  m_pending.insert(id, {context, std::move(answer)});
  const auto refuse = [this, id](const core::Error& error) {
    QMetaObject::invokeMethod(
        this, [this, id, error] { this->answer(id, std::unexpected(error)); }, Qt::QueuedConnection);
  };
  if (const QString reason = whyNoAct(needs, call.scope); !call.onlyReads && !reason.isEmpty())
    return refuse({core::ErrorCode::Unavailable, reason.toStdString(), true});
  auto& caller = call.onlyReads ? m_reads : m_acts;
  if (caller && caller->send(id, std::move(call))) return;
  refuse({core::ErrorCode::Busy, "too many calls wait for the backend", true});
}

void Feed::answer(quint64 id, core::Result<std::string> result) {
  const auto pending = m_pending.take(id);
  if (pending.context && pending.answer) pending.answer(std::move(result));
}

}  // namespace orderdeck::ui
