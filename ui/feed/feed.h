// Where the console gets everything from. Pulls at the chosen rate, on a worker thread, those sections of the snapshot
// that its readers show, and hands the latest to the GUI thread; sends calls on two more threads; reconnects by itself;
// starts a backend when none runs. GUI thread, all of it.
#pragma once

#include <QElapsedTimer>
#include <QHash>
#include <QObject>
#include <QPointer>
#include <QTimer>
#include <functional>
#include <initializer_list>
#include <memory>
#include <optional>

#include "api/command.h"
#include "api/snapshot.h"
#include "core/error.h"
#include "ui/feed/backend_link.h"
#include "ui/feed/backend_process.h"
#include "ui/feed/history.h"
#include "ui/feed/needs.h"

namespace orderdeck::ui {

class Feed : public QObject {
  Q_OBJECT
 public:
  struct Options {
    BackendLinkFactory link;
    std::optional<BackendProcess::Command> backend;  // started when the first connection finds none
  };
  static constexpr core::Millis kActWait{2'000};
  enum class State {
    Connecting,  // nothing known yet
    Starting,    // our backend is coming up
    Live,
    Gone,     // was live or never came: retried every second
    Refused,  // it answers, but not us (token), or what it says cannot be read
  };
  Q_ENUM(State)
  using Answer = std::function<void(core::Result<std::string>)>;

  explicit Feed(Options options, QObject* parent = nullptr);
  ~Feed() override;

  void start();
  /// Ends the threads; stops the backend when it was started here and is not to be kept. May wait for it (up to 15 s):
  /// hide windows first.
  void stop();

  /// Snapshots a second; 0 is off.
  void setRate(double hertz);
  double rate() const { return m_rate; }
  void setPaused(bool paused);
  bool paused() const { return m_paused; }
  /// One snapshot now, also when off or paused.
  void refresh();

  /// What `reader` shows from now on; what it showed before it shows no more. A section that did not come lately comes
  /// at once, also when off or paused.
  void show(const QObject* reader, const Needs& needs);
  /// It shows nothing now. A reader that is destroyed need not say so.
  void hide(const QObject* reader);

  State state() const { return m_state; }
  const QString& detail() const { return m_detail; }
  /// The latest snapshot, of whose sections those are fresh that somebody shows; null before the first. While nothing
  /// comes it grows old: its sources are stale, and what they do not tell any more is gone from it (api/freshness.h).
  const api::Snapshot* snapshot() const { return m_aged ? m_aged.get() : m_snapshot.get(); }
  /// The same if all of these sections came with it; else null: they are older, or empty.
  const api::Snapshot* snapshotWith(api::SectionSet sections) const {
    return m_current.contains(sections) ? snapshot() : nullptr;
  }
  /// Lag and faults of the last half hour.
  const History& history() const { return m_history; }
  /// Milliseconds since a snapshot arrived; nothing before the first.
  std::optional<qint64> age() const;
  /// Why no act can be done now that needs these sources and this scope of the token: no backend answers, it does not
  /// reach one of them, or the token may not. Empty: it can, as far as is known.
  QString whyNoAct(std::initializer_list<api::Source> needs = {}, api::Scope scope = api::Scope::Operate) const;

  /// Sends `call`; `answer` runs on the GUI thread, unless `context` is gone by then. Acts are sent in the order given;
  /// calls that only read travel beside them, so that a slow one holds up neither acts nor snapshots. Busy when too
  /// many wait (256). An act is never sent late: Unavailable, and it is not sent, when no backend answers now, or does
  /// not reach what the act `needs`, when the token may not do it, or when it has waited for kActWait behind others.
  void send(api::ControlCall call, QObject* context, Answer answer, std::initializer_list<api::Source> needs = {});

  /// Whether this feed started the backend that runs now.
  bool ownsBackend() const;
  bool canStartBackend() const { return m_options.backend.has_value(); }
  /// Tries again to start one, when none runs.
  void startBackend();
  /// Whether stop() leaves a backend alone that was started here.
  void keepBackend(bool keep) { m_keepBackend = keep; }

 signals:
  void snapshotArrived();
  /// Nothing came, and what was there is older now; about twice a second.
  void snapshotAged();
  void connectionChanged(orderdeck::ui::Feed::State state, const QString& detail);

 private:
  struct Shared;  // what the threads and this object share
  class Puller;
  class Caller;
  struct Pending {
    QPointer<QObject> context;
    Answer answer;
  };

  void take();
  void growOld();
  void answer(quint64 id, core::Result<std::string> result);
  void setState(State state, const QString& detail);
  void tellNeeds();

  Options m_options;
  double m_rate = 5;
  bool m_paused = false;
  State m_state = State::Connecting;
  QString m_detail;
  std::unique_ptr<api::Snapshot> m_snapshot;  // as it came
  std::unique_ptr<api::Snapshot> m_aged;      // the same, grown old; null while it is not
  QTimer m_ageing;
  api::SectionSet m_current;
  QHash<const QObject*, Needs> m_readers;
  History m_history;
  QElapsedTimer m_sinceSnapshot;
  bool m_keepBackend = false;
  quint64 m_lastCall = 0;
  QHash<quint64, Pending> m_pending;
  std::shared_ptr<Shared> m_shared;
  std::unique_ptr<Puller> m_puller;
  std::unique_ptr<Caller> m_acts, m_reads;
};

}  // namespace orderdeck::ui
