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

#include "api/snapshot.h"
#include "ui/feed/feed.h"
#include "ui/theme/theme.h"

namespace orderdeck::tests {

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
  int snapshots() const {
    const std::lock_guard lock(m_mutex);
    return m_snapshots;
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
    core::Result<api::Snapshot> snapshot() override {
      const std::lock_guard lock(m_backend.m_mutex);
      ++m_backend.m_snapshots;
      if (!m_backend.m_up) return core::fail(core::ErrorCode::Disconnected, "connection closed", true);
      if (m_backend.m_refusing) return core::fail(core::ErrorCode::Unauthorized, "wrong token");
      return m_backend.m_snapshot;
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
