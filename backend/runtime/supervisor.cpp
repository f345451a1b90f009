#include "runtime/supervisor.h"

#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>

#include <fmt/format.h>

namespace orderdeck::runtime {

using core::ErrorCode;
using core::Millis;

namespace {
constexpr Millis kFirstBackOff{100}, kLongestBackOff{10'000}, kCalm{30'000}, kProbeEvery{20}, kRotateEvery{5'000};
constexpr std::int64_t kMostLogBytes = 8 * 1024 * 1024;
}  // namespace

struct Supervisor::Unit {
  UnitSpec spec;
  UnitView view;
  std::unique_ptr<ChildProcess> process;
  std::string logFile;
  bool isReady = false;        // this process said so
  bool atOnce = false;         // asked to restart: no back-off at its end
  Millis backOff = kFirstBackOff;
  core::Timestamp startAt{};   // not before
  core::Timestamp killAt{};    // a restart that does not end by then is killed; epoch: none
};

Supervisor::Supervisor(std::vector<UnitSpec> units, std::vector<std::string> stopOrder, Notice notice)
    : m_stopOrder(std::move(stopOrder)), m_notice(std::move(notice)), m_wake(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {
  for (UnitSpec& spec : units) {
    auto unit = std::make_unique<Unit>();
    unit->view.name = spec.name;
    unit->view.service = spec.service;
    unit->spec = std::move(spec);
    m_views.push_back(unit->view);
    m_units.push_back(std::move(unit));
  }
}

Supervisor::~Supervisor() {
  stop();
  ::close(m_wake);
}

void Supervisor::start() {
  m_thread = std::make_unique<core::Worker>("supervisor", [this](std::stop_token) { run(); });
}

void Supervisor::stop() {
  {
    const std::lock_guard lock(m_mutex);
    m_stopping = true;
  }
  ::eventfd_write(m_wake, 1);
  if (m_thread) m_thread->stop();
}

core::Result<void> Supervisor::command(const std::string& name, const std::string& action) {
  static const std::vector<std::string> kActions = {"kill", "pause", "resume", "restart"};
  if (std::find(kActions.begin(), kActions.end(), action) == kActions.end()) {
    return core::fail(ErrorCode::InvalidArgument, fmt::format("no action '{}': kill, pause, resume or restart", action));
  }
  {
    const std::lock_guard lock(m_mutex);
    const auto unit = std::find_if(m_views.begin(), m_views.end(), [&](const UnitView& v) { return v.name == name; });
    if (unit == m_views.end()) return core::fail(ErrorCode::NotFound, fmt::format("no process is named '{}'", name));
    if (m_stopping) return core::fail(ErrorCode::Conflict, "the system is stopping");
    if (unit->pid == 0 && action != "restart") return core::fail(ErrorCode::Conflict, fmt::format("{} does not run now ({})", name, unit->state));
    if (action == "resume" && unit->state != "paused") return core::fail(ErrorCode::Conflict, fmt::format("{} is not paused", name));
    if (action == "pause" && unit->state == "paused") return core::fail(ErrorCode::Conflict, fmt::format("{} is paused already", name));
    m_commands.push_back({name, action});
  }
  ::eventfd_write(m_wake, 1);
  return {};
}

std::vector<UnitView> Supervisor::units() const {
  const std::lock_guard lock(m_mutex);
  return m_views;
}

bool Supervisor::waitReady(Millis wait) const {
  std::unique_lock lock(m_mutex);
  const auto allReady = [this] { return std::all_of(m_views.begin(), m_views.end(), [](const UnitView& v) { return v.readyOnce; }); };
  m_changed.wait_for(lock, wait, [&] { return m_stopping || allReady(); });
  return allReady();
}

void Supervisor::publish(Unit& unit, const std::string& what) {
  {
    const std::lock_guard lock(m_mutex);
    for (UnitView& view : m_views) {
      if (view.name == unit.view.name) view = unit.view;
    }
  }
  m_changed.notify_all();
  if (!what.empty() && m_notice) m_notice(unit.view, what);
}

void Supervisor::run() {
  m_rotateAt = core::now() + kRotateEvery;
  for (;;) {
    {
      const std::lock_guard lock(m_mutex);
      if (m_stopping) break;
    }
    takeCommands();
    for (auto& unit : m_units) checkEnd(*unit);
    for (auto& unit : m_units) checkReady(*unit);
    startDue();
    rotateLogs();

    core::Timestamp until = m_rotateAt;
    for (const auto& unit : m_units) {
      if (!unit->process && unit->startAt > core::now()) until = std::min(until, unit->startAt);
      if (unit->process && !unit->isReady && unit->spec.probe) until = std::min(until, core::now() + kProbeEvery);
      if (unit->process && unit->killAt != core::Timestamp{}) until = std::min(until, unit->killAt);
    }
    waitForNews(until);
  }
  stopAll();
}

/// Sleeps until a process ends or writes, somebody calls, or `until`.
void Supervisor::waitForNews(core::Timestamp until) {
  std::vector<pollfd> fds{{m_wake, POLLIN, 0}};
  for (const auto& unit : m_units) {
    if (!unit->process) continue;
    fds.push_back({unit->process->endFd(), POLLIN, 0});
    if (unit->process->outputFd() >= 0 && unit->view.state != "paused") fds.push_back({unit->process->outputFd(), POLLIN, 0});
  }
  const auto wait = std::clamp<std::int64_t>((until - core::now()).count(), 0, kRotateEvery.count());
  ::poll(fds.data(), fds.size(), static_cast<int>(wait));
  eventfd_t calls = 0;
  ::eventfd_read(m_wake, &calls);
}

void Supervisor::startDue() {
  const auto readyOnce = [this](const std::string& name) {
    return std::all_of(m_units.begin(), m_units.end(), [&](const auto& unit) { return unit->view.name != name || unit->view.readyOnce; });
  };
  for (auto& unit : m_units) {
    if (unit->process || unit->startAt > core::now()) continue;
    if (std::all_of(unit->spec.after.begin(), unit->spec.after.end(), readyOnce)) startUnit(*unit);
  }
}

void Supervisor::startUnit(Unit& unit) {
  const ChildSpec spec = unit.spec.command();
  unit.logFile = spec.logFile;
  auto process = ChildProcess::start(spec);
  if (!process) return backOff(unit, process.error().what);
  unit.process = std::move(*process);
  unit.isReady = false;
  unit.view.pid = unit.process->pid();
  unit.view.state = "starting";
  unit.view.startedAt = core::now();
  publish(unit, fmt::format("started (pid {})", unit.view.pid));
}

void Supervisor::checkReady(Unit& unit) {
  if (!unit.process || unit.view.state == "paused") return;
  const auto line = unit.process->readReadyLine();  // also empties the pipe of a process that goes on writing
  if (unit.isReady) return;
  if (line) becomeReady(unit, *line);
  else if (unit.spec.probe && unit.spec.probe()) becomeReady(unit, {});
}

void Supervisor::becomeReady(Unit& unit, const std::string& line) {
  unit.isReady = true;
  if (unit.spec.ready) {
    if (const auto taken = unit.spec.ready(line); !taken) {
      publish(unit, "cannot be used: " + taken.error().what);
      unit.process->signal(SIGKILL);
      return;
    }
  }
  unit.view.state = "up";
  unit.view.readyOnce = true;
  publish(unit, "is up");
}

void Supervisor::checkEnd(Unit& unit) {
  if (!unit.process) return;
  if (unit.killAt != core::Timestamp{} && core::now() >= unit.killAt) {
    unit.process->signal(SIGKILL);
    unit.killAt = {};
  }
  const auto exit = unit.process->ended();
  if (!exit) return;
  if (core::now() - unit.view.startedAt >= kCalm) unit.backOff = kFirstBackOff;
  unit.process.reset();
  unit.killAt = {};
  backOff(unit, *exit);
}

void Supervisor::backOff(Unit& unit, const std::string& exit) {
  unit.view.pid = 0;
  unit.view.state = "backing-off";
  unit.view.lastExit = exit;
  ++unit.view.restarts;
  unit.isReady = false;
  if (std::exchange(unit.atOnce, false)) {
    unit.startAt = core::now();
    return publish(unit, fmt::format("ended ({}) to be restarted", exit));
  }
  unit.startAt = core::now() + unit.backOff;
  publish(unit, fmt::format("died ({}); starts again in {} ms", exit, unit.backOff.count()));
  unit.backOff = std::min(unit.backOff * 2, kLongestBackOff);
}

void Supervisor::takeCommands() {
  std::deque<Command> commands;
  {
    const std::lock_guard lock(m_mutex);
    commands.swap(m_commands);
  }
  for (const Command& command : commands) {
    for (auto& unit : m_units) {
      if (unit->view.name == command.unit) obey(*unit, command.action);
    }
  }
}

void Supervisor::obey(Unit& unit, const std::string& action) {
  if (action == "restart") {
    unit.startAt = {};
    unit.backOff = kFirstBackOff;
    if (!unit.process) return;
    unit.atOnce = true;
    unit.killAt = core::now() + unit.spec.stopWait;
    unit.process->signal(SIGTERM);
    return unit.process->signal(SIGCONT);
  }
  if (!unit.process) return;  // it ended since the command was given
  if (action == "kill") {
    unit.process->signal(SIGKILL);
  } else if (action == "pause" && unit.view.state != "paused") {
    unit.process->signal(SIGSTOP);
    unit.view.state = "paused";
    publish(unit, "is paused");
  } else if (action == "resume" && unit.view.state == "paused") {
    unit.process->signal(SIGCONT);
    unit.view.state = unit.isReady ? "up" : "starting";
    publish(unit, "goes on");
  }
}

void Supervisor::stopAll() {
  std::vector<Unit*> order;
  const auto named = [this](const std::string& name) {
    const auto unit = std::find_if(m_units.begin(), m_units.end(), [&](const auto& u) { return u->view.name == name; });
    return unit == m_units.end() ? nullptr : unit->get();
  };
  for (const std::string& name : m_stopOrder) {
    if (Unit* unit = named(name)) order.push_back(unit);
  }
  for (auto unit = m_units.rbegin(); unit != m_units.rend(); ++unit) {
    if (std::find(order.begin(), order.end(), unit->get()) == order.end()) order.push_back(unit->get());
  }
  for (Unit* unit : order) stopUnit(*unit);
}

void Supervisor::stopUnit(Unit& unit) {
  if (unit.process) {
    unit.process->signal(SIGTERM);
    unit.process->signal(SIGCONT);
    const core::Timestamp until = core::now() + unit.spec.stopWait;
    while (!unit.process->ended() && core::now() < until) {
      pollfd ends[] = {{unit.process->endFd(), POLLIN, 0}, {unit.process->outputFd(), POLLIN, 0}};
      ::poll(ends, 2, static_cast<int>(std::max<std::int64_t>(1, (until - core::now()).count())));
      unit.process->readReadyLine();
    }
    if (const auto exit = unit.process->ended()) unit.view.lastExit = *exit;
    else unit.view.lastExit = "signal 9";
    unit.process.reset();  // kills what did not obey
  }
  unit.view.pid = 0;
  unit.view.state = "stopped";
  publish(unit, "stopped");
}

void Supervisor::rotateLogs() {
  if (core::now() < m_rotateAt) return;
  m_rotateAt = core::now() + kRotateEvery;
  for (const auto& unit : m_units) {
    if (!unit->logFile.empty()) rotateLog(unit->logFile, kMostLogBytes);
  }
}

}  // namespace orderdeck::runtime
