// `orderdeckctl demo`: what tools/run shows where there is no display. Starts the backend (or takes the one that runs),
// sends orders, kills a service in the middle, prints a line a second, and ends with the audit's balance.
#include <chrono>

#include <fmt/format.h>

#include "app/ctl/audit_report.h"
#include "app/ctl/context.h"
#include "app/ctl/daemon_process.h"
#include "app/ctl/load_follow.h"
#include "app/ctl/table.h"

namespace orderdeck::ctl {

namespace {

using Clock = std::chrono::steady_clock;

std::string lagOf(const api::Snapshot& snapshot) {
  std::int64_t sum = 0;
  for (const auto& group : snapshot.groups) sum += group.lag.value_or(0);
  return grouped(sum);
}

std::string eventsSince(const api::Snapshot& snapshot, std::int64_t& seen) {
  std::string lines;
  for (const auto& event : snapshot.events) {
    if (event.sequence <= seen) continue;
    seen = event.sequence;
    lines += fmt::format("        . {}\n", event.text);
  }
  return lines;
}

void demo(Context& context, double ordersPerSecond, double lasts) {
  DaemonProcess daemon;
  auto address = context.address();
  if (!address && context.connect.empty()) {
    fmt::print("starting the backend ...\n");
    std::fflush(stdout);
    const auto started = daemon.start(serveArguments(context.profile, context.dataDir), "/dev/null");
    if (!started) return context.fail(started.error());
    address = context.address();
  }
  if (!address) return context.fail(address.error());

  api::LoadSpec spec;
  spec.rate = ordersPerSecond;
  spec.seconds = lasts;
  spec.duplicates = 0.02;
  const auto begun = Clock::now();
  auto next = begun;
  bool killed = false;
  std::int64_t seen = 0;
  if (const auto first = context.snapshot()) {
    fmt::print("gateway {}, {} processes; {} orders/s for {}, and payment-1 is killed in the middle\n\n",
               first->gatewayUrl, first->nodes.size(), rate(ordersPerSecond), seconds(lasts));
    if (!first->events.empty()) seen = first->events.back().sequence;
  }
  fmt::print("{:>6}  {:>11}  {:>11}  {:>10}  {:>8}  {:>10}  {:>10}\n", "time", "accepted/s", "completed/s", "in flight",
             "lag", "p50", "p99");
  const auto load = runLoad(context, spec, [&](const api::Snapshot& s) {
    const double at = core::inSeconds(Clock::now() - begun);
    if (at > lasts / 2 && !std::exchange(killed, true))
      (void)context.client().send(api::controlNode("payment-1", "kill"));
    if (Clock::now() < next) return;
    next += std::chrono::seconds(1);
    fmt::print("{:>4.0f} s  {:>11}  {:>11}  {:>10}  {:>8}  {:>10}  {:>10}\n{}", at, rate(s.figures.acceptedPerSecond),
               rate(s.figures.completedPerSecond), grouped(s.figures.inFlight), lagOf(s),
               millis(s.figures.orderP50Millis), millis(s.figures.orderP99Millis), eventsSince(s, seen));
    std::fflush(stdout);
  });
  if (!load) return;
  fmt::print("\n{}\n\naudit, once everything has come to rest:\n\n", loadLine(*load));
  std::fflush(stdout);
  runAudit(context, 60);
}

}  // namespace

void addDemo(CLI::App& app, Context& context) {
  auto ordersPerSecond = std::make_shared<double>(500);
  auto lasts = std::make_shared<double>(20);
  auto* demo = app.add_subcommand(
      "demo", "a guided load in the terminal: starts the backend if none runs, and ends with the audit's balance");
  demo->add_option("--rate", *ordersPerSecond, "orders per second")->check(CLI::PositiveNumber)->capture_default_str();
  demo->add_option("--for", *lasts, "seconds")->check(CLI::PositiveNumber)->capture_default_str();
  demo->callback([&context, ordersPerSecond, lasts] { ctl::demo(context, *ordersPerSecond, *lasts); });
}

}  // namespace orderdeck::ctl
