#include "tests/chaos/chaos_run.h"

#include <signal.h>

#include <algorithm>
#include <stdexcept>
#include <thread>

#include <nlohmann/json.hpp>

#include "api/json_decoder.h"
#include "api/orders.h"
#include "tests/chaos/store_damage.h"
#include "tests/integration/raw_ledger.h"
#include "tests/support/raw_redis.h"
#include "tests/support/wait_until.h"

namespace orderdeck::chaos {

namespace {

using core::Millis;
using support::waitUntil;

constexpr Millis kLook{250};  // between snapshots
constexpr std::chrono::seconds kHeal{120}, kRest{240}, kLedgerCatchesUp{20};
constexpr double kAuditWait = 60;
constexpr int kCancels = 20;

constexpr const char* kProfile =
    "payment: {declineShare: 0.05}\n"
    "gateway: {orderDeadlineMs: 120000}\n"
    "mail: {smtp: \"127.0.0.1:%1\"}";
constexpr const char* kOrder = R"({"userId":"probe","items":[{"productId":"abc","quantity":1}]})";

MailMood moodOf(const std::string& how) {
  if (how == "refuse") return MailMood::Refuse;
  return how == "defer" ? MailMood::Defer : MailMood::Busy;
}

bool isUp(const api::Snapshot& snapshot) {
  return snapshot.store.distrust.empty() &&
         std::ranges::all_of(snapshot.nodes, [](const auto& node) { return node.state == "up"; });
}

const char* nameOf(Act act) {
  switch (act) {
    case Act::Kill: return "kill";
    case Act::Pause: return "pause";
    case Act::Restart: return "restart";
    case Act::KillDaemon: return "kill-daemon";
    case Act::KillAll: return "kill-all";
    case Act::TearLog: return "torn-write";
    case Act::FlushStore: return "flush";
    case Act::Mail: return "mail";
    case Act::BreakLedger: return "break-ledger";
    case Act::Arm: return "fault";
    case Act::Cancel: return "cancel";
    case Act::Restock: return "restock";
    case Act::Load: return "load";
  }
  return "";
}

}  // namespace

ChaosRun::ChaosRun(std::uint64_t seed, Millis length, Say say)
    : m_seed(seed),
      m_length(length),
      m_say(std::move(say)),
      m_system(ORDERDECK_BIN_DIR "/orderdeckd", QString(kProfile).arg(m_mails.port())) {}

Report ChaosRun::run() {
  start();
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
    endDue(elapsed());
    look();
    rebuildWhenClosed();
    const Millis wake = next == plan.end() ? m_length : next->at;
    std::this_thread::sleep_for(std::clamp(wake - elapsed(), Millis{0}, kLook));
  }

