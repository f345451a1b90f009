#include "runtime/control_api_faults.h"

#include <algorithm>

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include "core/ids.h"

namespace orderdeck::runtime {

using core::ErrorCode;

namespace {

bool serves(const std::string& fault, const std::string& service) {
  const auto kinds = faults::faultKinds();
  return std::any_of(kinds.begin(), kinds.end(), [&](const auto& kind) { return kind.name == fault && kind.service == service; });
}

bool isFaulty(const std::string& service) {
  const auto kinds = faults::faultKinds();
  return std::any_of(kinds.begin(), kinds.end(), [&](const auto& kind) { return kind.service == service; });
}

std::string wasHit(std::int64_t hits) { return hits == 0 ? "it never struck" : fmt::format("it struck {} times", hits); }

}  // namespace

ArmedFaults::ArmedFaults(std::function<std::vector<NodePlace>()> nodes, Carry carry, EventLog& events)
    : m_nodes(std::move(nodes)), m_carry(std::move(carry)), m_events(events) {}

core::Result<std::string> ArmedFaults::arm(faults::ArmedFault fault, double seconds) {
  if (!(seconds > 0 && seconds <= 86'400)) return core::fail(ErrorCode::InvalidArgument, "seconds must be above 0 and at most 86400");
  auto checked = faults::checkFault(std::move(fault));
  if (!checked) return std::unexpected(checked.error());
  if (!checked->target.empty()) {
    const auto nodes = m_nodes();
    const bool known = std::any_of(nodes.begin(), nodes.end(), [&](const NodePlace& n) { return n.unit.name == checked->target && serves(checked->name, n.unit.service); });
    if (!known) return core::fail(ErrorCode::InvalidArgument, fmt::format("target: no process '{}' that {} could strike", checked->target, checked->name));
  }
  checked->id = "f" + core::randomToken(4);
  checked->until = core::now() + core::Millis{static_cast<std::int64_t>(seconds * 1000)};
  const std::string id = checked->id;
  m_events.add("fault", fmt::format("{} armed for {:g} s{} ({})", checked->name, seconds, checked->target.empty() ? "" : " on " + checked->target, id));
  {
    const std::lock_guard lock(m_mutex);
    m_armed.push_back({std::move(*checked), 0});
  }
  carryAll();
  return id;
}

core::Result<void> ArmedFaults::clear(const std::string& id) {
  {
    const std::lock_guard lock(m_mutex);
    const auto armed = std::find_if(m_armed.begin(), m_armed.end(), [&](const Armed& a) { return a.fault.id == id; });
    if (armed == m_armed.end()) return core::fail(ErrorCode::NotFound, fmt::format("no armed fault has the id '{}'", id));
    m_events.add("fault", fmt::format("{} cleared: {} ({})", armed->fault.name, wasHit(armed->hits), id));
    m_armed.erase(armed);
  }
  carryAll();
  return {};
}

std::size_t ArmedFaults::clearAll() {
  std::vector<std::string> ids;
  for (const FaultView& view : views()) ids.push_back(view.id);
  std::size_t cleared = 0;
  for (const std::string& id : ids) cleared += clear(id).has_value() ? 1 : 0;
  return cleared;
}

void ArmedFaults::maintain() {
  {
    const std::lock_guard lock(m_mutex);
    std::erase_if(m_armed, [this, now = core::now()](const Armed& a) {
      if (a.fault.until > now) return false;
      m_events.add("fault", fmt::format("{} ended: {} ({})", a.fault.name, wasHit(a.hits), a.fault.id));
      return true;
    });
  }
  carryAll();
}

void ArmedFaults::carryAll() {
  const std::lock_guard carrying(m_carryMutex);
  std::vector<faults::ArmedFault> armed;
  {
    const std::lock_guard lock(m_mutex);
    for (const Armed& a : m_armed) armed.push_back(a.fault);
  }
  for (const NodePlace& node : m_nodes()) {
    if (node.unit.state != "up" || node.opsUrl.empty() || !isFaulty(node.unit.service)) continue;
    std::vector<faults::ArmedFault> ofService;
    std::copy_if(armed.begin(), armed.end(), std::back_inserter(ofService), [&](const auto& f) { return serves(f.name, node.unit.service); });
    const std::string text = faults::encodeFaults(ofService);
    Carried& carried = m_carried[node.unit.name];
    if (carried.pid != node.unit.pid) carried = {node.unit.pid, faults::encodeFaults({})};  // a new process has none
    if (carried.faults == text) continue;
    if (const auto taken = m_carry(node, text); taken) carried.faults = text;
    else spdlog::warn("faults of {}: {}", node.unit.name, taken.error().what);
  }
}

void ArmedFaults::noteHits(const std::map<std::string, std::int64_t>& hits) {
  const std::lock_guard lock(m_mutex);
  for (Armed& armed : m_armed) {
    if (const auto found = hits.find(armed.fault.id); found != hits.end()) armed.hits = found->second;
  }
}

std::vector<FaultView> ArmedFaults::views() const {
  const std::lock_guard lock(m_mutex);
  std::vector<FaultView> out;
  const core::Timestamp now = core::now();
  for (const auto& [fault, hits] : m_armed) {
    const double left = std::chrono::duration<double>(fault.until - now).count();
    out.push_back({fault.id, fault.name, fault.target, fault.by, fault.params, fault.probability, std::max(0.0, left), hits});
  }
  return out;
}

}  // namespace orderdeck::runtime
