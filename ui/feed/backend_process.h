// `orderdeckd serve`, started by the console when none runs. The process is detached: it outlives a crash of the
// console. Made on the GUI thread, then used by the feed's worker only.
#pragma once

#include <QString>
#include <QStringList>
#include <functional>

#include "core/clock.h"
#include "core/error.h"

namespace orderdeck::ui {

class BackendProcess {
 public:
  struct Command {
    QString program;  // orderdeckd beside the console
    QStringList arguments;
    QString logFile;                                   // its output
    std::function<core::Result<void>()> prepare = {};  // before each start; makes the log's folder, or refuses
  };
  explicit BackendProcess(Command command) : m_command(std::move(command)) {}

  core::Result<void> start();
  bool started() const { return m_pid > 0; }
  bool alive() const;
  /// SIGTERM (an orderly stop), then waits up to `most` for its end.
  void stop(core::Millis most);
  /// The last lines of its output, for when it ended by itself.
  QString logTail() const;

 private:
  Command m_command;
  qint64 m_pid = 0;
};

}  // namespace orderdeck::ui
