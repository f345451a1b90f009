// CPU and memory of a process, from /proc. Any thread.
#pragma once

#include <cstdint>

#include <sys/types.h>

#include "core/error.h"

namespace orderdeck::ops {

struct ProcStats {
  double cpuSeconds = 0;         // user + system, of all threads, since it started
  std::int64_t memoryBytes = 0;  // resident, less shared file pages: RssAnon + RssShmem
};

/// NotFound when there is no such process.
core::Result<ProcStats> readProcStats(pid_t pid);

}  // namespace orderdeck::ops
