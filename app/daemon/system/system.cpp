#include "app/daemon/system/system.h"

#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <spdlog/spdlog.h>
#include <nlohmann/json.hpp>

#include "api/ops_event_table.h"
#include "app/daemon/system/system_units.h"
#include "app/daemon/wiring/metrics.h"
#include "core/address.h"
#include "core/ids.h"

namespace orderdeck::daemon {

using core::Millis;
using core::Result;

namespace {

constexpr Millis kHouseKeeping{200}, kProbe{1'000};
constexpr int kHopeless = 3;          // deaths of a process that was never ready: then nobody need wait for it to be
constexpr Millis kSecondPass{5'000};  // after a new broker: orders that were on the move during the first pass

std::string urlOf(const std::string& host, int port) {
  const std::string reachable = host == "0.0.0.0" ? "127.0.0.1" : host == "::" ? "::1" : host;
  return "http://" + core::toString(core::HostPort{reachable, port});
}

}  // namespace

System::System(runtime::DataFolder& folder, runtime::Profile profile, domain::Catalogue catalogue,
               std::function<void()> shutDown)
    : m_folder(folder),
      m_profile(std::move(profile)),
      m_nodeProfile(m_profile),
      m_catalogue(std::move(catalogue)),
      m_shutDown(std::move(shutDown)),
      m_token(core::randomToken(24)),
      m_nodes(m_token),
      m_instance(core::randomToken(8)),
      m_metrics(makeMetrics()) {
  prepareFolders();
  m_supervisor = makeSupervisor();
  m_load = std::make_unique<runtime::LoadInjector>([this] { return m_directory.gateway(); }, m_catalogue,
                                                   m_profile.dataDir + "/journal");
  m_audit = std::make_unique<runtime::AuditRunner>([this] { return m_stores.audit(m_profile.redis.timeout); },
                                                   m_profile.dataDir + "/journal", auditWitnesses());
  m_faults = std::make_unique<runtime::ArmedFaults>(
      [this] { return places(); },
      [this](const auto& node, const auto& faults) { return m_nodes.carryFaults(node, faults); }, m_events,
      [this](const auto& process, const auto& action) { return m_supervisor->command(process, action); },
      faults::HitCounter(runtime::strikesFolder(m_profile.dataDir)), [this] { return lockHolders(); });
  m_bus = std::make_unique<BusWiring>(
      m_profile.kafka, BusOptions{.bootstrap = [this] { return m_directory.broker(); }, .clientId = "daemon"});
  m_redrive =
      std::make_unique<runtime::Redrive>([this] { return m_stores.deadLetters(false); }, m_bus->bus(), m_events);
  m_rebuild =
      std::make_unique<runtime::Rebuild>([this] { return m_stores.rebuild(); }, m_events, [this] { afterRebuild(); });
  m_collector = std::make_unique<runtime::Collector>(m_profile, m_catalogue, collectorSources());
  m_liveAudit = std::make_unique<runtime::LiveAuditor>(m_profile, liveAuditSources());
  m_control = std::make_unique<runtime::ControlServer>(runtime::ControlParts{
      .tokens = m_tokens,
      .acts = m_acts,
      .controlNode = [this](const auto& node, const auto& action) { return m_supervisor->command(node, action); },
      .forceBreaker = [this](const auto& node, const auto& dependency,
                             const auto& force) { return forceBreaker(node, dependency, force); },
      .ledger = [this] { return m_stores.ledger(); },
      .shutDown = m_shutDown,
      .collector = *m_collector,
      .faults = *m_faults,
      .load = *m_load,
      .audit = *m_audit,
      .events = m_events,
      .metrics = *m_metrics,
      .directory = m_directory,
      .deadLetters = [this] { return m_stores.deadLetters(false); },
      .redrive = *m_redrive,
      .rebuild = *m_rebuild});
  m_http.emplace(listenForControl(m_profile, *m_control));
  m_supervisor->start();  // last
  m_houseKeeper = std::make_unique<core::Worker>("housekeeping", [this](std::stop_token stop) { houseKeep(stop); });
}

std::unique_ptr<runtime::Supervisor> System::makeSupervisor() {
  SystemUnits system = systemUnits(
      m_profile, m_instance, m_redisSocket,
      {.redis = [this](const std::string& socket) { return m_stores.seedStock("unix:" + socket); },
       .broker = [this](const std::string& bootstrap) { return brokerReady(bootstrap); },
       .node = [this](const std::string& node, int ops, int gateway) { return nodeReady(node, ops, gateway); }});
  return std::make_unique<runtime::Supervisor>(std::move(system.units), std::move(system.stopOrder),
                                               [this](api::OpsEvent event) { m_events.add(std::move(event)); });
}

runtime::CollectorSources System::collectorSources() {
  return {.nodes = [this] { return places(); },
          .stores = [this] { return m_stores.probes(); },
          .inspector = [this] { return m_stores.inspector(); },
          .directory = m_directory,
          .faults = *m_faults,
          .events = m_events,
          .load = *m_load,
          .deadLetters = [this] { return m_stores.deadLetters(true); },
          .redrive = [this] { return m_redrive->view(); },
          .rebuild = [this] { return m_rebuild->view(); },
          .ledgerTrouble =
              [this] {
                const std::lock_guard lock(m_ledgerMutex);
                return m_ledgerTrouble;
              }};
}

Result<void> System::brokerReady(const std::string& bootstrap) {
  if (bootstrap.empty()) return core::fail(core::ErrorCode::Corrupt, "the broker did not say where it listens");
  if (m_profile.kafka.embedded) m_brokerStarts->add(core::now());
  m_directory.setBroker(bootstrap, m_directory.brokerEpoch() + 1);
  reconcileSoon();  // a new embedded broker is an empty one: what was on the old one's topics has to be said again
  // A full disk is no fault of the broker's: the housekeeping goes on trying.
  if (const auto written = writeEndpoints(); !written) spdlog::error("{}", written.error().what);
  return {};
}

Result<void> System::nodeReady(const std::string& node, int opsPort, int gatewayPort) {
  if (opsPort > 0) m_directory.setOps(node, urlOf("127.0.0.1", opsPort));
  if (gatewayPort <= 0) return {};
  m_directory.setGateway(urlOf(m_profile.gateway.host, gatewayPort));
  if (m_nodeProfile.gateway.port == gatewayPort) return {};
  // A gateway that comes back takes the same port again, so that clients find it.
  m_nodeProfile.gateway.port = gatewayPort;
  if (const auto written = writeNodeProfile(); !written) spdlog::error("{}", written.error().what);
  return {};
}

std::string System::apiUrl() const { return urlOf(m_profile.apiHost, m_http->port()); }

Result<void> System::forceBreaker(const std::string& name, const std::string& dependency,
                                  core::BreakerForceWord force) const {
  const auto nodes = places();
  const auto node = std::ranges::find(nodes, name, [](const runtime::NodePlace& place) { return place.unit.name; });
  if (node == nodes.end()) return core::fail(core::ErrorCode::NotFound, fmt::format("no process is named '{}'", name));
  return m_nodes.forceBreaker(*node, dependency, force);
}

bool System::makeLedger() {
  std::error_code ignored;
  const bool begins = m_profile.ledger.driver == "sqlite" && !std::filesystem::exists(m_profile.ledger.dsn, ignored);
  const auto made = m_stores.makeLedger();
  if (made && begins && std::filesystem::exists(m_profile.dataDir + "/redis", ignored)) {
    spdlog::warn("a new, empty ledger begins in {}, though this folder held orders before", m_profile.ledger.dsn);
    m_events.add(api::opsEvent<"system.ledger-begins">());
  }
  const std::lock_guard lock(m_ledgerMutex);
  const std::string trouble = made ? std::string() : made.error().what;
  if (!trouble.empty() && trouble != m_ledgerTrouble)
    spdlog::error("nothing is consumed until the ledger can be used: {}", trouble);
  m_ledgerTrouble = trouble;
  return made.has_value();
}

ops::AuditWitnesses System::auditWitnesses() {
  ops::AuditWitnesses witnesses;
  witnesses.measured = [this] {
    ops::Measured measured = runtime::measuredIn(m_collector->latest(), m_profile);
    if (auto watched = m_liveAudit->watched())
      measured.standing = std::move(watched->standing);
    else
      measured.missing = "nobody has watched what stands still lately";
    return measured;
  };
  witnesses.outboxLimit = runtime::outboxLimitOf(m_profile);
  witnesses.recovery = [this] {
    const auto watched = m_liveAudit->watched();
    return watched ? std::optional(watched->recovery) : std::nullopt;
  };
  witnesses.brokerStarts = [this] { return m_brokerStarts->all(); };
  witnesses.epoch = [this] { return m_stores.epochProbe()(); };  // a connection of the thread that asks
  witnesses.fences = &m_fences;
  return witnesses;
}

runtime::LiveAuditSources System::liveAuditSources() {
  return {.connect = [this] { return m_stores.audit(kProbe); },
          .epoch = m_stores.epochProbe(),
          .snapshot = [this] { return m_collector->latest(); },
          .brokerStarts = [this] { return m_brokerStarts->all(); },
          .journalFolder = m_profile.dataDir + "/journal",
          .fences = m_fences,
          .tell = [this](const ops::LiveFindings& findings) { m_collector->noteLiveAudit(findings); }};
}

/// On the housekeeping's thread, whose connection it is.
Result<std::vector<std::string>> System::lockHolders() {
  if (!m_lockInspector) m_lockInspector = m_stores.probes().locks;
  const auto locks = m_lockInspector->inspect();
  if (!locks) return std::unexpected(locks.error());
  std::vector<std::string> holders;
  for (const ports::LockView& lock : *locks) {
    // A node's name, with more behind it where one process takes locks more than once.
    if (!lock.holder.empty()) holders.push_back(lock.holder.substr(0, lock.holder.find(':')));
  }
  return holders;
}

void System::houseKeep(std::stop_token stop) {
  do {
    m_faults->maintain();
    reconcileWhenDue();
    tellGateways();
    if (!keepFolder()) return;
  } while (core::sleepFor(stop, kHouseKeeping));
}

void System::reconcileSoon() {
  const std::lock_guard lock(m_reconcileMutex);
  m_reconcileAt = {core::now(), core::now() + kSecondPass};
}

/// Products that neither store knew are new; and what the restored orders' states call for has to be said again.
void System::afterRebuild() {
  if (const auto seeded = m_stores.seedNewProducts(); !seeded)
    spdlog::error("seeding after the rebuild: {}", seeded.error().what);
  reconcileSoon();
}

void System::reconcileWhenDue() {
  {
    const std::lock_guard lock(m_reconcileMutex);
    if (m_reconcileAt.empty() || m_reconcileAt.front() > core::now()) return;
  }
  for (const runtime::NodePlace& node : places()) {
    if (node.unit.service != "gateway" || node.unit.state != api::NodeState::Up || node.opsUrl.empty()) continue;
    if (!m_nodes.reconcile(node)) continue;
    const std::lock_guard lock(m_reconcileMutex);
    if (!m_reconcileAt.empty()) m_reconcileAt.erase(m_reconcileAt.begin());
    return;
  }
}

bool System::isStuck() const {
  bool stuck = false;
  for (const runtime::UnitView& unit : m_supervisor->units()) {
    if (unit.readyOnce) continue;
    if (unit.restarts >= kHopeless)
      stuck = true;
    else if (unit.pid != 0 || unit.restarts > 0)
      return false;  // on its way; what has never been started waits for another
  }
  return stuck;
}

/// Whether they are ready depends on it, and only the ledger's node knows.
void System::tellGateways() {
  const std::string trouble = m_collector->ledgerTrouble();
  for (const runtime::NodePlace& node : places()) {
    if (node.unit.service != "gateway" || node.unit.state != api::NodeState::Up || node.opsUrl.empty()) continue;
    auto& [pid, told] = m_ledgerTold[node.unit.name];
    if (pid != node.unit.pid) told.clear();  // a new process knows of none
    pid = node.unit.pid;
    if (told == trouble) continue;
    if (m_nodes.tellLedgerTrouble(node, trouble)) told = trouble;
  }
}

std::vector<System::NotReady> System::notReady() const {
  std::vector<NotReady> found;
  for (const runtime::UnitView& unit : m_supervisor->units()) {
    if (unit.readyOnce) continue;
    found.push_back({.process = unit.name,
                     .why = unit.lastExit   ? api::inEnglish(*unit.lastExit)
                            : unit.pid == 0 ? "waits for another process"
                                            : "is still starting",
                     .isCause = unit.lastExit.has_value()});
  }
  return found;
}

std::string System::whyNotReady() const {
  auto found = notReady();
  std::ranges::stable_partition(found, &NotReady::isCause);
  std::vector<std::string> reasons;
  for (const NotReady& one : found) reasons.push_back(fmt::format("{}: {}", one.process, one.why));
  return fmt::format("{}", fmt::join(reasons, "; "));
}

std::string System::announce() {
  auto line = nlohmann::ordered_json::parse(writeRunFile());
  line["ready"] = isReady();
  for (const NotReady& one : notReady()) {
    line["notReady"].push_back({{"process", one.process}, {"why", one.why}});
    spdlog::error("{} is not up: {}", one.process, one.why);
  }
  m_collector->setReady();
  m_events.add(line["ready"] ? api::opsEvent<"system.up">() : api::opsEvent<"system.up-in-part">());
  m_announced = true;
  return line.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

void System::stop() {
  if (std::exchange(m_stopped, true)) return;
  m_events.add(api::opsEvent<"system.stopping">());
  if (m_collector) m_collector->setStopping();
  if (m_houseKeeper) m_houseKeeper->stop();
  if (m_ledgerMaker) m_ledgerMaker->stop();
  if (m_load) (void)m_load->stop();  // NotFound when none runs
  if (m_redrive) m_redrive->stop();
  if (m_rebuild) m_rebuild->stop();
  m_supervisor->stop();
  if (m_http) m_http->stop();
  if (m_control) m_control->stop();
  if (m_liveAudit) m_liveAudit->stop();
  if (m_collector) m_collector->stop();
  leaveFolder();
}

}  // namespace orderdeck::daemon
