// Which processes a profile's system consists of, how each is started and in what order they stop. Pure but for files
// in the data folder.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "runtime/profile/profile.h"
#include "runtime/supervise/supervisor.h"

namespace orderdeck::daemon {

/// Called on the supervisor's thread when a process says that it is ready; an error restarts it.
struct ReadyHooks {
  std::function<core::Result<void>(const std::string& socket)> redis;  // nobody else can reach it yet
  std::function<core::Result<void>(const std::string& bootstrap)> broker;
  std::function<core::Result<void>(const std::string& node, int opsPort, int gatewayPort)>
      node;  // gatewayPort 0: not a gateway
};

struct SystemUnits {
  std::vector<runtime::UnitSpec> units;
  std::vector<std::string> stopOrder;
};

/// The file in which the nodes find the profile, as the daemon read it.
std::string nodeProfileFile(const std::string& dataDir);

/// `instance`: see Endpoints. `redisSocket` is empty when Redis is not ours. Throws std::runtime_error when a
/// server's folder cannot be prepared.
SystemUnits systemUnits(const runtime::Profile& profile, const std::string& instance, const std::string& redisSocket,
                        const ReadyHooks& hooks);

}  // namespace orderdeck::daemon
