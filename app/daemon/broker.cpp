#include "app/daemon/broker.h"

#include <csignal>
#include <cstdio>
#include <exception>

#include <spdlog/spdlog.h>
#include <nlohmann/json.hpp>

#include "app/daemon/wiring/hosted_broker.h"
#include "core/log.h"
#include "core/signals.h"

namespace orderdeck::daemon {

int runBroker(const BrokerOptions& options) {
  // Blocked before the cluster's threads start, which inherit it: only sigwait() below takes them.
  const sigset_t ending = core::blockEndSignals();
  std::signal(SIGPIPE, SIG_IGN);
  try {
    const HostedBroker broker(options);
    const std::string line = nlohmann::json{{"ready", true}, {"bootstrap", broker.bootstrap()}}.dump() + "\n";
    if (std::fputs(line.c_str(), stdout) < 0 || std::fflush(stdout) != 0) return 1;  // whoever started us is gone
    constexpr timespec kLook{.tv_sec = 1, .tv_nsec = 0};
    while (sigtimedwait(&ending, nullptr, &kLook) < 0) core::reopenRemovedLog();
    return 0;
  } catch (const std::exception& error) {
    spdlog::error("{}", error.what());
    return 1;
  }
}

}  // namespace orderdeck::daemon
