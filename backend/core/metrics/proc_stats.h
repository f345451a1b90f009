// CPU and memory of a process, and where the machine's own time went, from /proc. Any thread.
#pragma once

#include <cstdint>
#include <string>

#include <sys/types.h>

#include "core/error.h"

namespace orderdeck::core {

struct ProcStats {
  double cpuSeconds = 0;         // user + system, of all threads, since it started
  std::int64_t memoryBytes = 0;  // resident, less shared file pages: RssAnon + RssShmem
};

/// NotFound when there is no such process.
Result<ProcStats> readProcStats(pid_t pid);

struct MachineTime {
  double all = 0;     // seconds of all cores together, idle or not, since the machine started
  double stolen = 0;  // of these, what a host gave to its other guests while this one had work
};

/// The first line of /proc/stat; all 0 when it is of another form.
MachineTime parseMachineTime(const std::string& line);
MachineTime readMachineTime();

}  // namespace orderdeck::core
