// SIGSTOP that is over when it returns: kill() itself comes back while the process's other threads still run.
#pragma once

#include <sys/types.h>

namespace orderdeck::support {

/// Stops the process and waits until all its threads stand still. False when it is gone, or not stopped after 5 s.
bool pauseProcess(pid_t pid);

}  // namespace orderdeck::support
