// The embedded broker: a process of our own program (app/daemon/broker) that keeps its topics in memory, and so has no
// folder. Any port of loopback; its ready line says which.
#pragma once

#include <functional>
#include <string>

#include "core/error.h"
#include "runtime/profile/profile.h"
#include "runtime/supervise/supervisor.h"

namespace orderdeck::runtime {

inline constexpr const char* kBrokerServer = "broker";

/// Called on the supervisor's thread each time it listens, with its new addresses.
using BrokerReady = std::function<core::Result<void>(const std::string& bootstrap)>;

/// `program`: ours.
core::Result<UnitSpec> brokerUnit(const Profile& profile, const std::string& program, BrokerReady ready);

}  // namespace orderdeck::runtime
