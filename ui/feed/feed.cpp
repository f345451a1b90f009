#include "ui/feed/feed.h"

#include "ui/feed/feed_threads.h"

namespace orderdeck::ui {
namespace {
constexpr core::Millis kActTimeout{30'000};
constexpr core::Millis kReadTimeout{180'000};  // an audit may wait for the system to come to rest
constexpr core::Millis kBackendStop{15'000};
}  // namespace

Feed::Feed(Options options, QObject* parent)
    : QObject(parent), m_options(std::move(options)), m_shared(std::make_shared<Shared>()) {}

Feed::~Feed() { stop(); }

void Feed::start() {
  if (m_puller) return;
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
  std::optional<Shared::Arrived> arrived;
  {
    const std::lock_guard lock(m_shared->mutex);
    arrived.swap(m_shared->arrived);
  }
  if (!arrived) return;
  if (!m_snapshot) m_snapshot = std::make_unique<api::Snapshot>();
  std::move(arrived->update).moveInto(*m_snapshot);
  m_current = arrived->current;
  for (const auto& series : arrived->series) m_history.add(series);
  emit snapshotArrived();
}

void Feed::setState(State state, const QString& detail) {
  m_state = state;
  m_detail = detail;
  emit connectionChanged(state, detail);
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

void Feed::send(api::ControlCall call, QObject* context, Answer answer) {
  const quint64 id = ++m_lastCall;
  m_pending.insert(id, {context, std::move(answer)});
  auto& caller = call.onlyReads ? m_reads : m_acts;
  if (caller && caller->send(id, std::move(call))) return;
  auto busy = core::fail(core::ErrorCode::Busy, "too many calls wait for the backend", true);
  QMetaObject::invokeMethod(
      this, [this, id, busy] { this->answer(id, core::Result<std::string>(busy)); }, Qt::QueuedConnection);
}

void Feed::answer(quint64 id, core::Result<std::string> result) {
  const auto pending = m_pending.take(id);
  if (pending.context && pending.answer) pending.answer(std::move(result));
}

}  // namespace orderdeck::ui
