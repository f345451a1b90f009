#include "tests/support/redis_server.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <stdexcept>
#include <string_view>
#include <thread>
#include <vector>

#include "tests/support/pause_process.h"

namespace orderdeck::support {

namespace {

/// Sends inline commands on a connection of its own and returns what came back within a second; empty when the server
/// is not there.
std::string ask(const std::string& path, const std::string& commands, std::size_t expected) {
  const int fd = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  path.copy(address.sun_path, sizeof address.sun_path - 1);
  std::string answer;
  if (::connect(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0 &&
      ::send(fd, commands.data(), commands.size(), MSG_NOSIGNAL) == static_cast<ssize_t>(commands.size())) {
    char buffer[256];
    pollfd readable{fd, POLLIN, 0};
    while (answer.size() < expected && ::poll(&readable, 1, 1000) == 1) {
      const ssize_t got = ::recv(fd, buffer, sizeof buffer, 0);
      if (got <= 0) break;
      answer.append(buffer, static_cast<std::size_t>(got));
    }
  }
  ::close(fd);
  return answer;
}

std::string login(const RedisServerOptions& options) {
  return options.password.empty() ? "" : "AUTH " + options.password + "\r\n";
}

}  // namespace

RedisServer::RedisServer(RedisServerOptions options) : m_options(std::move(options)) {
  std::string folder = (std::filesystem::temp_directory_path() / "orderdeck-redis-XXXXXX").string();
  if (!::mkdtemp(folder.data())) throw std::runtime_error("cannot make a folder for redis-server: " + folder);
  m_folder = folder;
  start();
}

RedisServer::~RedisServer() {
  kill();
  std::error_code ignored;
  std::filesystem::remove_all(m_folder, ignored);
}

void RedisServer::start() {
  std::vector<std::string> words = {"redis-server",
                                    "--port",
                                    "0",
                                    "--unixsocket",
                                    socketPath(),
                                    "--unixsocketperm",
                                    "700",
                                    "--dir",
                                    m_folder.string(),
                                    "--save",
                                    "",
                                    "--daemonize",
                                    "no",
                                    "--logfile",
                                    (m_folder / "redis.log").string(),
                                    "--hash-max-listpack-value",
                                    "512"};
  words.insert(words.end(), {"--appendonly", m_options.appendfsync.empty() ? "no" : "yes"});
  if (!m_options.appendfsync.empty())
    words.insert(words.end(), {"--appendfsync", m_options.appendfsync, "--aof-load-truncated", "no"});
  if (!m_options.password.empty()) words.insert(words.end(), {"--requirepass", m_options.password});
  std::vector<char*> argv;
  for (std::string& word : words) argv.push_back(word.data());
  argv.push_back(nullptr);

  const pid_t parent = ::getpid();
  m_pid = ::fork();
  if (m_pid < 0) throw std::runtime_error("cannot fork for redis-server");
  if (m_pid == 0) {
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (::getppid() != parent) ::_exit(1);
    const int nothing = ::open("/dev/null", O_RDWR);
    ::dup2(nothing, STDIN_FILENO);
    ::dup2(nothing, STDOUT_FILENO);
    ::execvp(argv[0], argv.data());
    ::_exit(127);
  }
  const auto giveUp = std::chrono::steady_clock::now() + std::chrono::seconds(20);
  while (!answersPing()) {
    if (::waitpid(m_pid, nullptr, WNOHANG) != 0) {
      m_pid = 0;
      throw std::runtime_error("redis-server ended at once: see " + m_folder.string());
    }
    if (std::chrono::steady_clock::now() > giveUp)
      throw std::runtime_error("redis-server does not answer: see " + m_folder.string());
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
}

void RedisServer::stop() {
  if (!m_pid) return;
  ask(socketPath(), login(m_options) + (m_options.appendfsync.empty() ? "SHUTDOWN SAVE\r\n" : "SHUTDOWN\r\n"), 4096);
  ::waitpid(m_pid, nullptr, 0);
  m_pid = 0;
}

void RedisServer::kill() {
  if (!m_pid) return;
  ::kill(m_pid, SIGKILL);
  ::waitpid(m_pid, nullptr, 0);
  m_pid = 0;
}

void RedisServer::restart() {
  stop();
  start();
}

void RedisServer::pause() { pauseProcess(m_pid); }
void RedisServer::resume() { ::kill(m_pid, SIGCONT); }

bool RedisServer::answersPing() const {
  const std::string expected = m_options.password.empty() ? "+PONG\r\n" : "+OK\r\n+PONG\r\n";
  return ask(socketPath(), login(m_options) + "PING\r\n", expected.size()) == expected;
}

}  // namespace orderdeck::support
