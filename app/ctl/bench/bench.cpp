#include "app/ctl/bench/bench.h"

#include <algorithm>
#include <thread>

#include <fmt/format.h>

#include "api/json_decoder.h"
#include "api/json_encoder.h"
#include "api/operations.h"
#include "core/figures.h"
#include "core/metrics/histogram_window.h"
#include "core/metrics/metrics_text.h"
#include "core/metrics/proc_stats.h"

namespace orderdeck::ctl {

namespace {

using Clock = std::chrono::steady_clock;

constexpr core::Millis kPoll{200};
constexpr int kConnections = 512;
constexpr double kWarmUp = 2, kRunUp = 4;  // seconds

double secondsSince(Clock::time_point then) { return core::inSeconds(Clock::now() - then); }

std::optional<double> toMillis(std::optional<double> seconds) {
  return seconds ? std::optional(*seconds * 1000) : std::nullopt;
}

core::Buckets grownSince(const core::Buckets& before, core::Buckets after) {
  for (auto& [bound, count] : after) {
    const auto old = before.find(bound);
    if (old != before.end()) count -= old->second;
  }
  return after;
}

bool atRest(const api::Snapshot& snapshot) {
  return snapshot.figures.inFlight == 0 && snapshot.figures.outbox == 0 &&
         std::ranges::all_of(snapshot.groups, [](const api::GroupView& group) { return group.lag == 0; });
}

struct Reading {
  Clock::time_point at;
  api::Snapshot snapshot;
  core::MachineTime machine;
  core::Buckets terminalSeconds, orderSeconds;  // of all ledger processes, cumulative
  double finished() const {
    return orderSeconds.empty() ? 0 : orderSeconds.rbegin()->second;
  }  // terminal and in the ledger
  /// Accepted, but not finished yet; constant while nothing is accepted or finished.
  double open() const { return static_cast<double>(snapshot.balance.accepted) - finished(); }
};

class Bench {
 public:
  Bench(const api::ControlClient::FindAddress& backend, const BenchOptions& options,
        const std::function<void(const std::string&)>& say)
      : m_backend(backend), m_options(options), m_say(say), m_client(backend, core::Millis{10'000}, options.caller) {}

  core::Result<BenchReport> run();

 private:
  core::Result<api::Snapshot> snapshotNow();
  core::Result<Reading> read();
  core::Result<void> start(double rate, double seconds);
  core::Result<void> startClosed();
  core::Result<void> start(api::LoadSpec spec);
  core::Result<void> warmUp();
  core::Result<void> drain();
  core::Result<api::LoadView> waitForLoad();
  core::Result<BenchPhase> capacity();
  core::Result<BenchPhase> open();
  BenchPhase phaseOf(const std::string& name, const Reading& before, const Reading& after,
                     const api::LoadView& load) const;
  core::Result<void> audit(BenchReport& report);

  const api::ControlClient::FindAddress m_backend;
  const BenchOptions m_options;
  const std::function<void(const std::string&)> m_say;
  api::ControlClient m_client;
  core::Timestamp m_startedAt{};  // of the daemon
  std::string m_load;             // id of the newest
  double m_openAtRest = 0;        // Reading::open() when nothing is open
};

/// Of the daemon that the bench began with: another knows nothing of its loads.
core::Result<api::Snapshot> Bench::snapshotNow() {
  auto snapshot = m_client.snapshot();
  if (!snapshot) return snapshot;
  if (m_startedAt == core::Timestamp{}) m_startedAt = snapshot->startedAt;
  if (snapshot->startedAt == m_startedAt) return snapshot;
  return core::fail(core::ErrorCode::Unavailable, "the daemon died and was started again: nothing was measured");
}

core::Result<Reading> Bench::read() {
  Reading reading;
  auto snapshot = snapshotNow();
  if (!snapshot) return std::unexpected(snapshot.error());
  reading.snapshot = std::move(*snapshot);
  reading.at = Clock::now();
  reading.machine = core::readMachineTime();
  for (const api::NodeView& node : reading.snapshot.nodes) {
    if (node.service != "ledger" || node.endpoint.empty()) continue;
    const auto text = api::ControlClient({node.endpoint, ""}).send({"GET", "/metrics", {}, {}});
    if (!text) return std::unexpected(text.error());
    const auto metrics = core::MetricsText::parse(*text);
    if (!metrics) return std::unexpected(metrics.error());
    core::addBuckets(reading.terminalSeconds, metrics->buckets("orderdeck_order_terminal_seconds"));
    core::addBuckets(reading.orderSeconds, metrics->buckets("orderdeck_order_seconds"));
  }
  return reading;
}

core::Result<void> Bench::start(double rate, double seconds) {
  api::LoadSpec spec;
  spec.rate = rate;
  spec.seconds = seconds;
  return start(spec);
}

/// Every connection has an order under way all the time, until the load is stopped.
core::Result<void> Bench::startClosed() {
  api::LoadSpec spec;
  spec.closed = true;
  return start(spec);
}

core::Result<void> Bench::start(api::LoadSpec spec) {
  spec.connections = kConnections;
  const auto started = m_client.send(api::startLoad(spec));
  if (!started) return std::unexpected(started.error());
  const auto load = api::decodeJson<api::Started>(*started, "load");
  if (!load) return std::unexpected(load.error());
  m_load = load->id;
  return {};
}

core::Result<api::LoadView> Bench::waitForLoad() {
  while (true) {
    const auto snapshot = snapshotNow();
    if (!snapshot) return std::unexpected(snapshot.error());
    if (snapshot->load && snapshot->load->state != api::JobState::Running && snapshot->load->id == m_load)
      return *snapshot->load;
    std::this_thread::sleep_for(kPoll);
  }
}

core::Result<void> Bench::warmUp() {
  // A cold system's consumers are still joining their groups: the first orders wait for that, and nothing else does.
  m_say("warm-up");
  if (const auto first = snapshotNow(); !first) return std::unexpected(first.error());
  api::LoadSpec spec;
  spec.rate = 200;
  spec.seconds = kWarmUp;
  spec.duplicates = 0.02;  // so that the audit has keys to check; what is measured goes without
  if (const auto started = start(spec); !started) return std::unexpected(started.error());
  if (const auto ended = waitForLoad(); !ended) return std::unexpected(ended.error());
  if (const auto drained = drain(); !drained) return std::unexpected(drained.error());
  const auto reading = read();
  if (!reading) return std::unexpected(reading.error());
  m_openAtRest = reading->open();
  return {};
}

core::Result<void> Bench::drain() {
  const auto begun = Clock::now();
  while (secondsSince(begun) < m_options.drainSeconds) {
    const auto snapshot = snapshotNow();
    if (!snapshot) return std::unexpected(snapshot.error());
    if (atRest(*snapshot)) return {};
    std::this_thread::sleep_for(kPoll);
  }
  return {};
}

BenchPhase Bench::phaseOf(const std::string& name, const Reading& before, const Reading& after,
                          const api::LoadView& load) const {
  BenchPhase phase;
  phase.name = name;
  phase.seconds = core::inSeconds(after.at - before.at);
  phase.accepted = load.accepted;
  phase.refused = load.refused;
  phase.failed = load.failed;
  phase.acceptedPerSecond = static_cast<double>(load.accepted) / std::max(load.secondsElapsed, 1e-3);
  phase.finished = static_cast<std::int64_t>(after.finished() - before.finished());
  phase.finishedPerSecond = static_cast<double>(phase.finished) / phase.seconds;
  // The snapshot is some tenths of a second older than the ledger's count.
  phase.inFlightBefore = static_cast<std::int64_t>(std::max(0.0, before.open() - m_openAtRest));
  phase.inFlightAfter = static_cast<std::int64_t>(std::max(0.0, after.open() - m_openAtRest));
  phase.acceptP50 = load.p50Millis;
  phase.acceptP99 = load.p99Millis;
  phase.acceptP999 = load.p999Millis;
  const core::Buckets ended = grownSince(before.terminalSeconds, after.terminalSeconds);
  phase.terminalP50 = toMillis(core::quantile(ended, 0.5));
  phase.terminalP99 = toMillis(core::quantile(ended, 0.99));
  const core::Buckets grown = grownSince(before.orderSeconds, after.orderSeconds);
  phase.orderP50 = toMillis(core::quantile(grown, 0.5));
  phase.orderP99 = toMillis(core::quantile(grown, 0.99));
  phase.stolenShare =
      (after.machine.stolen - before.machine.stolen) / std::max(after.machine.all - before.machine.all, 1e-3);
  for (const api::NodeView& node : after.snapshot.nodes) {
    const auto old = std::ranges::find(before.snapshot.nodes, node.pid, &api::NodeView::pid);
    const double sooner = old == before.snapshot.nodes.end() ? 0 : old->cpuSeconds;
    phase.processes.push_back({node.name, node.service, node.cpuSeconds - sooner, node.memoryBytes});
  }
  return phase;
}

core::Result<BenchPhase> Bench::capacity() {
  m_say(fmt::format("capacity: {:.0f} s, {} connections without a pause", m_options.capacitySeconds, kConnections));
  if (const auto started = startClosed(); !started) return std::unexpected(started.error());
  // Measured once orders leave as they come.
  std::this_thread::sleep_for(std::chrono::duration<double>(kRunUp));
  const auto before = read();
  if (!before) return std::unexpected(before.error());
  std::this_thread::sleep_for(std::chrono::duration<double>(m_options.capacitySeconds));
  const auto after = read();
  if (!after) return std::unexpected(after.error());
  if (const auto stopped = m_client.send(api::stopLoad()); !stopped) return std::unexpected(stopped.error());
  const auto load = waitForLoad();
  if (!load) return std::unexpected(load.error());
  BenchPhase phase = phaseOf("capacity", *before, *after, *load);
  if (const auto &first = before->snapshot.load, &last = after->snapshot.load; first && last) {
    phase.accepted = last->accepted - first->accepted;
    phase.refused = last->refused - first->refused;
    phase.failed = last->failed - first->failed;
    phase.acceptedPerSecond = static_cast<double>(phase.accepted) / phase.seconds;
  }
  phase.acceptP50 = phase.acceptP99 = phase.acceptP999 = std::nullopt;  // no send time was intended
  return phase;
}

core::Result<BenchPhase> Bench::open() {
  m_say(fmt::format("open model: {:.0f} s at {} orders/s", m_options.openSeconds,
                    core::grouped(static_cast<std::int64_t>(m_options.openRate))));
  const auto before = read();
  if (!before) return std::unexpected(before.error());
  if (const auto started = start(m_options.openRate, m_options.openSeconds); !started)
    return std::unexpected(started.error());
  const auto load = waitForLoad();
  if (!load) return std::unexpected(load.error());
  // The last orders belong to the latencies too.
  if (const auto drained = drain(); !drained) return std::unexpected(drained.error());
  const auto after = read();
  if (!after) return std::unexpected(after.error());
  BenchPhase phase = phaseOf("open", *before, *after, *load);
  phase.rate = m_options.openRate;
  return phase;
}

core::Result<void> Bench::audit(BenchReport& report) {
  m_say("audit");
  api::ControlClient patient(
      m_backend, core::Millis{static_cast<std::int64_t>(m_options.drainSeconds * 1000) + 120'000}, m_options.caller);
  const auto body = patient.send(api::audit(m_options.drainSeconds));
  if (!body) return std::unexpected(body.error());
  auto audit = api::decodeJson<api::AuditAnswer>(*body, "audit");
  if (!audit) return std::unexpected(audit.error());
  report.auditOk = audit->ok;
  report.invariants = std::move(audit->invariants);
  report.balance = audit->balance;
  return {};
}

core::Result<BenchReport> Bench::run() {
  BenchReport report;
  report.cores = static_cast<int>(std::thread::hardware_concurrency());
  if (const auto warm = warmUp(); !warm) return std::unexpected(warm.error());
  const Yardstick before = measureYardstick();
  for (const auto phase : {&Bench::open, &Bench::capacity}) {
    auto measured = (this->*phase)();
    if (!measured) return std::unexpected(measured.error());
    report.phases.push_back(std::move(*measured));
  }
  m_say("drain");
  if (const auto drained = drain(); !drained) return std::unexpected(drained.error());
  report.yardstick = between(before, measureYardstick());
  for (const ProcessCost& process : report.phases.back().processes) report.memoryBytes += process.memoryBytes;
  if (const auto audited = audit(report); !audited) return std::unexpected(audited.error());
  return report;
}

}  // namespace

core::Result<BenchReport> runBench(const api::ControlClient::FindAddress& backend, const BenchOptions& options,
                                   const std::function<void(const std::string&)>& say) {
  return Bench(backend, options, say).run();
}

namespace {

struct ProcessShare {
  ProcessCost cost;
  double cpuSecondsPer1000Orders = 0;
};

struct InvariantLine {
  int number = 0;
  std::string name;
  domain::VerdictWord status;
  std::string detail;
};

struct PhaseReport {
  BenchPhase phase;
  std::vector<ProcessShare> processes;
};

/// The report as --json prints it.
struct BenchOutput {
  bool ok = false;
  int cores = 0;
  Yardstick yardstick;
  std::vector<PhaseReport> phases;
  std::int64_t memoryBytes = 0;
  std::vector<InvariantLine> invariants;
  api::Balance balance;
};

template <typename V>
void visit(V& v, ProcessShare& p) {
  v("name", p.cost.name), v("service", p.cost.service), v("cpuSeconds", p.cost.cpuSeconds);
  v("cpuSecondsPer1000Orders", p.cpuSecondsPer1000Orders), v("memoryBytes", p.cost.memoryBytes);
}

template <typename V>
void visit(V& v, InvariantLine& i) {
  v("number", i.number), v("name", i.name), v("status", i.status), v("detail", i.detail);
}

template <typename V>
void visit(V& v, PhaseReport& r) {
  BenchPhase& p = r.phase;
  v("name", p.name), v("seconds", p.seconds), v("rate", p.rate), v("accepted", p.accepted), v("refused", p.refused);
  v("failed", p.failed), v("finished", p.finished), v("acceptedPerSecond", p.acceptedPerSecond);
  v("finishedPerSecond", p.finishedPerSecond), v("inFlightBefore", p.inFlightBefore);
  v("inFlightAfter", p.inFlightAfter), v("acceptP50Millis", p.acceptP50), v("acceptP99Millis", p.acceptP99);
  v("acceptP999Millis", p.acceptP999), v("terminalP50Millis", p.terminalP50), v("terminalP99Millis", p.terminalP99);
  v("orderP50Millis", p.orderP50), v("orderP99Millis", p.orderP99), v("stolenShare", p.stolenShare);
  v("processes", r.processes);
}

template <typename V>
void visit(V& v, BenchOutput& o) {
  v("ok", o.ok), v("cores", o.cores), v("yardstick", o.yardstick), v("phases", o.phases);
  v("memoryBytes", o.memoryBytes), v("invariants", o.invariants), v("balance", o.balance);
}

}  // namespace

std::string encodeBench(const BenchReport& report) {
  BenchOutput out{.ok = report.auditOk,
                  .cores = report.cores,
                  .yardstick = report.yardstick,
                  .phases = {},
                  .memoryBytes = report.memoryBytes,
                  .invariants = {},
                  .balance = report.balance};
  for (const BenchPhase& phase : report.phases) {
    PhaseReport& shown = out.phases.emplace_back(phase);
    const auto orders = static_cast<double>(phase.finished);
    for (const ProcessCost& cost : phase.processes)
      shown.processes.push_back({cost, phase.finished > 0 ? cost.cpuSeconds * 1000 / orders : 0});
  }
  for (const api::InvariantView& i : report.invariants)
    out.invariants.push_back({i.number, i.name, i.status, i.detail});
  return api::encodeJson(out);
}

}  // namespace orderdeck::ctl
