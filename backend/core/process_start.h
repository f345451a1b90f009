// What makes a pid a process, and not whoever has got the number since. Any thread.
#pragma once

#include <sys/types.h>

#include <cstdint>

namespace orderdeck::core {

/// When a process started, in clock ticks since the machine did; 0 when it is not there or the system does not say.
/// Source: proc(5), /proc/PID/stat, field 22.
std::int64_t processStart(pid_t pid);

}  // namespace orderdeck::core