  const auto healed = std::chrono::steady_clock::now();
  const auto since = [](auto then) {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - then).count();
  };
  heal();
  m_report.healthySeconds = since(healed);
  const auto up = std::chrono::steady_clock::now();
  probe();
  m_report.probeSeconds = since(up);
  const bool rest = waitForRest();
  m_report.recoverySeconds = since(healed);
  auto audit = m_system.control(Millis{180'000}).send(api::audit(kAuditWait));
  m_report.audit = audit ? *audit : audit.error().what;
  m_report.ok = rest && audit && nlohmann::json::parse(*audit).value("ok", false);
  if (!rest) m_report.audit = "orders are still open after " + std::to_string(kRest.count()) + " s\n" + m_report.audit;
  look();
  countMails();
  m_report.rebuilds = static_cast<std::int64_t>(m_rebuilds.size());
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
      // It may have been killed when its time comes.
      if (const auto pid = signalTo(step.target, SIGSTOP)) later(step.lasts, [pid = *pid] { ::kill(pid, SIGCONT); });
      return;
    case Act::Restart: send(api::controlNode(step.target, "restart")); return;
    case Act::KillDaemon: return relaunch(false);
    case Act::KillAll: return relaunch(true);
    case Act::TearLog: return tearLog(step.share);
    case Act::FlushStore: return flushStore();
    case Act::Mail:
      m_mails.setMood(moodOf(step.how));
      return later(step.lasts, [this] { m_mails.setMood(MailMood::Take); });
    case Act::BreakLedger: return breakLedger(step.how, step.lasts);
    case Act::Cancel: return cancelSome();
    case Act::Restock: send(api::restock(step.target, 1'000)); return;
    case Act::Load:
      send(api::stopLoad());
      waitUntil([&] {
        look();
        return !m_seen || !m_seen->load || m_seen->load->state != "running";
      });
      m_load = step.load;
      send(api::startLoad(m_load));
      return;
    case Act::Arm:
      send(api::armFault(step.fault, step.target, step.params, static_cast<double>(step.lasts.count()) / 1e3,
                         step.choices, step.seed));
      return;
  }
}

/// The daemon dies, and its processes with it; what it left behind on the disk is all that the next one has. Its keeper
/// starts that one.
void ChaosRun::relaunch(bool everything) {
  if (everything) {
    dieAll();
    return start();
  }
  endDue(Millis::max());
  m_system.killDaemon();
  if (!m_system.waitBack()) throw std::runtime_error("the daemon did not come back: " + m_system.log().toStdString());
  m_control.emplace(m_system.control());
}

void ChaosRun::dieAll() {
  endDue(Millis::max());  // whoever starts a system on a broken file gets told, and no system
  const auto processes = m_system.processes();
  m_system.killAll();
  if (!support::EmbeddedSystem::gone(processes)) throw std::runtime_error("processes outlived the daemon");
}

void ChaosRun::start() {
  if (!m_system.start()) throw std::runtime_error("the system did not start: " + m_system.log().toStdString());
  m_control.emplace(m_system.control());
}

/// The last write of Redis did not get to its end: everything is killed, and the next start finds a part of it.
void ChaosRun::tearLog(double share) {
  dieAll();
  m_report.tornBytes +=
      static_cast<std::int64_t>(tearAppendOnlyFile(m_system.dataDir().toStdString() + "/redis", share));
  start();
}

/// Redis loses everything while orders are open. All that was accepted is in the ledger by then: what is not would be
/// lost, and be no fault of ours.
void ChaosRun::flushStore() {
  endDue(Millis::max());
  send(api::clearFaults());
  const auto payment = signalTo("payment-1", SIGSTOP);  // so that orders stay open
  send(api::stopLoad());
  const bool hasAll = waitUntil(
      [&] {
        look();
        return ledgerHasAll();
      },
      kLedgerCatchesUp);
  try {
    if (hasAll)
      support::RawRedis(m_system.redisSocket()).command({"FLUSHALL"});
    else
      m_say("          not flushed: the ledger does not have all orders");
  } catch (const std::exception& error) {
    m_say(std::string("          not flushed: ") + error.what());
  }
  if (payment) ::kill(*payment, SIGCONT);
  send(api::startLoad(m_load));
}

bool ChaosRun::ledgerHasAll() const {
  if (!m_seen || !m_seen->store.distrust.empty() || m_seen->figures.outbox != 0) return false;
  if (m_seen->load && m_seen->load->state == "running") return false;
  const auto ledger = std::ranges::find(m_seen->groups, "ledger", &api::GroupView::group);
  return ledger != m_seen->groups.end() && ledger->lag == 0;
}

void ChaosRun::breakLedger(const std::string& how, Millis lasts) {
  const std::string file = m_system.ledgerFile().toStdString();
  if (how == "locked") {
    auto lock = std::make_shared<WriteLock>(file);
    return later(lasts, [lock]() mutable { lock.reset(); });
  }
  breakHeader(file);
  signalTo("ledger-1", SIGKILL);  // so that it has to open the file again
  later(lasts, [file] { mendHeader(file); });
}

/// What the operator does who is told that the store is closed.
void ChaosRun::rebuildWhenClosed() {
  if (!m_seen || m_seen->store.distrust.empty()) return;
  if (m_seen->rebuild) m_rebuilds.insert(m_seen->rebuild->id);
  if (!m_seen->rebuild || m_seen->rebuild->state != "running") send(api::rebuildStore(false, false, kAuditWait));
}

std::optional<pid_t> ChaosRun::signalTo(const std::string& process, int signal) {
  look();
  if (!m_seen) return {};
  const auto node = std::ranges::find(m_seen->nodes, process, &api::NodeView::name);
  if (node == m_seen->nodes.end() || node->pid <= 0) return {};
  const auto pid = static_cast<pid_t>(node->pid);
  if (::kill(pid, signal) != 0) return {};
  return pid;
}

void ChaosRun::cancelSome() {
  const auto answer = m_control->send(api::listOrders({}, {}, {}, kCancels));
  const auto page = answer ? api::decodeJson<api::OrderPage>(*answer, "orders") : std::unexpected(answer.error());
  if (!page) return;
  for (const api::OrderView& order : page->orders) send(api::cancelOrder(order.orderId));
}

bool ChaosRun::send(const api::ControlCall& call) { return m_control->send(call).has_value(); }

void ChaosRun::look() {
  auto seen = m_control->snapshot();
  if (!seen) return;
  m_seen = *std::move(seen);
  if (m_seen->load) m_loads[m_seen->load->id] = {m_seen->load->sent, m_seen->load->accepted};
  for (const auto& node : m_seen->nodes) m_duplicates[{node.name, node.pid}] = node.duplicates;
  for (const auto& fault : m_seen->faults) m_faults[fault.id] = {fault.name, fault.hits};
}

void ChaosRun::endDue(Millis now) {
  std::erase_if(m_ends, [&](const auto& end) {
    if (end.first > now) return false;
    end.second();
    return true;
  });
}

void ChaosRun::later(Millis lasts, std::function<void()> what) {
  m_ends.emplace_back(elapsed() + lasts, std::move(what));
}

Millis ChaosRun::elapsed() const {
  return std::chrono::duration_cast<Millis>(std::chrono::steady_clock::now() - m_begun);
}

void ChaosRun::heal() {
  send(api::stopLoad());
  endDue(Millis::max());
  send(api::clearFaults());
  waitUntil(
      [&] {
        look();
        rebuildWhenClosed();
        return m_seen && isUp(*m_seen);
      },
      kHeal);
}

/// An order that is placed now, to its end.
void ChaosRun::probe() {
  std::string id;
  waitUntil(
      [&] {
        const auto placed = m_control->send(api::placeOrder(kOrder, {}));
        if (placed) id = nlohmann::json::parse(*placed, nullptr, false).value("orderId", "");
        return !id.empty();
      },
      kRest);
  waitUntil(
      [&] {
        const auto order = m_control->send(api::showOrder(id));
        const std::string state = order ? nlohmann::json::parse(*order, nullptr, false).value("state", "") : "";
        return state == "completed" || state == "rejected" || state == "cancelled" || state == "refunded";
      },
      kRest);
}

/// Whoever was told by an event that a mail was sent can find it.
void ChaosRun::countMails() {
  const auto taken = m_mails.taken();
  m_report.mails = static_cast<std::int64_t>(taken.size());
  m_report.repeatedMails = std::ranges::count_if(taken, [](const auto& mail) { return mail.second > 1; });
  m_report.refusedMails = m_mails.refused();
  m_report.deferredMails = m_mails.deferred();
  tests::RawLedger ledger(m_system.ledgerFile());
  for (const auto& row : ledger.rows("SELECT event_id FROM order_events WHERE event = 'NotificationSent'")) {
    const std::string id = row[0].toString().toStdString();
    if (taken.contains(id)) continue;
    m_report.ok = false;
    m_report.audit += "\nthe ledger says that " + id + " was sent, and the mail server never took it";
    return;
  }
}

bool ChaosRun::waitForRest() {
  return waitUntil(
      [&] {
        std::this_thread::sleep_for(kLook);
        look();
        return m_seen && m_seen->figures.inFlight == 0 && m_seen->figures.outbox == 0;
      },
      kRest);
}

}  // namespace orderdeck::chaos
