#include "end_signals.h"

#include <sys/signalfd.h>
#include <unistd.h>

#include "core/signals.h"

namespace orderdeck::console {

int blockEndSignals() {
  const sigset_t set = core::blockEndSignals();
  return ::signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
}

bool takeEndSignal(int descriptor) {
  signalfd_siginfo signal;
  if (::read(descriptor, &signal, sizeof signal) != sizeof signal) return false;
  const sigset_t set = core::endSignals();
  pthread_sigmask(SIG_UNBLOCK, &set, nullptr);
  return true;
}

}  // namespace orderdeck::console
