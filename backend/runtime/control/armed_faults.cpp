#include "runtime/control/armed_faults.h"

#include <algorithm>

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

bool isCounted(const faults::ArmedFault& fault) { return domain::findFault(fault.name)->counted; }
bool isByDaemon(const faults::ArmedFault& fault) { return domain::findFault(fault.name)->byDaemon(); }

}  // namespace

ArmedFaults::ArmedFaults(std::function<std::vector<NodePlace>()> nodes, Carry carry, EventLog& events, Control control,
                         std::optional<faults::HitCounter> hits)
    : m_nodes(std::move(nodes)),
      m_carry(std::move(carry)),
      m_events(events),
      m_control(std::move(control)),
      m_hits(std::move(hits)) {}

core::Result<std::string> ArmedFaults::arm(faults::ArmedFault fault, double seconds) {
  if (!(seconds > 0 && seconds <= 86'400))
    return core::fail(ErrorCode::InvalidArgument, "seconds must be above 0 and at most 86400");
  auto checked = faults::checkFault(std::move(fault));
  if (!checked) return std::unexpected(checked.error());
  if (const auto known = checkTarget(*checked); !known) return std::unexpected(known.error());
  checked->id = "f" + core::randomToken(4);
  checked->until = core::now() + core::Millis{static_cast<std::int64_t>(seconds * 1000)};
  const std::string id = checked->id;
  m_events.add(opsEvent<"fault.armed">("fault"_a = checked->name, "seconds"_a = seconds, "target"_a = checked->target,
                                       "id"_a = id));
  {
    const std::lock_guard lock(m_mutex);
    m_armed.push_back({.fault = std::move(*checked)});
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
  {
    const std::lock_guard lock(m_mutex);
    const auto armed = std::find_if(m_armed.begin(), m_armed.end(), [&](const Armed& a) { return a.fault.id == id; });
    if (armed == m_armed.end())
      return core::fail(ErrorCode::NotFound, fmt::format("no armed fault has the id '{}'", id));
    const auto fault = "fault"_a = armed->fault.name;
    const std::int64_t hits = hitsOf(*armed);
    m_events.add(hits == 0 ? opsEvent<"fault.cleared-unused">(fault, "id"_a = id)
                           : opsEvent<"fault.cleared">(fault, "hits"_a = hits, "id"_a = id));
    m_armed.erase(armed);
  }
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
  return armed.fault.until <= now ||
         (isCounted(armed.fault) && hitsOf(armed) >= static_cast<std::int64_t>(armed.fault.param("times")));
}

void ArmedFaults::maintain() {
  restartDue();
  {
    const std::lock_guard lock(m_mutex);
    std::erase_if(m_armed, [this, now = core::now()](const Armed& armed) {
      if (!isOver(armed, now)) return false;
      const auto fault = "fault"_a = armed.fault.name;
      const auto id = "id"_a = armed.fault.id;
      const std::int64_t hits = hitsOf(armed);
      m_events.add(hits == 0 ? opsEvent<"fault.ended-unused">(fault, id)
                             : opsEvent<"fault.ended">(fault, "hits"_a = hits, id));
      return true;
    });
  }
  carryAll();
}

/// process-restart-storm: every process of the target at once, each restart of all of them being one hit.
void ArmedFaults::restartDue() {
  if (!m_control) return;
  std::vector<faults::ArmedFault> due;
  {
    const std::lock_guard lock(m_mutex);
    const core::Timestamp now = core::now();
    for (Armed& armed : m_armed) {
      if (!isByDaemon(armed.fault) || armed.nextAt > now || isOver(armed, now)) continue;
      armed.nextAt = now + armed.fault.millis("everyMs");
      ++armed.hits;
      due.push_back(armed.fault);
    }
  }
  for (const faults::ArmedFault& fault : due) {
    for (const NodePlace& node : m_nodes()) {
      if (!isHit(fault, node.unit)) continue;
      if (const auto done = m_control(node.unit.name, api::NodeAction::Restart); !done)
        spdlog::warn("{} of {}: {}", fault.name, node.unit.name, done.error().what);
    }
  }
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

std::vector<api::FaultView> ArmedFaults::views() const {
  const std::lock_guard lock(m_mutex);
  std::vector<api::FaultView> out;
  const core::Timestamp now = core::now();
  for (const Armed& armed : m_armed) {
    const faults::ArmedFault& fault = armed.fault;
    const double left = core::inSeconds(fault.until - now);
    out.push_back({fault.id, fault.name, fault.target, fault.by, fault.params, fault.probability, std::max(0.0, left),
                   hitsOf(armed), fault.choices, static_cast<std::int64_t>(fault.seed)});
  }
  return out;
}

}  // namespace orderdeck::runtime
