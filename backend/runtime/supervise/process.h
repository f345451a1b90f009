// A child process as the supervisor keeps it: it dies with us, whatever happens to us. Owned by the supervisor and used
// on its thread alone: the kernel's death signal is tied to the THREAD that forked, so that thread must live as long as
// the children.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <sys/types.h>

#include "api/process_exit.h"
#include "core/error.h"

namespace orderdeck::runtime {

/// What a status of waitpid() says.
api::ProcessExit exitOf(int waitStatus);

struct ChildSpec {
  std::string name;                  // for messages
  std::vector<std::string> command;  // the program (looked up in PATH unless it holds a slash) and its arguments
  std::string logFile;  // standard error is appended to it; standard output too, unless a ready line is read from there
  bool readyLine = true;  // the first line on standard output says that it is ready
};

class ChildProcess {
 public:
  /// Starts the program in a session of its own, so that a terminal's Ctrl-C reaches us alone and we stop the children
  /// in order. Unavailable when it cannot be started (no such program, no such folder).
  static core::Result<std::unique_ptr<ChildProcess>> start(const ChildSpec& spec);

  /// Kills it (SIGKILL) if it still runs, and waits for it.
  ~ChildProcess();
  ChildProcess(const ChildProcess&) = delete;
  ChildProcess& operator=(const ChildProcess&) = delete;

  pid_t pid() const { return m_pid; }
  /// Readable when the process has ended.
  int endFd() const { return m_endFd; }
  /// Readable when output came; -1 when none is read, or after its end.
  int outputFd() const { return m_outputFd; }

  /// Takes what came on standard output; the first whole line, once it is there. Later output is thrown away.
  std::optional<std::string> readReadyLine();

  void signal(int number) const;

  /// Whether it was stopped (true) or went on (false) since this was asked last, whoever sent the signal; nothing: no
  /// news.
  std::optional<bool> pausedAnew() const;

  /// How it ended; nothing while it runs.
  std::optional<api::ProcessExit> ended();

 private:
  ChildProcess(pid_t pid, int endFd, int outputFd) : m_pid(pid), m_endFd(endFd), m_outputFd(outputFd) {}

  pid_t m_pid;
  int m_endFd, m_outputFd;
  std::string m_output;
  bool m_lineTaken = false;
  std::optional<api::ProcessExit> m_exit;
};

/// Keeps a log file under `most` bytes: its text moves to FILE.1 (what was there is gone) and the file starts anew. The
/// writer goes on with the same open file, so a line that it writes at that very moment may be lost.
void rotateLog(const std::string& file, std::int64_t most);

}  // namespace orderdeck::runtime
