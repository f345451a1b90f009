#include "app/daemon/keeper.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <vector>

#include <fmt/format.h>
#include <spdlog/spdlog.h>
#include <nlohmann/json.hpp>

#include "api/json_encoder.h"
#include "api/process_exit.h"
#include "core/address.h"
#include "core/clock.h"
#include "core/log.h"
#include "core/signals.h"
#include "core/standard_files.h"
#include "runtime/supervise/process.h"

namespace orderdeck::daemon {

namespace {

constexpr core::Millis kFirstBackOff{100}, kLongestBackOff{10'000}, kCalm{30'000};
constexpr int kUsage = 2;  // exit status of a daemon that was called wrongly, see usage_error.h

/// What a child makes of itself between fork and exec; this program has one thread, so anything may be called.
[[noreturn]] void becomeDaemon(std::vector<std::string>& words, pid_t parent, int output) {
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (::getppid() != parent) ::_exit(127);  // it ended before we could ask
  ::setsid();                               // a terminal's Ctrl-C reaches the keeper alone
  sigset_t none;
  sigemptyset(&none);
  ::sigprocmask(SIG_SETMASK, &none, nullptr);
  ::dup2(output, STDOUT_FILENO);
  std::vector<char*> argv;
  for (std::string& word : words) argv.push_back(word.data());
  argv.push_back(nullptr);
  ::execv(argv[0], argv.data());
  ::_exit(127);
}

int portOf(const nlohmann::json& ready, const char* name) {
  const auto address = core::parseHttpUrl(ready.value(name, ""));
  return address ? address->port : 0;
}

class Keeper {
 public:
  explicit Keeper(ServeOptions options)
      : m_options(std::move(options)), m_program(std::filesystem::read_symlink("/proc/self/exe").string()) {
    sigset_t set = core::endSignals();
    sigaddset(&set, SIGCHLD);
    ::sigprocmask(SIG_BLOCK, &set, nullptr);
    std::signal(SIGPIPE, SIG_IGN);
    m_signals = ::signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
    if (m_signals < 0) throw std::runtime_error(fmt::format("cannot take signals: {}", std::strerror(errno)));
    ::prctl(PR_SET_CHILD_SUBREAPER, 1);  // what a daemon leaves behind becomes our child
  }

  int run() {
    core::Millis backOff = kFirstBackOff;
    for (;;) {
      const auto begun = std::chrono::steady_clock::now();
      start();
      const int status = watch();
      endLeftovers();
      if (m_isUnsaid) return 1;
      if (m_asked || isFinal(status)) return WIFEXITED(status) ? WEXITSTATUS(status) : m_asked ? 0 : 1;
      m_death = runtime::exitOf(status);
      if (std::chrono::steady_clock::now() - begun >= kCalm) backOff = kFirstBackOff;
      spdlog::error("the daemon died ({}); starts again in {} ms", api::inEnglish(*m_death), backOff.count());
      if (rest(backOff)) return 0;
      backOff = std::min(backOff * 2, kLongestBackOff);
    }
  }

 private:
  /// In order, or because it was called wrongly or could not start: another try would end the same way. What was ready
  /// once is expected to start.
  bool isFinal(int status) const {
    return WIFEXITED(status) && (WEXITSTATUS(status) == 0 || WEXITSTATUS(status) == kUsage || !m_announced);
  }

  std::vector<std::string> command() const {
    std::vector<std::string> words = {m_program, "daemon", "--profile", m_options.profile};
    const auto add = [&words](const char* name, const std::string& value) { words.insert(words.end(), {name, value}); };
    if (!m_options.dataDir.empty()) add("--data-dir", m_options.dataDir);
    if (m_options.mustBeReady && !m_announced) words.emplace_back("--must-be-ready");
    if (const auto port = m_gatewayPort > 0 ? m_gatewayPort : m_options.gatewayPort)
      add("--port", std::to_string(*port));
    if (const auto port = m_apiPort > 0 ? m_apiPort : m_options.apiPort) add("--api-port", std::to_string(*port));
    if (m_death) add("--after", api::encodeJson(*m_death));
    return words;
  }

  void start() {
    int ends[2];
    if (::pipe2(ends, O_CLOEXEC) != 0)
      throw std::runtime_error(fmt::format("cannot make a pipe: {}", std::strerror(errno)));
    std::vector<std::string> words = command();
    const pid_t self = ::getpid();
    m_daemon = ::fork();
    if (m_daemon == 0) becomeDaemon(words, self, ends[1]);
    ::close(ends[1]);
    m_output = ends[0];
    ::fcntl(m_output, F_SETFL, O_NONBLOCK);
    m_line.clear();
    // Ports that this daemon does not get (somebody took them meanwhile) are not asked for a second time.
    m_gatewayPort.reset();
    m_apiPort.reset();
    if (m_daemon < 0) throw std::runtime_error(fmt::format("cannot start the daemon: {}", std::strerror(errno)));
  }

