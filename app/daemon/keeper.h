// `orderdeckd serve` as its user sees it: a process that does nothing but keep the daemon alive. A daemon that dies (a
// signal, an assertion, an uncaught error) is started again on the same folder and ports, once nothing of the old one
// is left; one that ends in order, or cannot start, is not. It holds no library that could take it down. Runs on the
// main thread, which must stay the only one: the death signal of a child is tied to it.
#pragma once

#include "app/daemon/serve.h"

namespace orderdeck::daemon {

/// Runs `orderdeckd daemon` with these options until it ends in order. SIGTERM, SIGINT and SIGHUP are passed on as
/// SIGTERM; the first ready line goes to standard output. Returns the daemon's exit status. If this process is killed,
/// the kernel kills the daemon, and with it everything below it.
int runKeeper(const ServeOptions& options);

}  // namespace orderdeck::daemon
