// What polling the overview at 5 Hz costs: bytes, the reader's CPU time and the daemon's, of the whole snapshot and of
// the sections that the page shows. `polling_bench DATA_DIR [SECONDS]` on a system that runs, best under load.
#include <sys/resource.h>
#include <unistd.h>

#include <chrono>
#include <cstdlib>
#include <fstream>
#include <functional>
#include <string>
#include <thread>

#include <fmt/format.h>

#include "api/control_client.h"

using namespace orderdeck;

namespace {

/// User and system time of this process, or of another, in milliseconds.
double ownCpu() {
  rusage usage{};
  ::getrusage(RUSAGE_SELF, &usage);
  const auto millis = [](const timeval& t) {
    return 1e3 * static_cast<double>(t.tv_sec) + 1e-3 * static_cast<double>(t.tv_usec);
  };
  return millis(usage.ru_utime) + millis(usage.ru_stime);
}
double cpuOf(std::int64_t pid) {
  std::ifstream file(fmt::format("/proc/{}/stat", pid));
  std::string text((std::istreambuf_iterator<char>(file)), {});
  text.erase(0, text.rfind(')') + 2);
  double user = 0, system = 0;
  std::sscanf(text.c_str(), "%*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %lf %lf", &user, &system);
  return (user + system) * 1e3 / static_cast<double>(::sysconf(_SC_CLK_TCK));
}

std::int64_t daemonPid(api::ControlClient& client) {
  const api::Snapshot snapshot = client.snapshot().value();
  for (const auto& node : snapshot.nodes)
    if (node.service == "daemon") return node.pid;
  return 0;
}

struct Cost {
  double bytes = 0, reader = 0, daemon = 0;  // a second; milliseconds
};

/// `pull` answers how many bytes came.
Cost measure(std::int64_t daemon, int seconds, const std::function<std::size_t()>& pull) {
  const double own = ownCpu(), other = cpuOf(daemon);
  double bytes = 0;
  auto next = std::chrono::steady_clock::now();
  for (int i = 0; i < 5 * seconds; ++i) {
    bytes += static_cast<double>(pull());
    std::this_thread::sleep_until(next += std::chrono::milliseconds(200));
  }
  return {bytes / seconds, (ownCpu() - own) / seconds, (cpuOf(daemon) - other) / seconds};
}

}  // namespace

int main(int argc, char** argv) {
  const auto address =
      argc > 1 ? api::findBackend(argv[1]) : core::fail(core::ErrorCode::InvalidArgument, "which data folder?");
  if (!address) return fmt::print(stderr, "polling_bench: {}\n", address.error().what), 2;
  const int seconds = argc > 2 ? std::atoi(argv[2]) : 20;
  api::ControlClient client(*address);
  const std::int64_t daemon = daemonPid(client);

  const Cost none = measure(daemon, seconds, [] { return 0; });
  const Cost whole = measure(daemon, seconds, [&] {
    const std::string body = client.send(api::getSnapshot()).value();
    if (!api::decodeSnapshot(body)) std::exit(1);
    return body.size();
  });
  using enum api::Section;
  api::SectionSequences have;  // what the overview and the window around it show
  for (const auto section : {System, Overview, Flow, Stock, Streams, Locks, Faults, Invariants, Jobs, Events})
    have[section] = 0;
  std::int64_t cursor = 0;
  int pulls = 0;
  const Cost sections = measure(daemon, seconds, [&] {
    const std::string body = client.send(api::getSnapshot(have)).value();
    const auto update = api::decodeUpdate(body).value();
    for (const auto& [section, sequence] : update.sections) have[section] = sequence;
    if (pulls++ % 5 != 0) return body.size();
    const std::string points = client.send(api::getSeries(cursor)).value();
    cursor = api::decodeSeries(points).value().cursor;
    return body.size() + points.size();
  });

  fmt::print("{:<10}{:>12}{:>18}{:>18}\n", "a second", "bytes", "reader CPU, ms", "daemon CPU, ms");
  for (const auto& [name, cost] : {std::pair("whole", whole), std::pair("sections", sections)})
    fmt::print("{:<10}{:>12.0f}{:>18.2f}{:>18.2f}\n", name, cost.bytes, cost.reader, cost.daemon - none.daemon);
  fmt::print("share     {:>11.0f}%{:>17.0f}%{:>17.0f}%\n", 100 * sections.bytes / whole.bytes,
             100 * sections.reader / whole.reader,
             100 * (sections.daemon - none.daemon) / (whole.daemon - none.daemon));
}
