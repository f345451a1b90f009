#include "runtime/supervise/process.h"

#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <sstream>

#include <fmt/format.h>
#include <linux/close_range.h>

#include "core/private_file.h"

namespace orderdeck::runtime {

namespace {

struct ChildFds {
  int input, output, error, failure;
};

/// Between fork and exec: only what is safe to call in a child of a program with threads. Writes errno to `failure`
/// when exec fails.
[[noreturn]] void becomeChild(char* const* argv, pid_t parent, const ChildFds& fds) {
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (::getppid() != parent) ::_exit(127);  // the parent died before the death signal was set
  ::setsid();
  for (int number : {SIGPIPE, SIGINT, SIGTERM, SIGHUP, SIGCHLD}) ::signal(number, SIG_DFL);
  sigset_t none;
  sigemptyset(&none);
  ::sigprocmask(SIG_SETMASK, &none, nullptr);
  ::dup2(fds.input, STDIN_FILENO);
  ::dup2(fds.output, STDOUT_FILENO);
  ::dup2(fds.error, STDERR_FILENO);
  ::close_range(3, ~0U, CLOSE_RANGE_CLOEXEC);
  ::execvp(argv[0], argv);
  const int error = errno;
  [[maybe_unused]] const ssize_t n = ::write(fds.failure, &error, sizeof error);
  ::_exit(127);
}

class Fd {
 public:
  explicit Fd(int fd = -1) : m_fd(fd) {}
  ~Fd() { reset(); }
  Fd(const Fd&) = delete;
  Fd& operator=(const Fd&) = delete;
  int get() const { return m_fd; }
  int release() { return std::exchange(m_fd, -1); }
  void reset(int fd = -1) {
    if (m_fd >= 0) ::close(m_fd);
    m_fd = fd;
  }

 private:
  int m_fd;
};

bool makePipe(Fd& readEnd, Fd& writeEnd) {
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) != 0) return false;
  readEnd.reset(ends[0]);
  writeEnd.reset(ends[1]);
  return true;
}

/// Its folder may have been removed; and a process whose log cannot be written (a full disk) had better run and log
/// into ours.
int openLog(const std::string& file) {
  (void)core::makePrivateDir(std::filesystem::path(file).parent_path().string());
  const int log = ::open(file.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  return log >= 0 ? log : ::fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, 3);
}

}  // namespace

api::ProcessExit exitOf(int waitStatus) {
  if (WIFSIGNALED(waitStatus)) return {.signal = WTERMSIG(waitStatus)};
  return {.status = WEXITSTATUS(waitStatus)};
}

core::Result<std::unique_ptr<ChildProcess>> ChildProcess::start(const ChildSpec& spec) {
  const auto failed = [&spec](const std::string& doing) {
    return core::fail(core::ErrorCode::Unavailable,
                      fmt::format("{}: cannot {}: {}", spec.name, doing, std::strerror(errno)), true);
  };
  Fd input(::open("/dev/null", O_RDONLY | O_CLOEXEC));
  Fd log(openLog(spec.logFile));
  if (log.get() < 0) return failed("open its log " + spec.logFile);
  Fd outputRead, outputWrite, failureRead, failureWrite;
  if (input.get() < 0 || !makePipe(failureRead, failureWrite) || (spec.readyLine && !makePipe(outputRead, outputWrite)))
    return failed("make a pipe");

  std::vector<char*> argv;
  for (const std::string& word : spec.command) argv.push_back(const_cast<char*>(word.c_str()));
  argv.push_back(nullptr);
  const ChildFds fds{input.get(), spec.readyLine ? outputWrite.get() : log.get(), log.get(), failureWrite.get()};
  const pid_t parent = ::getpid();
  const pid_t pid = ::fork();
  if (pid < 0) return failed("fork");
  if (pid == 0) becomeChild(argv.data(), parent, fds);

  failureWrite.reset();
  outputWrite.reset();
  int error = 0;
  ssize_t n = 0;
  do n = ::read(failureRead.get(), &error, sizeof error);
  while (n < 0 && errno == EINTR);
  if (n == static_cast<ssize_t>(sizeof error)) {
    ::waitpid(pid, nullptr, 0);
    errno = error;
    return failed("start " + spec.command.front());
  }
  const int endFd = static_cast<int>(::syscall(SYS_pidfd_open, pid, 0));  // glibc 2.36's header for it lacks extern "C"
  if (endFd < 0) {
    auto answer = failed("watch the process");
    ::kill(pid, SIGKILL);
    ::waitpid(pid, nullptr, 0);
    return answer;
  }
  if (spec.readyLine) ::fcntl(outputRead.get(), F_SETFL, O_NONBLOCK);
  return std::unique_ptr<ChildProcess>(new ChildProcess(pid, endFd, outputRead.release()));
}

ChildProcess::~ChildProcess() {
  if (!m_exit) {
    ::kill(m_pid, SIGKILL);
    while (::waitpid(m_pid, nullptr, 0) < 0 && errno == EINTR) {
    }
  }
  ::close(m_endFd);
  if (m_outputFd >= 0) ::close(m_outputFd);
}

std::optional<std::string> ChildProcess::readReadyLine() {
  char buffer[4096];
  while (m_outputFd >= 0) {
    const ssize_t n = ::read(m_outputFd, buffer, sizeof buffer);
    if (n > 0) {
      if (!m_lineTaken) m_output.append(buffer, static_cast<std::size_t>(n));
    } else if (n < 0 && errno == EINTR) {
      continue;
    } else {
      if (n == 0 || errno != EAGAIN) ::close(std::exchange(m_outputFd, -1));
      break;
    }
  }
  const std::size_t end = m_output.find('\n');
  if (m_lineTaken || end == std::string::npos) return std::nullopt;
  m_lineTaken = true;
  return std::exchange(m_output, {}).substr(0, end);
}

void ChildProcess::signal(int number) const {
  if (!m_exit) ::kill(m_pid, number);  // not reaped yet, so the pid is still its own
}

std::optional<bool> ChildProcess::pausedAnew() const {
  siginfo_t news{};
  if (m_exit || ::waitid(P_PID, static_cast<id_t>(m_pid), &news, WSTOPPED | WCONTINUED | WNOHANG) != 0 ||
      news.si_pid != m_pid)
    return std::nullopt;
  return news.si_code != CLD_CONTINUED;
}

std::optional<api::ProcessExit> ChildProcess::ended() {
  int status = 0;
  if (!m_exit && ::waitpid(m_pid, &status, WNOHANG) == m_pid) m_exit = exitOf(status);
  return m_exit;
}

void rotateLog(const std::string& file, std::int64_t most) {
  std::error_code error;
  const auto size = std::filesystem::file_size(file, error);
  if (error || size <= static_cast<std::uintmax_t>(most)) return;
  std::filesystem::copy_file(file, file + ".1", std::filesystem::copy_options::overwrite_existing, error);
  if (!error) std::filesystem::resize_file(file, 0, error);  // the writers append, so they go on at the new end
}

}  // namespace orderdeck::runtime
