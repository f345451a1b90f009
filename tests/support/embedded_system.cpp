#include "tests/support/embedded_system.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <map>
#include <stdexcept>

#include <QDeadlineTimer>
#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>

#include "tests/support/wait_until.h"

namespace orderdeck::support {

namespace {

// The parent of every process of the machine.
std::map<pid_t, pid_t> parents() {
  std::map<pid_t, pid_t> all;
  for (const QString& name : QDir("/proc").entryList(QDir::Dirs)) {
    bool number = false;
    const pid_t pid = name.toInt(&number);
    QFile stat("/proc/" + name + "/stat");
    if (!number || !stat.open(QIODevice::ReadOnly)) continue;
    const QByteArray text = stat.readAll();
    const QList<QByteArray> fields = text.mid(text.lastIndexOf(')') + 2).split(' ');  // state, parent, ...
    if (fields.size() > 1) all[pid] = fields[1].toInt();
  }
  return all;
}

bool alive(pid_t pid) {
  QFile stat(QString("/proc/%1/stat").arg(pid));
  if (!stat.open(QIODevice::ReadOnly)) return false;
  const QByteArray text = stat.readAll();
  return text.mid(text.lastIndexOf(')') + 2, 1) != "Z";
}

}  // namespace

int freePort() {
  const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  ::bind(socket, reinterpret_cast<sockaddr*>(&address), size);
  ::getsockname(socket, reinterpret_cast<sockaddr*>(&address), &size);
  ::close(socket);
  return ntohs(address.sin_port);
}

EmbeddedSystem::EmbeddedSystem(const QString& program, const QString& profile)
    : m_program(program), m_port(freePort()) {
  QFile file(profileFile());
  if (!m_folder.isValid() || !file.open(QIODevice::WriteOnly)) throw std::runtime_error("no temporary folder");
  file.write(("name: test\n" + profile + "\n").toUtf8());
  m_process.setStandardErrorFile(m_folder.filePath("daemon.log"));
  m_process.setChildProcessModifier(
      [] { ::prctl(PR_SET_PDEATHSIG, SIGTERM); });  // a test that aborts leaves no system behind
}

EmbeddedSystem::~EmbeddedSystem() {
  if (m_process.state() == QProcess::NotRunning) return;
  const auto all = processes();
  if (stop() == 0) return;
  for (const pid_t process : all) ::kill(process, SIGKILL);
  m_process.waitForFinished(5'000);
}

void EmbeddedSystem::launch() {
  m_ready = {};
  m_process.start(m_program,
                  {"serve", "--profile", profileFile(), "--data-dir", dataDir(), "--port", QString::number(m_port)});
  m_process.waitForStarted(5'000);
}

bool EmbeddedSystem::waitReady(int millis) {
  QDeadlineTimer deadline(millis);
  while (!m_process.canReadLine()) {
    if (deadline.hasExpired() || m_process.state() == QProcess::NotRunning) return false;
    m_process.waitForReadyRead(100);
  }
  m_ready = QJsonDocument::fromJson(m_process.readLine()).object();
  return !m_ready.isEmpty();
}

int EmbeddedSystem::stop() {
  if (m_process.state() == QProcess::NotRunning) return 0;
  m_process.terminate();
  if (!m_process.waitForFinished(30'000) || m_process.exitStatus() != QProcess::NormalExit) return -1;
  return m_process.exitCode();
}

void EmbeddedSystem::killDaemon(int signal) {
  auto below = processes();
  std::erase(below, pid());
  m_killed = daemonPid();
  ::kill(m_killed, signal);
  gone(below);
}

bool EmbeddedSystem::waitBack(int millis) {
  return waitUntil(
      [&] {
        const pid_t now = daemonPid();
        if (now == 0 || now == m_killed) return false;
        const auto snapshot = control().snapshot();
        return snapshot && snapshot->state != "starting";
      },
      std::chrono::milliseconds(millis));
}

void EmbeddedSystem::killAll() {
  const auto all = processes();
  m_process.kill();
  m_process.waitForFinished(10'000);
  for (const pid_t process : all) ::kill(process, SIGKILL);  // most are gone by now
  gone(all);
}

pid_t EmbeddedSystem::daemonPid() const {
  for (const auto& [child, parent] : parents()) {
    QFile line(QString("/proc/%1/cmdline").arg(child));
    if (parent == pid() && line.open(QIODevice::ReadOnly) && line.readAll().split('\0').value(1) == "daemon")
      return child;
  }
  return 0;
}

std::vector<pid_t> EmbeddedSystem::processes() const {
  const auto all = parents();
  std::vector<pid_t> mine = {pid()};
  for (std::size_t i = 0; i < mine.size(); ++i) {
    for (const auto& [child, parent] : all) {
      if (parent == mine[i]) mine.push_back(child);
    }
  }
  return mine;
}

bool EmbeddedSystem::gone(const std::vector<pid_t>& processes, int millis) {
  return waitUntil([&] { return std::ranges::none_of(processes, alive); }, std::chrono::milliseconds(millis));
}

QByteArray EmbeddedSystem::log() const {
  QFile file(m_folder.filePath("daemon.log"));
  return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

api::ControlClient EmbeddedSystem::control(core::Millis timeout) const {
  const auto address = api::findBackend(dataDir().toStdString());
  return api::ControlClient(address ? *address : api::ControlAddress{}, timeout);
}

QString EmbeddedSystem::complaints(core::Millis rest) const {
  constexpr core::Millis kAuditTakes{60'000};
  const auto answer = control(rest + kAuditTakes).send(api::audit(static_cast<double>(rest.count()) / 1'000));
  if (!answer) return QString::fromStdString(answer.error().what);
  const QJsonObject audit = QJsonDocument::fromJson(QByteArray::fromStdString(*answer)).object();
  if (audit["ok"].toBool()) return {};
  QString text;
  for (const QJsonValue invariant : audit["invariants"].toArray()) {
    if (invariant["status"].toString() == "ok") continue;
    text += QString("%1 is %2: %3\n")
                .arg(invariant["number"].toInt())
                .arg(invariant["status"].toString(), invariant["detail"].toString());
  }
  return text.isEmpty() ? QString::fromStdString(*answer) : text;
}

}  // namespace orderdeck::support
