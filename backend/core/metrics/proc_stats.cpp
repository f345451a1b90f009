#include "core/metrics/proc_stats.h"

#include <unistd.h>

#include <array>
#include <cstdio>
#include <fstream>
#include <numeric>
#include <sstream>
#include <string>

#include <fmt/format.h>

namespace orderdeck::core {

Result<ProcStats> readProcStats(pid_t pid) {
  const auto gone = [pid] { return fail(ErrorCode::NotFound, fmt::format("no process {}", pid)); };
  ProcStats out;
  std::string line;
  std::ifstream stat(fmt::format("/proc/{}/stat", pid));
  if (!std::getline(stat, line)) return gone();
  // proc(5): the second field, the name in parentheses, may hold anything; after it utime and stime are fields 14
  // and 15.
  const std::size_t nameEnd = line.rfind(')');
  if (nameEnd == std::string::npos) return gone();
  std::istringstream fields(line.substr(nameEnd + 1));
  std::string skipped;
  for (int field = 3; field < 14; ++field) fields >> skipped;
  double user = 0, system = 0;
  if (!(fields >> user >> system)) return gone();
  out.cpuSeconds = (user + system) / static_cast<double>(::sysconf(_SC_CLK_TCK));
  std::ifstream status(fmt::format("/proc/{}/status", pid));
  while (std::getline(status, line)) {
    long long kib = 0;
    if (std::sscanf(line.c_str(), "RssAnon: %lld kB", &kib) == 1 ||
        std::sscanf(line.c_str(), "RssShmem: %lld kB", &kib) == 1) {
      out.memoryBytes += kib * 1024;
    }
  }
  return out;
}

MachineTime parseMachineTime(const std::string& line) {
  // proc(5): "cpu" user nice system idle iowait irq softirq steal; guest and guest_nice, which follow, are in user and
  // nice already.
  std::istringstream fields(line);
  std::string name;
  std::array<double, 8> ticks{};
  fields >> name;
  for (double& kind : ticks) fields >> kind;
  if (!fields || name != "cpu") return {};
  const auto perSecond = static_cast<double>(::sysconf(_SC_CLK_TCK));
  return {.all = std::accumulate(ticks.begin(), ticks.end(), 0.0) / perSecond, .stolen = ticks.back() / perSecond};
}

MachineTime readMachineTime() {
  std::ifstream stat("/proc/stat");
  std::string line;
  std::getline(stat, line);
  return parseMachineTime(line);
}

}  // namespace orderdeck::core
