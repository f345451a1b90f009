// `orderdeckctl bench`: measures the running backend, or one of its own in a temporary folder.
#include <cstdlib>
#include <filesystem>

#include <fmt/format.h>

#include "api/audit_tally.h"
#include "app/ctl/audit_report.h"
#include "app/ctl/bench/bench.h"
#include "app/ctl/context.h"
#include "app/ctl/daemon_process.h"
#include "app/ctl/table.h"

namespace orderdeck::ctl {

namespace {

// A folder of its own that is gone at the end.
class ScratchFolder {
 public:
  ScratchFolder() {
    std::string form = (std::filesystem::temp_directory_path() / "orderdeck-bench-XXXXXX").string();
    if (::mkdtemp(form.data()) != nullptr) m_path = form;
  }
  ~ScratchFolder() {
    std::error_code ignored;
    if (!m_path.empty()) std::filesystem::remove_all(m_path, ignored);
  }
  ScratchFolder(const ScratchFolder&) = delete;
  ScratchFolder& operator=(const ScratchFolder&) = delete;
  const std::string& path() const { return m_path; }

 private:
  std::string m_path;
};

double cpuSecondsOf(const BenchPhase& phase) {
  double total = 0;
  for (const auto& process : phase.processes) total += process.cpuSeconds;
  return total;
}

void printPhase(const BenchPhase& phase, int cores) {
  const std::string title = phase.name == "capacity" ? "CAPACITY (clients order as fast as they are answered)"
                                                     : fmt::format("OPEN MODEL at {} orders/s", rate(phase.rate));
  fmt::print("{}: {:.1f} s\n", title, phase.seconds);
  fmt::print("  accepted               {} orders, {}/s; refused {}, failed {}\n", grouped(phase.accepted),
             rate(phase.acceptedPerSecond), grouped(phase.refused), grouped(phase.failed));
  fmt::print("  finished and in ledger {} orders, {}/s; in flight {} before, {} after\n", grouped(phase.finished),
             rate(phase.finishedPerSecond), grouped(phase.inFlightBefore), grouped(phase.inFlightAfter));
  if (phase.acceptP50)
    fmt::print("  accept latency         p50 {}, p99 {}, p99.9 {} (from the intended send time)\n",
               millis(phase.acceptP50), millis(phase.acceptP99), millis(phase.acceptP999));
  fmt::print("  accept to terminal     p50 {}, p99 {}\n", millis(phase.terminalP50), millis(phase.terminalP99));
  fmt::print("  accept to ledger       p50 {}, p99 {}\n", millis(phase.orderP50), millis(phase.orderP99));
  if (phase.stolenShare >= 0.005)
    fmt::print("  meanwhile the machine's host gave {} of its cores' time to others\n", percent(phase.stolenShare));
  fmt::print("\n");
  const double total = cpuSecondsOf(phase);
  const double orders = static_cast<double>(std::max<std::int64_t>(phase.finished, 1));
  Table table{"  PROCESS", ">CPU S/1,000 ORDERS", ">SHARE", ">CORES", ">MEMORY"};
  std::int64_t memory = 0;
  for (const auto& process : phase.processes) {
    memory += process.memoryBytes;
    table.add({"  " + process.name, fmt::format("{:.4f}", process.cpuSeconds * 1000 / orders),
               percent(total > 0 ? process.cpuSeconds / total : 0),
               fmt::format("{:.2f}", process.cpuSeconds / phase.seconds), bytes(process.memoryBytes)});
  }
  table.add({"  all", fmt::format("{:.4f}", total * 1000 / orders), percent(1),
             fmt::format("{:.2f} of {}", total / phase.seconds, cores), bytes(memory)});
  fmt::print("{}\n", table.text());
}

void printYardstick(const BenchReport& report) {
  const auto& yard = report.yardstick;
  fmt::print(
      "This machine, just now: an event is written, read and kept in {:.2f} us on one core, in {:.2f} us when all {} "
      "are busy.\n",
      yard.aloneMicros, yard.togetherMicros, report.cores);
  const auto& capacity = report.phases.back();
  if (capacity.finished > 0)
    fmt::print("At capacity an order costs as much as {:.0f} of the latter.\n",
               cpuSecondsOf(capacity) * 1e6 / static_cast<double>(capacity.finished) / yard.togetherMicros);
}

void bench(Context& context, const BenchOptions& options) {
  api::ControlClient::FindAddress find = [&context] { return context.address(); };
  const auto running = find();
  ScratchFolder folder;
  DaemonProcess daemon;  // after the folder: it ends before the folder goes
  const auto say = [](const std::string& line) { fmt::print(stderr, "{}\n", line); };
  if (!running && context.connect.empty()) {
    say("no backend runs for this profile: starting one in a temporary folder");
    const auto started =
        daemon.start(serveArguments(context.profile, folder.path() + "/data"), folder.path() + "/daemon.log");
    if (!started) return context.fail(started.error());
    find = [&folder] { return api::findBackend(folder.path() + "/data"); };
  } else if (!running) {
    return context.fail(running.error());
  }
  const auto report = runBench(find, options, say);
  if (!report) return context.fail(report.error());
  context.exitCode = report->auditOk ? kDone : api::tallyOf(report->invariants).broken > 0 ? kBadNews : kNotChecked;
  if (context.json) return context.print(encodeBench(*report));
  fmt::print("\n");
  for (const auto& phase : report->phases) printPhase(phase, report->cores);
  printYardstick(*report);
  fmt::print("The daemon hosts the load injector: its share is mostly the client's side of HTTP.\n\n");
  fmt::print("{}\n{}\nmemory of all processes {}\n{}\n", invariantTable(report->invariants),
             balanceSheet(report->balance), bytes(report->memoryBytes),
             api::summaryOf(api::tallyOf(report->invariants)));
}

}  // namespace

void addBench(CLI::App& app, Context& context) {
  auto options = std::make_shared<BenchOptions>();
  auto* bench =
      app.add_subcommand("bench", "capacity, latency, CPU and memory by process, and the audit; about a minute");
  bench->add_option("--seconds", options->capacitySeconds, "of the capacity phase")
      ->check(CLI::Range(1.0, 3600.0))
      ->capture_default_str();
  bench->add_option("--rate", options->openRate, "orders per second of the open model")
      ->check(CLI::PositiveNumber)
      ->capture_default_str();
  bench->add_option("--for", options->openSeconds, "seconds of the open model")
      ->check(CLI::Range(1.0, 3600.0))
      ->capture_default_str();
  bench->callback([&context, options] {
    options->caller = context.caller();
    ctl::bench(context, *options);
  });
}

}  // namespace orderdeck::ctl
