#include "runtime/supervise/supervisor.h"

#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <filesystem>

#include <fmt/format.h>

#include "api/ops_event_table.h"
#include "runtime/supervise/last_words.h"

namespace orderdeck::runtime {

using api::opsEvent;
using core::ErrorCode;
using core::Millis;
using namespace api::literals;

namespace {
constexpr Millis kFirstBackOff{100}, kLongestBackOff{10'000}, kCalm{30'000}, kProbeEvery{20}, kLookEvery{100},
    kRotateEvery{5'000};
constexpr std::int64_t kMostLogBytes = 8 * 1024 * 1024;
// A process that dies so often cannot be helped by restarts. Then the same news is told once a minute, not at every
// death.
constexpr Millis kLoopWindow{60'000};
constexpr std::size_t kLoopDeaths = 5;

// Of the steady clock: a clock that is set back must not keep a process from being started.
Supervisor::Moment steadyNow() { return std::chrono::steady_clock::now(); }

std::int64_t sizeOf(const std::string& file) {
  std::error_code error;
  const auto size = std::filesystem::file_size(file, error);
  return error ? 0 : static_cast<std::int64_t>(size);
}
}  // namespace

struct Supervisor::Unit {
  explicit Unit(UnitSpec from) : spec(std::move(from)) {
    view.name = spec.name;
    view.service = spec.service;
  }

  UnitSpec spec;
  UnitView view;
  std::unique_ptr<ChildProcess> process;
  std::string logFile;
  bool isReady = false;      // this process said so
  bool atOnce = false;       // asked to restart: no back-off at its end
  bool killed = false;       // by us
  bool isAdded = false;      // while the supervisor ran
  bool isLeaving = false;    // it was removed: ends, and is forgotten then
  std::string refusal;       // why what it said when it was ready cannot be used
  std::int64_t logFrom = 0;  // where this process' lines begin
  Millis backOff = kFirstBackOff;
  Moment startedAt{};
  Moment startAt{};                            // not before
  Moment killAt{};                             // a restart that does not end by then is killed; epoch: none
  std::deque<Moment> deaths;                   // within the last kLoopWindow
  std::optional<api::ProcessExit> toldOfLoop;  // the death in a loop that was told last, and when
  Moment toldAt{};
};

Supervisor::Supervisor(std::vector<UnitSpec> units, std::vector<std::string> stopOrder, Notice notice)
    : m_stopOrder(std::move(stopOrder)), m_notice(std::move(notice)), m_wake(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {
  for (UnitSpec& spec : units) {
    m_units.push_back(std::make_unique<Unit>(std::move(spec)));
    m_views.push_back(m_units.back()->view);
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

core::Result<void> Supervisor::command(const std::string& name, api::NodeActionWord action) {
  {
    const std::lock_guard lock(m_mutex);
    const auto unit = std::find_if(m_views.begin(), m_views.end(), [&](const UnitView& v) { return v.name == name; });
    if (unit == m_views.end()) return core::fail(ErrorCode::NotFound, fmt::format("no process is named '{}'", name));
    if (m_stopping) return core::fail(ErrorCode::Conflict, "the system is stopping");
    if (unit->pid == 0 && action != api::NodeAction::Restart)
      return core::fail(ErrorCode::Conflict, fmt::format("{} does not run now ({})", name, unit->state.text()));
    if (action == api::NodeAction::Resume && unit->state != api::NodeState::Paused)
      return core::fail(ErrorCode::Conflict, fmt::format("{} is not paused", name));
    if (action == api::NodeAction::Pause && unit->state == api::NodeState::Paused)
      return core::fail(ErrorCode::Conflict, fmt::format("{} is paused already", name));
    if (m_leaving.contains(name)) return core::fail(ErrorCode::Conflict, fmt::format("{} is being removed", name));
    m_requests.emplace_back(Command{name, action});
  }
  ::eventfd_write(m_wake, 1);
  return {};
}

core::Result<void> Supervisor::add(UnitSpec spec) {
  {
    const std::lock_guard lock(m_mutex);
    if (m_stopping) return core::fail(ErrorCode::Conflict, "the system is stopping");
    if (std::ranges::find(m_views, spec.name, &UnitView::name) != m_views.end())
      return core::fail(ErrorCode::Conflict, fmt::format("there is a process named '{}' already", spec.name));
    m_views.push_back({.name = spec.name, .service = spec.service, .lastExit = {}, .startedAt = {}});
    m_requests.emplace_back(std::move(spec));
  }
  ::eventfd_write(m_wake, 1);
  return {};
}

core::Result<void> Supervisor::remove(const std::string& name) {
  {
    const std::lock_guard lock(m_mutex);
    if (std::ranges::find(m_views, name, &UnitView::name) == m_views.end())
      return core::fail(ErrorCode::NotFound, fmt::format("no process is named '{}'", name));
    if (m_stopping) return core::fail(ErrorCode::Conflict, "the system is stopping");
    if (!m_leaving.insert(name).second)
      return core::fail(ErrorCode::Conflict, fmt::format("{} is being removed", name));
    m_requests.emplace_back(Removal{name});
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
  const auto allReady = [this] {
    return std::all_of(m_views.begin(), m_views.end(), [](const UnitView& v) { return v.readyOnce; });
  };
  m_changed.wait_for(lock, wait, [&] { return m_stopping || allReady(); });
  return allReady();
}

void Supervisor::publish(const Unit& unit) {
  {
    const std::lock_guard lock(m_mutex);
    for (UnitView& view : m_views) {
      if (view.name == unit.view.name) view = unit.view;
    }
  }
  m_changed.notify_all();
}

void Supervisor::tell(api::OpsEvent event) const {
  if (m_notice) m_notice(std::move(event));
}

void Supervisor::run() {
  m_memoryKills = memoryKills();
  m_rotateAt = steadyNow() + kRotateEvery;
  for (;;) {
    {
      const std::lock_guard lock(m_mutex);
      if (m_stopping) break;
    }
    takeRequests(false);
    for (auto& unit : m_units) checkEnd(*unit);
    forgetEnded();
    for (auto& unit : m_units) checkPause(*unit);
    for (auto& unit : m_units) checkReady(*unit);
    for (auto& unit : m_units) checkCalm(*unit);
    startDue();
    rotateLogs();

    Moment until = m_rotateAt;
    for (const auto& unit : m_units) {
      if (!unit->process && unit->startAt > steadyNow()) until = std::min(until, unit->startAt);
      if (unit->process && !unit->isReady && unit->spec.probe) until = std::min(until, steadyNow() + kProbeEvery);
      if (unit->process && unit->killAt != Moment{}) until = std::min(until, unit->killAt);
      if (unit->process) until = std::min(until, steadyNow() + kLookEvery);
    }
    waitForNews(until);
  }
  takeRequests(true);
  stopAll();
  forgetEnded();
}

/// Sleeps until a process ends or writes, somebody calls, or `until`.
void Supervisor::waitForNews(Moment until) {
  std::vector<pollfd> fds{{m_wake, POLLIN, 0}};
  for (const auto& unit : m_units) {
    if (!unit->process) continue;
    fds.push_back({unit->process->endFd(), POLLIN, 0});
    if (unit->process->outputFd() >= 0 && unit->view.state != api::NodeState::Paused)
      fds.push_back({unit->process->outputFd(), POLLIN, 0});
  }
  const auto wait =
      std::clamp<std::int64_t>(std::chrono::ceil<Millis>(until - steadyNow()).count(), 0, kRotateEvery.count());
  ::poll(fds.data(), fds.size(), static_cast<int>(wait));
  eventfd_t calls = 0;
  ::eventfd_read(m_wake, &calls);
}

void Supervisor::startDue() {
  const auto readyOnce = [this](const std::string& name) {
    return std::all_of(m_units.begin(), m_units.end(),
                       [&](const auto& unit) { return unit->view.name != name || unit->view.readyOnce; });
  };
  for (auto& unit : m_units) {
    if (unit->process || unit->startAt > steadyNow() || unit->isLeaving) continue;
    if (std::all_of(unit->spec.after.begin(), unit->spec.after.end(), readyOnce)) startUnit(*unit);
  }
}

void Supervisor::startUnit(Unit& unit) {
  if (unit.spec.prepare) {
    const auto prepared = unit.spec.prepare();
    if (!prepared) return backOff(unit, {.cause = prepared.error().what});
    if (*prepared) tell(**prepared);
  }
  const ChildSpec spec = unit.spec.command();
  unit.logFile = spec.logFile;
  unit.logFrom = sizeOf(spec.logFile);
  unit.killed = false;
  unit.refusal.clear();
  auto process = ChildProcess::start(spec);
  if (!process) return backOff(unit, {.cause = process.error().what});
  unit.process = std::move(*process);
  unit.isReady = false;
  unit.view.pid = unit.process->pid();
  unit.view.state = api::NodeState::Starting;
  unit.startedAt = steadyNow();
  unit.view.startedAt = core::now();
  publish(unit);
  if (unit.deaths.size() < kLoopDeaths)
    tell(opsEvent<"node.started">("node"_a = unit.view.name, "pid"_a = unit.view.pid));
}

void Supervisor::checkReady(Unit& unit) {
  if (!unit.process || unit.view.state == api::NodeState::Paused) return;
  const auto line = unit.process->readReadyLine();  // also empties the pipe of a process that goes on writing
  if (unit.isReady || unit.isLeaving) return;
  if (line)
    becomeReady(unit, *line);
  else if (unit.spec.probe && unit.spec.probe())
    becomeReady(unit, {});
}

void Supervisor::becomeReady(Unit& unit, const std::string& line) {
  unit.isReady = true;
  if (unit.spec.ready) {
    if (const auto taken = unit.spec.ready(line); !taken) {
      unit.refusal = "cannot be used: " + taken.error().what;
      if (unit.deaths.size() < kLoopDeaths)
        tell(opsEvent<"node.unusable">("node"_a = unit.view.name, "why"_a = taken.error().what));
      return kill(unit);
    }
  }
  unit.view.state = api::NodeState::Up;
  unit.view.readyOnce = true;
  publish(unit);
  if (unit.deaths.size() < kLoopDeaths) tell(opsEvent<"node.up">("node"_a = unit.view.name));
}

/// One that died and died is told to be up only once it lives.
void Supervisor::checkCalm(Unit& unit) {
  if (!unit.process || !unit.isReady || unit.deaths.size() < kLoopDeaths || steadyNow() - unit.startedAt < kCalm)
    return;
  unit.deaths.clear();
  tell(opsEvent<"node.up">("node"_a = unit.view.name));
}

void Supervisor::checkEnd(Unit& unit) {
  if (!unit.process) return;
  if (unit.killAt != Moment{} && steadyNow() >= unit.killAt) {
    kill(unit);
    unit.killAt = {};
  }
  auto exit = unit.process->ended();
  if (!exit) return;
  if (steadyNow() - unit.startedAt >= kCalm) unit.backOff = kFirstBackOff;
  unit.process.reset();
  unit.killAt = {};
  if (unit.isLeaving) return;
  if (!unit.atOnce) exit->cause = causeOf(unit, *exit);
  backOff(unit, *exit);
}

void Supervisor::kill(Unit& unit) {
  unit.killed = true;
  unit.process->signal(SIGKILL);
}

/// Why a process ended that should not have; empty when nothing tells.
std::string Supervisor::causeOf(const Unit& unit, const api::ProcessExit& exit) {
  if (!unit.refusal.empty()) return unit.refusal;
  if (exit.signal != SIGKILL)
    return lastWords(unit.logFile,
                     unit.logFrom);  // one that is killed says nothing, and what it said before is not why
  const std::int64_t before = std::exchange(m_memoryKills, memoryKills());
  return !unit.killed && m_memoryKills > before ? "killed from outside, perhaps because memory ran out" : "";
}

void Supervisor::backOff(Unit& unit, const api::ProcessExit& exit) {
  const Moment now = steadyNow();
  unit.view.pid = 0;
  unit.view.state = api::NodeState::BackingOff;
  unit.view.lastExit = exit;
  ++unit.view.restarts;
  unit.isReady = false;
  if (std::exchange(unit.atOnce, false)) {
    unit.startAt = now;
    publish(unit);
    return tell(opsEvent<"node.restarting">("node"_a = unit.view.name, "exit"_a = exit));
  }
  unit.startAt = now + unit.backOff;
  unit.deaths.push_back(now);
  while (now - unit.deaths.front() > kLoopWindow) unit.deaths.pop_front();
  const bool loops = unit.deaths.size() >= kLoopDeaths;
  if (loops) {
    unit.view.lastExit->deaths = static_cast<int>(unit.deaths.size());
    unit.view.lastExit->withinSeconds = static_cast<int>(kLoopWindow.count() / 1000);
  }
  const bool news = !loops || unit.toldOfLoop != exit || now - unit.toldAt >= kLoopWindow;
  publish(unit);
  if (news)
    tell(opsEvent<"node.died">("node"_a = unit.view.name, "exit"_a = *unit.view.lastExit,
                               "millis"_a = unit.backOff.count()));
  if (news) {
    unit.toldOfLoop = loops ? std::optional(exit) : std::nullopt;
    unit.toldAt = now;
  }
  unit.backOff = std::min(unit.backOff * 2, kLongestBackOff);
}

Supervisor::Unit* Supervisor::find(const std::string& name) {
  const auto unit = std::ranges::find_if(m_units, [&](const auto& u) { return u->view.name == name; });
  return unit == m_units.end() ? nullptr : unit->get();
}

/// In the order in which they came. When it `stops`, commands are worth nothing any more.
void Supervisor::takeRequests(bool stops) {
  std::deque<Request> requests;
  {
    const std::lock_guard lock(m_mutex);
    requests.swap(m_requests);
  }
  for (Request& request : requests) {
    if (UnitSpec* const spec = std::get_if<UnitSpec>(&request)) {
      m_units.push_back(std::make_unique<Unit>(std::move(*spec)));
      m_units.back()->isAdded = true;
    } else if (const Removal* const removal = std::get_if<Removal>(&request)) {
      if (Unit* const unit = find(removal->unit)) end(*unit);
    } else if (const Command& command = std::get<Command>(request); !stops) {
      if (Unit* const unit = find(command.unit)) obey(*unit, command.action);
    }
  }
}

void Supervisor::obey(Unit& unit, api::NodeActionWord action) {
  if (action == api::NodeAction::Restart) {
    unit.startAt = {};
    unit.backOff = kFirstBackOff;
    if (!unit.process) return;
    unit.atOnce = true;
    return terminate(unit);
  }
  if (!unit.process) return;  // it ended since the command was given
  if (action == api::NodeAction::Kill) {
    kill(unit);
  } else if (action == api::NodeAction::Pause && unit.view.state != api::NodeState::Paused) {
    unit.process->signal(SIGSTOP);
    notePause(unit, true);
  } else if (action == api::NodeAction::Resume && unit.view.state == api::NodeState::Paused) {
    unit.process->signal(SIGCONT);
    notePause(unit, false);
  }
}

/// Others may send SIGSTOP and SIGCONT too, from a shell.
void Supervisor::checkPause(Unit& unit) {
  if (!unit.process || unit.isLeaving) return;
  if (const auto news = unit.process->pausedAnew()) notePause(unit, *news);
}

void Supervisor::notePause(Unit& unit, bool isPaused) {
  if (isPaused == (unit.view.state == api::NodeState::Paused)) return;
  unit.view.state = isPaused ? api::NodeState::Paused : unit.isReady ? api::NodeState::Up : api::NodeState::Starting;
  publish(unit);
  tell(isPaused ? opsEvent<"node.paused">("node"_a = unit.view.name)
                : opsEvent<"node.resumed">("node"_a = unit.view.name));
}

/// Asks it to end; checkEnd() kills it when it takes too long.
void Supervisor::terminate(Unit& unit) {
  unit.killAt = steadyNow() + unit.spec.stopWait;
  unit.process->signal(SIGTERM);
  unit.process->signal(SIGCONT);  // one that is paused would not hear it
}

void Supervisor::end(Unit& unit) {
  unit.isLeaving = true;
  if (!unit.process) return;
  if (unit.view.state == api::NodeState::Paused)
    unit.view.state = unit.isReady ? api::NodeState::Up : api::NodeState::Starting;  // its output is read again
  terminate(unit);
}

void Supervisor::forgetEnded() {
  const auto isGone = [](const auto& unit) { return unit->isLeaving && !unit->process; };
  std::vector<std::string> gone;
  for (const auto& unit : m_units) {
    if (isGone(unit)) gone.push_back(unit->view.name);
  }
  if (gone.empty()) return;
  std::erase_if(m_units, isGone);
  {
    const std::lock_guard lock(m_mutex);
    for (const std::string& name : gone) {
      std::erase_if(m_views, [&](const UnitView& view) { return view.name == name; });
      m_leaving.erase(name);
    }
  }
  m_changed.notify_all();
  for (const std::string& name : gone) tell(opsEvent<"node.stopped">("node"_a = name));
}

void Supervisor::stopAll() {
  std::vector<Unit*> order;
  for (auto unit = m_units.rbegin(); unit != m_units.rend() && (*unit)->isAdded; ++unit) order.push_back(unit->get());
  for (const std::string& name : m_stopOrder) {
    Unit* const unit = find(name);
    if (unit && !unit->isAdded) order.push_back(unit);
  }
  for (auto unit = m_units.rbegin(); unit != m_units.rend(); ++unit) {
    if (std::find(order.begin(), order.end(), unit->get()) == order.end()) order.push_back(unit->get());
  }
  for (Unit* unit : order) stopUnit(*unit);
}

void Supervisor::stopUnit(Unit& unit) {
  if (unit.process) {
    if (!unit.isLeaving) terminate(unit);
    const Moment until = unit.killAt;
    while (!unit.process->ended() && steadyNow() < until) {
      pollfd ends[] = {{unit.process->endFd(), POLLIN, 0}, {unit.process->outputFd(), POLLIN, 0}};
      ::poll(ends, 2,
             static_cast<int>(std::max<std::int64_t>(1, std::chrono::ceil<Millis>(until - steadyNow()).count())));
      unit.process->readReadyLine();
    }
    unit.view.lastExit = unit.process->ended().value_or(api::ProcessExit{.signal = SIGKILL});
    unit.process.reset();  // kills what did not obey
  }
  if (unit.isLeaving) return;
  unit.view.pid = 0;
  unit.view.state = api::NodeState::Stopped;
  publish(unit);
  tell(opsEvent<"node.stopped">("node"_a = unit.view.name));
}

void Supervisor::rotateLogs() {
  if (steadyNow() < m_rotateAt) return;
  m_rotateAt = steadyNow() + kRotateEvery;
  m_memoryKills = memoryKills();  // so that a death is put down to kills of the last seconds only
  for (const auto& unit : m_units) {
    if (!unit->logFile.empty()) rotateLog(unit->logFile, kMostLogBytes);
  }
}

}  // namespace orderdeck::runtime
