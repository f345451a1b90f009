// The signals that end the console, for the event loop.
#pragma once

namespace orderdeck::console {

/// Blocks SIGTERM, SIGINT and SIGHUP for this and every later thread and returns a descriptor that is readable once one came.
int blockEndSignals();

/// The next of them ends the process at once again. On the thread that blocked them.
void unblockEndSignals();

}  // namespace orderdeck::console
