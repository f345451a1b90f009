#include "app/ctl/daemon_process.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cstring>
#include <filesystem>
#include <thread>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace orderdeck::ctl {

namespace {

using Clock = std::chrono::steady_clock;
constexpr std::chrono::seconds kStartWait{30}, kStopWait{30};

std::string daemonProgram() {
  std::error_code error;
  const auto beside = std::filesystem::read_symlink("/proc/self/exe", error).parent_path() / "orderdeckd";
  return !error && std::filesystem::exists(beside) ? beside.string() : "orderdeckd";
}

std::vector<char*> pointersTo(std::vector<std::string>& words) {
  std::vector<char*> pointers;
  for (std::string& word : words) pointers.push_back(word.data());
  pointers.push_back(nullptr);
  return pointers;
}

// One line from a pipe, or what came until its end or the deadline.
std::string readLine(int pipe, Clock::time_point until) {
  std::string line;
  while (Clock::now() < until) {
    pollfd waiting{pipe, POLLIN, 0};
    if (::poll(&waiting, 1, 100) <= 0) continue;
    char c = 0;
    if (::read(pipe, &c, 1) != 1 || c == '\n') break;
    line += c;
  }
  return line;
}

}  // namespace

std::vector<std::string> serveArguments(const std::string& profile, const std::string& dataDir) {
  std::vector<std::string> arguments = {"serve", "--profile", profile};
  if (!dataDir.empty()) arguments.insert(arguments.end(), {"--data-dir", dataDir});
  return arguments;
}

core::Error becomeDaemon(const std::vector<std::string>& arguments) {
  std::vector<std::string> words = {daemonProgram()};
  words.insert(words.end(), arguments.begin(), arguments.end());
  const std::string program = words.front();
  ::execvp(program.c_str(), pointersTo(words).data());
  return {core::ErrorCode::Unavailable, fmt::format("cannot start {}: {}", program, std::strerror(errno)), false};
}

core::Result<void> DaemonProcess::start(const std::vector<std::string>& arguments, const std::string& logFile) {
  int pipe[2];
  if (::pipe2(pipe, O_CLOEXEC) != 0) return core::fail(core::ErrorCode::Internal, std::strerror(errno));
  const pid_t parent = ::getpid();
  const pid_t child = ::fork();
  if (child == 0) {
    ::prctl(PR_SET_PDEATHSIG, SIGTERM);
    ::setpgid(0, 0);  // Ctrl-C in the terminal is for us; we stop it in our own time
    if (::getppid() != parent) ::_exit(1);
    ::dup2(pipe[1], STDOUT_FILENO);
    if (!logFile.empty()) {
      const int log = ::open(logFile.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
      if (log >= 0) ::dup2(log, STDERR_FILENO);
    }
    becomeDaemon(arguments);
    ::_exit(127);
  }
  ::close(pipe[1]);
  if (child < 0) {
    ::close(pipe[0]);
    return core::fail(core::ErrorCode::Internal, std::strerror(errno));
  }
  m_pid = child;
  const std::string line = readLine(pipe[0], Clock::now() + kStartWait);
  ::close(pipe[0]);
  const auto said = nlohmann::json::parse(line, nullptr, false);
  if (said.is_object() && said.value("ready", true)) return {};
  stop();
  if (said.is_object()) {
    std::string reasons;
    for (const auto& process : said.value("notReady", nlohmann::json::array()))
      reasons += fmt::format("; {}: {}", process.value("process", ""), process.value("why", ""));
    return core::fail(core::ErrorCode::Unavailable, "the backend is not up" + reasons);
  }
  return core::fail(core::ErrorCode::Unavailable,
                    fmt::format("the backend did not start{}{}", logFile.empty() ? "" : ": see ", logFile));
}

void DaemonProcess::stop() {
  if (m_pid <= 0) return;
  ::kill(m_pid, SIGTERM);
  const auto until = Clock::now() + kStopWait;
  while (::waitpid(m_pid, nullptr, WNOHANG) == 0) {
    if (Clock::now() >= until) ::kill(m_pid, SIGKILL);
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
  m_pid = 0;
}

}  // namespace orderdeck::ctl
