#include "runtime/control/armed_faults.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <thread>
#include <utility>

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include "api/ops_event_table.h"
#include "core/ids.h"

namespace orderdeck::runtime {

using api::opsEvent;
using core::ErrorCode;
using namespace api::literals;

namespace {

bool serves(const std::string& fault, const std::string& service) {
  const domain::FaultKind* const kind = domain::findFault(fault);
  return kind != nullptr && domain::canStrike(*kind, service);
}

/// Whether a node of this service looks faults up.
bool isFaulty(const std::string& service) {
  return std::ranges::any_of(domain::kFaults, [&](const domain::FaultKind& kind) {
    return !kind.byDaemon() && domain::canStrike(kind, service);
  });
}

bool isHit(const faults::ArmedFault& fault, const UnitView& unit) {
  return (fault.target.empty() || fault.target == unit.name || fault.target == unit.service) &&
         serves(fault.name, unit.service);
}

// What takes as short as a lock is held is met by looking again and again, for a part of the housekeeping's turn.
constexpr core::Millis kWatchForHolders{100}, kPauseTakes{500};

constexpr std::array kEffects = {&api::FaultEffects::cancelled,  &api::FaultEffects::rejected,
                                 &api::FaultEffects::refunded,   &api::FaultEffects::deadLetters,
                                 &api::FaultEffects::duplicates, &api::FaultEffects::errors,
                                 &api::FaultEffects::restarts};

bool isCounted(const faults::ArmedFault& fault) { return domain::findFault(fault.name)->counted; }
bool isByDaemon(const faults::ArmedFault& fault) { return domain::findFault(fault.name)->byDaemon(); }

}  // namespace

ArmedFaults::ArmedFaults(std::function<std::vector<NodePlace>()> nodes, Carry carry, EventLog& events, Control control,
                         std::optional<faults::HitCounter> hits, LockHolders holders)
    : m_nodes(std::move(nodes)),
      m_carry(std::move(carry)),
      m_events(events),
      m_control(std::move(control)),
      m_hits(std::move(hits)),
      m_holders(std::move(holders)) {}

core::Result<std::string> ArmedFaults::arm(faults::ArmedFault fault, double seconds, double startAfter) {
  if (!(seconds > 0 && seconds <= 86'400))
    return core::fail(ErrorCode::InvalidArgument, "seconds must be above 0 and at most 86400");
  if (!(startAfter >= 0 && startAfter <= 86'400))
    return core::fail(ErrorCode::InvalidArgument, "startAfter must be from 0 to 86400");
  auto checked = faults::checkFault(std::move(fault));
  if (!checked) return std::unexpected(checked.error());
  if (const auto known = checkTarget(*checked); !known) return std::unexpected(known.error());
  checked->id = "f" + core::randomToken(4);
  checked->from = core::now() + core::Millis{static_cast<std::int64_t>(startAfter * 1000)};
  checked->until = checked->from + core::Millis{static_cast<std::int64_t>(seconds * 1000)};
  const std::string id = checked->id;
  m_events.add(opsEvent<"fault.armed">("fault"_a = checked->name, "seconds"_a = seconds, "target"_a = checked->target,
                                       "id"_a = id));
  {
    const std::lock_guard lock(m_mutex);
    m_armed.push_back({.fault = std::move(*checked), .before = m_grown});
  }
  carryAll();
  return id;
}

core::Result<void> ArmedFaults::checkTarget(const faults::ArmedFault& fault) const {
  if (fault.target.empty()) {
    if (!isByDaemon(fault)) return {};
    return core::fail(ErrorCode::InvalidArgument,
                      fmt::format("target: {} must be told which process or service", fault.name));
  }
  const auto nodes = m_nodes();
  if (std::any_of(nodes.begin(), nodes.end(), [&](const NodePlace& node) { return isHit(fault, node.unit); }))
    return {};
  return core::fail(ErrorCode::InvalidArgument,
                    fmt::format("target: no process or service '{}' that {} could strike", fault.target, fault.name));
}

core::Result<void> ArmedFaults::clear(const std::string& id) {
  std::string paused;
  {
    const std::lock_guard lock(m_mutex);
    const auto armed = std::find_if(m_armed.begin(), m_armed.end(), [&](const Armed& a) { return a.fault.id == id; });
    if (armed == m_armed.end())
      return core::fail(ErrorCode::NotFound, fmt::format("no armed fault has the id '{}'", id));
    const auto fault = "fault"_a = armed->fault.name;
    const std::int64_t hits = hitsOf(*armed);
    m_events.add(hits == 0 ? opsEvent<"fault.cleared-unused">(fault, "id"_a = id)
                           : opsEvent<"fault.cleared">(fault, "hits"_a = hits, "id"_a = id));
    paused = armed->paused;
    m_armed.erase(armed);
  }
  resume(paused);
  carryAll();
  return {};
}

ArmedFaults::Cleared ArmedFaults::clearAll() {
  Cleared cleared;
  for (const api::FaultView& view : views()) {
    if (clear(view.id)) ++cleared.faults;
  }
  if (!m_control) return cleared;
  for (const NodePlace& node : m_nodes()) {
    if (node.unit.state == api::NodeState::Paused && m_control(node.unit.name, api::NodeAction::Resume))
      ++cleared.resumed;
  }
  return cleared;
}

std::int64_t ArmedFaults::hitsOf(const Armed& armed) const {
  const bool isTold =
      isCounted(armed.fault) && !isByDaemon(armed.fault) && m_hits;  // a process that kills itself tells only the hits
  return isTold ? m_hits->count(armed.fault.id) : armed.hits;
}

bool ArmedFaults::isOver(const Armed& armed, core::Timestamp now) const {
  return armed.fault.until <= now || (isCounted(armed.fault) && armed.paused.empty() &&
                                      (isByDaemon(armed.fault) ? armed.rounds : hitsOf(armed)) >=
                                          static_cast<std::int64_t>(armed.fault.param("times")));
}

void ArmedFaults::maintain() {
  restartDue();
  resumeDue();
  pauseDue();
  std::vector<std::string> paused;
  {
    const std::lock_guard lock(m_mutex);
    std::erase_if(m_armed, [&, now = core::now()](const Armed& armed) {
      if (!isOver(armed, now)) return false;
      paused.push_back(armed.paused);
      const auto fault = "fault"_a = armed.fault.name;
      const auto id = "id"_a = armed.fault.id;
      const std::int64_t hits = hitsOf(armed);
      m_events.add(hits == 0 ? opsEvent<"fault.ended-unused">(fault, id)
                             : opsEvent<"fault.ended">(fault, "hits"_a = hits, id));
      return true;
    });
  }
  for (const std::string& process : paused) resume(process);
  carryAll();
}

/// Those of this name whose next round is due; it is noted as begun.
std::vector<faults::ArmedFault> ArmedFaults::takeDue(std::string_view name, core::Timestamp now) {
  std::vector<faults::ArmedFault> due;
  const std::lock_guard lock(m_mutex);
  for (Armed& armed : m_armed) {
    if (armed.fault.name != name || !armed.paused.empty() || armed.fault.from > now || armed.nextAt > now ||
        isOver(armed, now))
      continue;
    armed.nextAt = now + armed.fault.millis("everyMs");
    due.push_back(armed.fault);
  }
  return due;
}

void ArmedFaults::addHit(const std::string& id, std::int64_t rounds) {
  const std::lock_guard lock(m_mutex);
  const auto armed = std::ranges::find(m_armed, id, [](const Armed& a) { return a.fault.id; });
  if (armed == m_armed.end()) return;
  ++armed->hits;
  armed->rounds += rounds;
}

/// process-restart-storm: every process of the target at once, again and again.
void ArmedFaults::restartDue() {
  if (!m_control) return;
  for (const faults::ArmedFault& fault : takeDue("process-restart-storm", core::now())) {
    std::int64_t round = 1;  // counted with its first process
    for (const NodePlace& node : m_nodes()) {
      if (!isHit(fault, node.unit)) continue;
      addHit(fault.id, std::exchange(round, 0));
      if (const auto done = m_control(node.unit.name, api::NodeAction::Restart); !done)
        spdlog::warn("{} of {}: {}", fault.name, node.unit.name, done.error().what);
    }
  }
}

/// lock-holder-pause: one process of the target, while it holds a lock.
void ArmedFaults::pauseDue() {
  if (!m_control || !m_holders) return;
  for (const faults::ArmedFault& fault : takeDue("lock-holder-pause", core::now())) pauseHolder(fault);
}

/// The supervisor pauses it on its own thread.
bool ArmedFaults::standsStill(const std::string& process) const {
  const auto until = std::chrono::steady_clock::now() + kPauseTakes;
  while (std::chrono::steady_clock::now() < until) {
    for (const NodePlace& node : m_nodes()) {
      if (node.unit.name == process && node.unit.state == api::NodeState::Paused) return true;
    }
    std::this_thread::sleep_for(core::Millis{1});
  }
  return false;
}

/// Paused first and then looked at again: who let go of its lock meanwhile goes on at once, and does not count.
void ArmedFaults::pauseHolder(const faults::ArmedFault& fault) {
  const auto until = std::chrono::steady_clock::now() + kWatchForHolders;
  const auto nodes = m_nodes();
  const auto isTarget = [&](const std::string& holder) {
    const auto node = std::ranges::find(nodes, holder, [](const NodePlace& n) { return n.unit.name; });
    return node != nodes.end() && node->unit.state == api::NodeState::Up && isHit(fault, node->unit);
  };
  std::string paused;
  while (std::chrono::steady_clock::now() < until) {
    const auto holders = m_holders();
    if (!holders) break;
    const auto holder = std::ranges::find_if(*holders, isTarget);
    if (holder == holders->end()) continue;
    if (!m_control(*holder, api::NodeAction::Pause) || !standsStill(*holder)) break;
    const auto still = m_holders();
    if (still && std::ranges::find(*still, *holder) != still->end())
      paused = *holder;
    else
      resume(*holder);
    break;
  }
  {
    const std::lock_guard lock(m_mutex);
    const auto armed = std::ranges::find(m_armed, fault.id, [](const Armed& a) { return a.fault.id; });
    if (armed != m_armed.end()) {
      armed->paused = paused;
      armed->resumeAt = core::now() + fault.millis("pauseMs");
      if (paused.empty()) armed->nextAt = {};  // nobody held one: the next turn looks again
      if (!paused.empty()) ++armed->hits, ++armed->rounds;
      return;
    }
  }
  resume(paused);  // the fault was cleared meanwhile
}

void ArmedFaults::resumeDue() {
  std::vector<std::string> due;
  {
    const std::lock_guard lock(m_mutex);
    for (Armed& armed : m_armed) {
      if (!armed.paused.empty() && armed.resumeAt <= core::now()) due.push_back(std::exchange(armed.paused, {}));
    }
  }
  for (const std::string& process : due) resume(process);
}

void ArmedFaults::resume(const std::string& process) const {
  if (!process.empty() && m_control) (void)m_control(process, api::NodeAction::Resume);  // it may have ended
}

void ArmedFaults::carryAll() {
  const std::lock_guard carrying(m_carryMutex);
  std::vector<faults::ArmedFault> armed;
  {
    const std::lock_guard lock(m_mutex);
    for (const Armed& a : m_armed) armed.push_back(a.fault);
  }
  for (const NodePlace& node : m_nodes()) {
    if (node.unit.state != api::NodeState::Up || node.opsUrl.empty() || !isFaulty(node.unit.service)) continue;
    std::vector<faults::ArmedFault> ofService;
    std::copy_if(armed.begin(), armed.end(), std::back_inserter(ofService),
                 [&](const auto& f) { return !isByDaemon(f) && isHit(f, node.unit); });
    const std::string text = faults::encodeFaults(ofService);
    Carried& carried = m_carried[node.unit.name];
    if (carried.pid != node.unit.pid) carried = {node.unit.pid, faults::encodeFaults({})};  // a new process has none
    if (carried.faults == text) continue;
    if (const auto taken = m_carry(node, text); taken)
      carried.faults = text;
    else
      spdlog::warn("faults of {}: {}", node.unit.name, taken.error().what);
  }
}

void ArmedFaults::noteHits(const std::map<std::string, std::int64_t>& hits) {
  const std::lock_guard lock(m_mutex);
  for (Armed& armed : m_armed) {
    if (const auto found = hits.find(armed.fault.id); found != hits.end() && !isByDaemon(armed.fault))
      armed.hits = found->second;
  }
}

void ArmedFaults::noteCounters(const api::FaultEffects& now) {
  const std::lock_guard lock(m_mutex);
  const api::FaultEffects before = m_counters.value_or(now);
  for (const auto effect : kEffects) m_grown.*effect += std::max<std::int64_t>(0, now.*effect - before.*effect);
  m_counters = now;
}

std::vector<api::FaultView> ArmedFaults::views() const {
  const std::lock_guard lock(m_mutex);
  std::vector<api::FaultView> out;
  const core::Timestamp now = core::now();
  for (const Armed& armed : m_armed) {
    const faults::ArmedFault& fault = armed.fault;
    const auto secondsTo = [now](core::Timestamp t) { return std::max(0.0, core::inSeconds(t - now)); };
    api::FaultView view{.id = fault.id,
                        .name = fault.name,
                        .target = fault.target,
                        .by = fault.by,
                        .params = fault.params,
                        .startsIn = secondsTo(fault.from),
                        .secondsLeft = secondsTo(fault.until),
                        .hits = hitsOf(armed),
                        .since = m_grown,
                        .choices = fault.choices,
                        .seed = static_cast<std::int64_t>(fault.seed)};
    for (const auto effect : kEffects) view.since.*effect -= armed.before.*effect;
    out.push_back(std::move(view));
  }
  return out;
}

}  // namespace orderdeck::runtime
