// A whole embedded system for integration tests: a real `orderdeckd serve`, its daemon and their processes, in a
// temporary folder, on ports of its own. The destructor stops it; what is then still alive of it is a failure that the
// test can ask for. One thread.
#pragma once

#include <sys/types.h>

#include <csignal>
#include <memory>
#include <string>
#include <vector>

#include <QJsonObject>
#include <QProcess>
#include <QString>
#include <QTemporaryDir>

#include "api/control_client.h"

namespace orderdeck::support {

class EmbeddedSystem {
 public:
  /// `profile`: lines of YAML for the profile, besides its name and ports. Nothing is started yet.
  explicit EmbeddedSystem(const QString& program, const QString& profile = {});
  ~EmbeddedSystem();
  EmbeddedSystem(const EmbeddedSystem&) = delete;
  EmbeddedSystem& operator=(const EmbeddedSystem&) = delete;

  /// Starts the daemon and returns at once. The gateway's port is a free one, known beforehand.
  void launch();
  /// Waits for the ready line.
  bool waitReady(int millis = 30'000);
  bool start() {
    launch();
    return waitReady();
  }

  /// SIGTERM, and the end of the daemon: its exit status, or -1 when it did not end in order within 30 s.
  int stop();
  /// A deadly signal for the daemon alone; returns when it is gone, and what was below it. Its keeper starts another
  /// one: see waitBack().
  void killDaemon(int signal = SIGKILL);
  /// Whether the keeper has brought a new daemon up (one that answers) within the time.
  bool waitBack(int millis = 30'000);
  /// SIGKILL for everything, the keeper first; returns when all of it is gone. Nothing comes back by itself.
  void killAll();

  /// The keeper, the daemon and everything below it, now.
  std::vector<pid_t> processes() const;
  /// Whether all of these are gone within the time.
  static bool gone(const std::vector<pid_t>& processes, int millis = 10'000);

  int gatewayPort() const { return m_port; }
  pid_t pid() const { return static_cast<pid_t>(m_process.processId()); }  // the keeper's: `orderdeckd serve`
  pid_t daemonPid() const;                                                 // 0: there is none now
  QString dataDir() const { return m_folder.filePath("data"); }
  QString profileFile() const { return m_folder.filePath("test.yaml"); }
  QString ledgerFile() const { return m_ready["ledger"].toString(); }
  std::string redisSocket() const { return m_ready["redis"].toString().mid(5).toStdString(); }  // without "unix:"
  const QJsonObject& readyLine() const { return m_ready; }
  QByteArray log() const;  // the daemon's stderr so far

  /// What a full audit finds, of a system that is at rest within the time: the invariants that do not hold or were not
  /// checked, or why there is no audit. Empty: every one holds. Short enough for QtTest, which cuts.
  QString complaints(core::Millis rest = core::Millis{60'000}) const;
  /// A client of the control API, made anew.
  api::ControlClient control(core::Millis timeout = core::Millis{10'000}) const;

 private:
  const QString m_program;
  QTemporaryDir m_folder;
  int m_port = 0;
  QProcess m_process;
  QJsonObject m_ready;
  pid_t m_killed = 0;  // the daemon that waitBack() must not see again
};

/// A port of loopback that was free just now.
int freePort();

}  // namespace orderdeck::support
