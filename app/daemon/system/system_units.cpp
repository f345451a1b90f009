#include "app/daemon/system/system_units.h"

#include <filesystem>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "app/daemon/or_throw.h"
#include "runtime/servers/broker_process.h"
#include "runtime/servers/redis_process.h"
#include "runtime/supervise/ready_line.h"

namespace orderdeck::daemon {

using runtime::ChildSpec;
using runtime::UnitSpec;

namespace {

std::string ownProgram() { return std::filesystem::read_symlink("/proc/self/exe").string(); }

UnitSpec nodeUnit(const runtime::Profile& profile, const std::string& instance, const runtime::Instance& node,
                  const ReadyHooks& hooks) {
  UnitSpec unit;
  unit.name = node.name;
  unit.service = node.service;
  // No order before the stock is there; but Kafka being away only costs latency. A consumer has nothing to do before
  // the broker is there.
  if (node.service != domain::kGateway && profile.kafka.embedded) unit.after.push_back(runtime::kBrokerServer);
  if (node.service == domain::kGateway && profile.redis.embedded) unit.after.push_back(runtime::kRedisServer);
  unit.command = [program = ownProgram(), dataDir = profile.dataDir, instance, node] {
    return ChildSpec{.name = node.name,
                     .command = {program, "node", node.service, "--name", node.name, "--profile",
                                 nodeProfileFile(dataDir), "--data-dir", dataDir, "--instance", instance},
                     .logFile = fmt::format("{}/logs/{}.log", dataDir, node.name)};
  };
  unit.ready = [hook = hooks.node, name = unit.name](const std::string& line) -> core::Result<void> {
    const auto json = runtime::parseReadyLine(line);
    if (!json) return std::unexpected(json.error());
    return hook(name, json->value("ops", 0), json->value("gateway", 0));
  };
  return unit;
}

}  // namespace

std::string nodeProfileFile(const std::string& dataDir) { return dataDir + "/run/profile.yaml"; }

SystemUnits systemUnits(const runtime::Profile& profile, const std::string& instance, const std::string& redisSocket,
                        const ReadyHooks& hooks) {
  SystemUnits out;
  if (!redisSocket.empty()) out.units.push_back(orThrow(runtime::redisUnit(profile, redisSocket, hooks.redis)));
  if (profile.kafka.embedded) out.units.push_back(orThrow(runtime::brokerUnit(profile, ownProgram(), hooks.broker)));
  for (const runtime::Instance& node : runtime::instancesOf(profile)) {
    out.units.push_back(nodeUnit(profile, instance, node, hooks));
    out.stopOrder.push_back(node.name);
  }
  out.stopOrder.insert(out.stopOrder.end(), {runtime::kBrokerServer, runtime::kRedisServer});
  return out;
}

}  // namespace orderdeck::daemon
