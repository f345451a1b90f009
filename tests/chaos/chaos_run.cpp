#include "tests/chaos/chaos_run.h"

#include <signal.h>

#include <algorithm>
#include <stdexcept>
#include <thread>

#include <nlohmann/json.hpp>

#include "tests/support/wait_until.h"

namespace orderdeck::chaos {

namespace {

using core::Millis;
using support::waitUntil;

constexpr Millis kLook{250};                   // between snapshots
constexpr std::chrono::seconds kHeal{60}, kRest{240};
constexpr double kAuditWait = 60;
constexpr int kCancels = 20;

constexpr const char* kProfile =
    "payment: {declineShare: 0.05}\n"
    "gateway: {orderDeadlineMs: 120000}";

const char* nameOf(Act act) {
  switch (act) {
    case Act::Kill: return "kill";
    case Act::Pause: return "pause";
    case Act::Restart: return "restart";
    case Act::KillDaemon: return "kill-daemon";
    case Act::KillAll: return "kill-all";
    case Act::Arm: return "fault";
    case Act::Cancel: return "cancel";
    case Act::Restock: return "restock";
    case Act::Load: return "load";
  }
  return "";
}

}  // namespace

ChaosRun::ChaosRun(std::uint64_t seed, Millis length, Say say)
    : m_seed(seed), m_length(length), m_say(std::move(say)), m_system(ORDERDECK_BIN_DIR "/orderdeckd", kProfile) {}

Report ChaosRun::run() {
  if (!m_system.start()) throw std::runtime_error("the system did not start: " + m_system.log().toStdString());
  m_control.emplace(m_system.control());
  m_report.seed = m_seed;
  m_report.seconds = static_cast<double>(m_length.count()) / 1e3;
  m_begun = std::chrono::steady_clock::now();

  const auto plan = drawPlan(m_seed, m_length);
  for (auto next = plan.begin(); elapsed() < m_length;) {
    for (; next != plan.end() && next->at <= elapsed(); ++next) {
      m_say(describe(*next));
      ++m_report.acts[nameOf(next->act)];
      carryOut(*next);
    }
    resumeDue(elapsed());
    look();
    const Millis wake = next == plan.end() ? m_length : next->at;
    std::this_thread::sleep_for(std::clamp(wake - elapsed(), Millis{0}, kLook));
  }

  const auto healed = std::chrono::steady_clock::now();
  heal();
  const bool rest = waitForRest();
  m_report.recoverySeconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - healed).count();
  auto audit = m_system.control(Millis{180'000}).send(runtime::audit(kAuditWait));
  m_report.audit = audit ? *audit : audit.error().what;
  m_report.ok = rest && audit && nlohmann::json::parse(*audit).value("ok", false);
  if (!rest) m_report.audit = "orders are still open after " + std::to_string(kRest.count()) + " s\n" + m_report.audit;
  look();
  for (const auto& [id, load] : m_loads) {
    m_report.sent += load.first;
    m_report.accepted += load.second;
  }
  for (const auto& [node, duplicates] : m_duplicates) m_report.duplicates += duplicates;
  for (const auto& [id, fault] : m_faults) m_report.faultHits[fault.first] += fault.second;
  const auto processes = m_system.processes();
  if (m_system.stop() != 0 || !support::EmbeddedSystem::gone(processes)) {
    m_report.ok = false;
    m_report.audit += "\nthe system did not stop in order";
  }
  return m_report;
}

void ChaosRun::carryOut(const Step& step) {
  switch (step.act) {
    case Act::Kill: signalTo(step.target, SIGKILL); return;
    case Act::Pause:
      if (const auto pid = signalTo(step.target, SIGSTOP)) m_paused.emplace_back(elapsed() + step.lasts, *pid);
      return;
    case Act::Restart: send(runtime::controlNode(step.target, "restart")); return;
    case Act::KillDaemon: return relaunch(false);
    case Act::KillAll: return relaunch(true);
    case Act::Cancel: return cancelSome();
    case Act::Restock: send(runtime::restock(step.target, 1'000)); return;
    case Act::Load:
      send(runtime::stopLoad());
      waitUntil([&] { look(); return !m_seen || !m_seen->load || m_seen->load->state != "running"; });
      send(runtime::startLoad(step.load));
      return;
    case Act::Arm:
      send(runtime::armFault(step.fault, step.target, step.params, 1, static_cast<double>(step.lasts.count()) / 1e3, step.choices, step.seed));
      return;
  }
}

/// The daemon dies, and its processes with it; what it left behind on the disk is all that the next one has.
void ChaosRun::relaunch(bool everything) {
  const auto processes = m_system.processes();
  if (everything) {
    for (const pid_t process : processes) ::kill(process, SIGKILL);
  }
  m_system.killDaemon();
  m_paused.clear();
  if (!support::EmbeddedSystem::gone(processes)) throw std::runtime_error("processes outlived the daemon");
  if (!m_system.start()) throw std::runtime_error("the system did not start again: " + m_system.log().toStdString());
  m_control.emplace(m_system.control());
}

std::optional<pid_t> ChaosRun::signalTo(const std::string& process, int signal) {
  look();
  if (!m_seen) return {};
  const auto node = std::ranges::find(m_seen->nodes, process, &runtime::NodeView::name);
  if (node == m_seen->nodes.end() || node->pid <= 0) return {};
  const auto pid = static_cast<pid_t>(node->pid);
  if (::kill(pid, signal) != 0) return {};
  return pid;
}

void ChaosRun::cancelSome() {
  const auto orders = m_control->send(runtime::listOrders({}, {}, {}, kCancels));
  if (!orders) return;
  for (const auto& order : nlohmann::json::parse(*orders, nullptr, false)) send(runtime::cancelOrder(order.value("orderId", "")));
}

bool ChaosRun::send(const runtime::ControlCall& call) { return m_control->send(call).has_value(); }

void ChaosRun::look() {
  auto seen = m_control->snapshot();
  if (!seen) return;
  m_seen = *std::move(seen);
  if (m_seen->load) m_loads[m_seen->load->id] = {m_seen->load->sent, m_seen->load->accepted};
  for (const auto& node : m_seen->nodes) m_duplicates[{node.name, node.pid}] = node.duplicates;
  for (const auto& fault : m_seen->faults) m_faults[fault.id] = {fault.name, fault.hits};
}

void ChaosRun::resumeDue(Millis now) {
  std::erase_if(m_paused, [&](const auto& paused) {
    if (paused.first > now) return false;
    ::kill(paused.second, SIGCONT);  // it may have been killed meanwhile
    return true;
  });
}

Millis ChaosRun::elapsed() const { return std::chrono::duration_cast<Millis>(std::chrono::steady_clock::now() - m_begun); }

void ChaosRun::heal() {
  send(runtime::stopLoad());
  resumeDue(Millis::max());
  send(runtime::clearFaults());
  waitUntil([&] {
    look();
    return m_seen && std::ranges::all_of(m_seen->nodes, [](const auto& node) { return node.state == "up"; });
  }, kHeal);
}

bool ChaosRun::waitForRest() {
  return waitUntil([&] {
    std::this_thread::sleep_for(kLook);
    look();
    return m_seen && m_seen->figures.inFlight == 0 && m_seen->figures.outbox == 0;
  }, kRest);
}

}  // namespace orderdeck::chaos
