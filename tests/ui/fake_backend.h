// A backend in memory for the console's tests: it plays back the snapshot that a test puts there, answers calls as the
// test scripts them, and remembers what it was asked. Any thread.
#pragma once

#include <algorithm>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "api/series.h"
#include "api/snapshot_sections.h"
#include "ui/feed/backend_link.h"

namespace orderdeck::tests {

class FakeBackend {
 public:
  using Answer = core::Result<std::string>;

  void put(api::Snapshot snapshot) {
    const std::lock_guard lock(m_mutex);
    if (m_living) {
      snapshot.sequence = std::max(snapshot.sequence, m_snapshot.sequence);
      snapshot.at = std::max(snapshot.at, m_snapshot.at);
    }
    m_snapshot = std::move(snapshot);
    m_up = true;
  }
  /// From now on a system that lives: every snapshot that is pulled is a fifth of a second newer than the one before.
  void live() {
    const std::lock_guard lock(m_mutex);
    m_living = true;
  }
  void setUp(bool up) {
    const std::lock_guard lock(m_mutex);
    m_up = up;
  }
  /// While it hangs it answers nothing: whoever asks waits.
  void hang(bool hangs) {
    const std::lock_guard lock(m_mutex);
    m_hangs = hangs;
    m_wakes.notify_all();
  }
  void setRefusing(bool refusing) {
    const std::lock_guard lock(m_mutex);
    m_refusing = refusing;
  }
  /// What calls whose "METHOD target" begins with `start` are answered, after a while; what was scripted last counts.
  /// Other calls are answered {}.
  void answer(const std::string& start, Answer answer, core::Millis after = core::Millis{0}) {
    const std::lock_guard lock(m_mutex);
    m_script.insert(m_script.begin(), {start, std::move(answer), after});
  }
  /// What comes after every cursor but its own.
  void setSeries(api::Series series) {
    const std::lock_guard lock(m_mutex);
    m_series = std::move(series);
  }

  int snapshots() const {
    const std::lock_guard lock(m_mutex);
    return m_snapshots;
  }
  /// What the last pull of a snapshot asked for.
  api::SectionSequences asked() const {
    const std::lock_guard lock(m_mutex);
    return m_asked;
  }
  /// The cursor of every call for series.
  std::vector<std::int64_t> cursors() const {
    const std::lock_guard lock(m_mutex);
    return m_cursors;
  }
  int connections() const {
    const std::lock_guard lock(m_mutex);
    return m_connections;
  }
  /// Every call so far that begins with `start`: "METHOD target body".
  std::vector<std::string> calls(const std::string& start = {}) const {
    const std::lock_guard lock(m_mutex);
    std::vector<std::string> found;
    std::copy_if(m_calls.begin(), m_calls.end(), std::back_inserter(found),
                 [&](const auto& call) { return call.starts_with(start); });
    return found;
  }
  /// What the console's token may do, as its next connection learns.
  void setScope(api::Scope scope) {
    const std::lock_guard lock(m_mutex);
    m_scope = scope;
  }
  api::Scope scope() const {
    const std::lock_guard lock(m_mutex);
    return m_scope;
  }
  /// Why the last act was done, as it said.
  std::string lastReason() const {
    const std::lock_guard lock(m_mutex);
    return m_lastReason;
  }
  std::string lastKey() const {
    const std::lock_guard lock(m_mutex);
    return m_lastKey;
  }

  ui::BackendLinkFactory factory() {
    return [this](core::Millis) -> core::Result<std::unique_ptr<ui::BackendLink>> {
      const std::lock_guard lock(m_mutex);
      if (!m_up) return core::fail(core::ErrorCode::Unavailable, "no backend runs");
      ++m_connections;
      return std::make_unique<Link>(*this);
    };
  }

 private:
  struct Scripted {
    std::string start;
    Answer answer = std::string("{}");
    core::Millis after{0};
  };

  class Link : public ui::BackendLink {
   public:
    explicit Link(FakeBackend& backend) : m_backend(backend) {}
    api::Scope scope() override { return m_backend.scope(); }
    Answer send(const api::ControlCall& call) override { return m_backend.send(call); }
    core::Result<api::SnapshotUpdate> snapshot(const api::SectionSequences& wanted) override {
      return m_backend.pull(wanted);
    }
    core::Result<api::Series> series(std::int64_t after) override { return m_backend.seriesAfter(after); }

   private:
    FakeBackend& m_backend;
  };

  Answer send(const api::ControlCall& call) {
    Scripted scripted;
    {
      const std::lock_guard lock(m_mutex);
      if (!m_up) return core::fail(core::ErrorCode::Disconnected, "connection closed", true);
      const std::string line = call.method + ' ' + call.target;
      m_calls.push_back(call.body.empty() ? line : line + ' ' + call.body);
      if (!call.idempotencyKey.empty()) m_lastKey = call.idempotencyKey;
      if (!call.onlyReads) m_lastReason = call.reason;
      const auto found = std::find_if(m_script.begin(), m_script.end(),
                                      [&](const auto& entry) { return line.starts_with(entry.start); });
      if (found != m_script.end()) scripted = *found;
    }
    std::this_thread::sleep_for(scripted.after);
    return scripted.answer;
  }

  core::Result<api::SnapshotUpdate> pull(const api::SectionSequences& wanted) {
    std::unique_lock lock(m_mutex);
    m_wakes.wait(lock, [this] { return !m_hangs; });
    ++m_snapshots;
    m_asked = wanted;
    if (!m_up) return core::fail(core::ErrorCode::Disconnected, "connection closed", true);
    if (m_refusing) return core::fail(core::ErrorCode::Unauthorized, "wrong token");
    if (m_living) {
      ++m_snapshot.sequence;
      m_snapshot.at += core::Millis{200};
    }
    // Every section is another with every snapshot.
    const std::int64_t now = core::toEpochMillis(m_snapshot.at) + m_snapshot.sequence;
    api::SnapshotUpdate update{.sections = {}, .content = m_snapshot};
    for (const auto& [section, has] : wanted)
      if (has != now) update.sections[section] = now;
    return update;
  }

  core::Result<api::Series> seriesAfter(std::int64_t after) {
    const std::lock_guard lock(m_mutex);
    m_cursors.push_back(after);
    if (after != m_series.cursor) return m_series;
    api::Series none;
    none.cursor = after, none.continued = true, none.at = m_snapshot.at;
    return none;
  }

  mutable std::mutex m_mutex;
  api::Snapshot m_snapshot;
  std::condition_variable m_wakes;
  bool m_hangs = false;
  bool m_up = false, m_living = false, m_refusing = false;
  std::vector<Scripted> m_script;
  int m_snapshots = 0, m_connections = 0;
  std::vector<std::string> m_calls;
  std::string m_lastKey, m_lastReason;
  api::Scope m_scope = api::Scope::Admin;
  api::SectionSequences m_asked;
  api::Series m_series;
  std::vector<std::int64_t> m_cursors;
};

}  // namespace orderdeck::tests