  /// Until the daemon has ended: its wait status.
  int watch() {
    int status = 0;
    for (;;) {
      pollfd fds[] = {{m_signals, POLLIN, 0}, {m_output, POLLIN, 0}};
      ::poll(fds, 2, -1);
      readOutput();
      takeSignals();
      if (reap(status)) break;
    }
    readOutput();
    if (m_output >= 0) ::close(std::exchange(m_output, -1));
    return status;
  }

  void readOutput() {
    char buffer[4096];
    while (m_output >= 0) {
      const ssize_t n = ::read(m_output, buffer, sizeof buffer);
      if (n > 0)
        m_line.append(buffer, static_cast<std::size_t>(n));
      else if (n == 0)
        ::close(std::exchange(m_output, -1));
      else if (errno != EINTR)
        break;
    }
    const auto end = m_line.find('\n');
    if (end == std::string::npos) return;
    const std::string line = m_line.substr(0, end);
    m_line.clear();
    const auto ready = nlohmann::json::parse(line, nullptr, false);
    if (!ready.is_object()) return;
    m_gatewayPort = portOf(ready, "gateway");
    m_apiPort = portOf(ready, "api");
    if (m_announced) return;
    m_announced = ready.value("ready", false) || !m_options.mustBeReady;
    std::puts(line.c_str());
    if (core::finish("orderdeckd", 0) == 0) return;
    m_isUnsaid = true;  // whoever waits for that line waits for ever
    askForEnd();
  }

  void takeSignals() {
    signalfd_siginfo info{};
    while (::read(m_signals, &info, sizeof info) == static_cast<ssize_t>(sizeof info)) {
      if (info.ssi_signo == SIGCHLD) continue;
      askForEnd();
    }
  }

  void askForEnd() {
    m_asked = true;
    if (m_daemon <= 0) return;
    ::kill(m_daemon, SIGTERM);
    ::kill(m_daemon, SIGCONT);
  }

  /// Whether the daemon has ended. Takes the ends of everything else that became our child, too.
  bool reap(int& status) {
    bool ended = false;
    int each = 0;
    for (pid_t pid = 0; (pid = ::waitpid(-1, &each, WNOHANG)) > 0;) {
      if (pid != m_daemon) continue;
      status = each;
      ended = true;
      m_daemon = 0;
    }
    return ended;
  }

  /// Two Redis on one file would be the end of it: so the next daemon starts when nothing of the last one lives.
  static void endLeftovers() {
    for (;;) {
      std::ifstream list(fmt::format("/proc/self/task/{}/children", ::getpid()));
      for (pid_t pid = 0; list >> pid;) ::kill(pid, SIGKILL);
      int status = 0;
      const pid_t ended = ::waitpid(-1, &status, 0);  // one at a time: its own children become ours then
      if (ended < 0 && errno != EINTR) return;        // none is left
    }
  }

  /// Waits; true when the end was asked for meanwhile.
  bool rest(core::Millis wait) {
    for (const auto until = std::chrono::steady_clock::now() + wait; !m_asked;) {
      const auto left = std::chrono::ceil<core::Millis>(until - std::chrono::steady_clock::now()).count();
      if (left <= 0) break;
      pollfd fds[] = {{m_signals, POLLIN, 0}};
      ::poll(fds, 1, static_cast<int>(left));
      takeSignals();
    }
    return m_asked;
  }

  const ServeOptions m_options;
  const std::string m_program;
  int m_signals = -1, m_output = -1;
  pid_t m_daemon = 0;
  std::string m_line;                           // of its output, not whole yet
  std::optional<api::ProcessExit> m_death;      // of the last one
  std::optional<int> m_gatewayPort, m_apiPort;  // of the last daemon that was ready
  bool m_announced = false, m_asked = false;
  bool m_isUnsaid = false;  // the ready line could not be written
};

}  // namespace

int runKeeper(const ServeOptions& options) {
  if (options.dieWithParent) {
    ::prctl(PR_SET_PDEATHSIG, SIGTERM);
    if (::getppid() == 1) return 0;  // it ended before we could ask
  }
  core::initLog("keeper");
  return Keeper(options).run();
}

}  // namespace orderdeck::daemon
