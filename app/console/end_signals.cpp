#include "end_signals.h"

#include <sys/signalfd.h>
#include <unistd.h>

#include <csignal>

namespace orderdeck::console {

namespace {

sigset_t endSignals() {
  sigset_t set;
  sigemptyset(&set);
  for (const int number : {SIGTERM, SIGINT, SIGHUP}) sigaddset(&set, number);
  return set;
}

}  // namespace

int blockEndSignals() {
  const sigset_t set = endSignals();
  pthread_sigmask(SIG_BLOCK, &set, nullptr);
  return ::signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
}

bool takeEndSignal(int descriptor) {
  signalfd_siginfo signal;
  if (::read(descriptor, &signal, sizeof signal) != sizeof signal) return false;
  const sigset_t set = endSignals();
  pthread_sigmask(SIG_UNBLOCK, &set, nullptr);
  return true;
}

}  // namespace orderdeck::console
