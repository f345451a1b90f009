#include "core/signals.h"

#include <initializer_list>

namespace orderdeck::core {

namespace {

bool isIgnored(int number) {
  struct sigaction action{};
  return ::sigaction(number, nullptr, &action) == 0 && action.sa_handler == SIG_IGN;
}

}  // namespace

sigset_t endSignals() {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGTERM);
  for (const int number : {SIGINT, SIGHUP}) {
    if (!isIgnored(number)) sigaddset(&set, number);
  }
  return set;
}

sigset_t blockEndSignals() {
  const sigset_t set = endSignals();
  ::pthread_sigmask(SIG_BLOCK, &set, nullptr);
  return set;
}

void waitForOwnChildren() { ::signal(SIGCHLD, SIG_DFL); }

}  // namespace orderdeck::core
