#include "ui/feed/backend_process.h"

#include <signal.h>

#include <QFile>
#include <QFileInfo>
#include <QProcess>
#include <thread>

namespace orderdeck::ui {

core::Result<void> BackendProcess::start() {
  if (!QFileInfo(m_command.program).isExecutable())
    return core::fail(core::ErrorCode::NotFound,
                      "the backend's program is not there: " + m_command.program.toStdString());
  if (m_command.prepare) {
    if (auto prepared = m_command.prepare(); !prepared) return prepared;
  }
  QProcess process;
  process.setProgram(m_command.program);
  process.setArguments(m_command.arguments);
  process.setStandardInputFile(QProcess::nullDevice());
  process.setStandardOutputFile(m_command.logFile, QIODevice::Truncate);
  process.setStandardErrorFile(m_command.logFile, QIODevice::Append);
  if (!process.startDetached(&m_pid)) {
    m_pid = 0;
    return core::fail(core::ErrorCode::Internal,
                      "the backend could not be started: " + process.errorString().toStdString());
  }
  return {};
}

bool BackendProcess::alive() const { return m_pid > 0 && ::kill(static_cast<pid_t>(m_pid), 0) == 0; }

void BackendProcess::stop(core::Millis most) {
  if (!alive()) return;
  ::kill(static_cast<pid_t>(m_pid), SIGTERM);
  const auto until = std::chrono::steady_clock::now() + most;
  while (alive() && std::chrono::steady_clock::now() < until)
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
}

QString BackendProcess::logTail() const {
  QFile file(m_command.logFile);
  if (!file.open(QIODevice::ReadOnly)) return {};
  constexpr qint64 kTail = 2000;
  if (file.size() > kTail) file.seek(file.size() - kTail);
  const auto lines = QString::fromUtf8(file.readAll()).split(QLatin1Char('\n'), Qt::SkipEmptyParts);
  return lines.mid(std::max<qsizetype>(0, lines.size() - 3)).join(QLatin1Char('\n'));
}

}  // namespace orderdeck::ui
