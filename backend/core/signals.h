// The signals of a program of ours: which of them end it in order, and what it must not inherit. Main thread, before
// any other starts.
#pragma once

#include <signal.h>

namespace orderdeck::core {

/// SIGTERM; and SIGINT and SIGHUP, unless whoever started this program had them ignored: nohup and a shell's jobs in
/// the background mean it. (A signal that is blocked is delivered to sigwait() and signalfd() even where it is ignored,
/// so the set must not hold it.)
sigset_t endSignals();

/// The same, blocked for this and every later thread: for sigwait() and signalfd().
sigset_t blockEndSignals();

/// SIGCHLD as the system has it. Where a parent had it ignored, the children of this program would be gone before
/// anybody could wait for them.
void waitForOwnChildren();

}  // namespace orderdeck::core
