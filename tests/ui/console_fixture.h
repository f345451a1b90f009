// What the console's tests share: the theme, settings in a temporary place, and a backend that plays back snapshots.
#pragma once

#include <QApplication>
#include <QSettings>
#include <QTemporaryDir>
#include <QTest>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include "api/series.h"
#include "api/snapshot_sections.h"
#include "ui/feed/feed.h"
#include "ui/theme/theme.h"

namespace orderdeck::tests {

/// What a backend with this snapshot answers to one that has `wanted`: every section is another with every snapshot.
inline api::SnapshotUpdate updateOf(const api::Snapshot& snapshot, const api::SectionSequences& wanted) {
  const std::int64_t now = core::toEpochMillis(snapshot.at) + snapshot.sequence;
  api::SnapshotUpdate update{.sections = {}, .content = snapshot};
  for (const auto& [section, has] : wanted)
    if (has != now) update.sections[section] = now;
  return update;
}

/// A backend in memory. Any thread.
class FakeBackend {
 public:
  void put(api::Snapshot snapshot) {
    const std::lock_guard lock(m_mutex);
    m_snapshot = std::move(snapshot);
    m_up = true;
  }
  void setUp(bool up) {
    const std::lock_guard lock(m_mutex);
    m_up = up;
  }
  void setRefusing(bool refusing) {
    const std::lock_guard lock(m_mutex);
    m_refusing = refusing;
  }
  void setAnswer(const std::string& answer, core::Millis delay = core::Millis{0}) {
    const std::lock_guard lock(m_mutex);
    m_answer = answer;
    m_delay = delay;
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
  std::vector<std::string> calls() const {
    const std::lock_guard lock(m_mutex);
    return m_calls;
  }

  ui::LinkFactory factory() {
    return [this](core::Millis) -> core::Result<std::unique_ptr<ui::BackendLink>> {
      const std::lock_guard lock(m_mutex);
      if (!m_up) return core::fail(core::ErrorCode::Unavailable, "no backend runs");
      ++m_connections;
      return std::make_unique<Link>(*this);
    };
  }

 private:
  class Link : public ui::BackendLink {
   public:
    explicit Link(FakeBackend& backend) : m_backend(backend) {}
    core::Result<std::string> send(const api::ControlCall& call) override {
      core::Millis delay{0};
      {
        const std::lock_guard lock(m_backend.m_mutex);
        if (!m_backend.m_up) return core::fail(core::ErrorCode::Disconnected, "connection closed", true);
        m_backend.m_calls.push_back(call.method + " " + call.target + (call.body.empty() ? "" : " " + call.body));
        delay = m_backend.m_delay;
      }
      if (call.method != "GET") std::this_thread::sleep_for(delay);
      const std::lock_guard lock(m_backend.m_mutex);
      return m_backend.m_answer;
    }
    core::Result<api::SnapshotUpdate> snapshot(const api::SectionSequences& wanted) override {
      const std::lock_guard lock(m_backend.m_mutex);
      ++m_backend.m_snapshots;
      m_backend.m_asked = wanted;
      if (!m_backend.m_up) return core::fail(core::ErrorCode::Disconnected, "connection closed", true);
      if (m_backend.m_refusing) return core::fail(core::ErrorCode::Unauthorized, "wrong token");
      return updateOf(m_backend.m_snapshot, wanted);
    }
    core::Result<api::Series> series(std::int64_t after) override {
      const std::lock_guard lock(m_backend.m_mutex);
      m_backend.m_cursors.push_back(after);
      if (after != m_backend.m_series.cursor) return m_backend.m_series;
      api::Series none;
      none.cursor = after, none.continued = true, none.at = m_backend.m_snapshot.at;
      return none;
    }

   private:
    FakeBackend& m_backend;
  };

  mutable std::mutex m_mutex;
  api::Snapshot m_snapshot;
  bool m_up = false, m_refusing = false;
  std::string m_answer = "{}";
  core::Millis m_delay{0};
  int m_snapshots = 0, m_connections = 0;
  std::vector<std::string> m_calls;
  api::SectionSequences m_asked;
  api::Series m_series;
  std::vector<std::int64_t> m_cursors;
};

/// QSettings go to a temporary folder, the theme is the dark one. One a test class, made in initTestCase().
class ConsoleEnvironment {
 public:
  ConsoleEnvironment() {
    QCoreApplication::setOrganizationName(QStringLiteral("orderdeck-test"));
    QCoreApplication::setApplicationName(QStringLiteral("console-test"));
    QSettings::setDefaultFormat(QSettings::IniFormat);
    QSettings::setPath(QSettings::IniFormat, QSettings::UserScope, m_folder.path());
    ui::applyTheme(*qApp, ui::ThemeKind::Dark);
  }

 private:
  QTemporaryDir m_folder;
};

}  // namespace orderdeck::tests
