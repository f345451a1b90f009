#include "app/daemon/system/system_units.h"

#include <filesystem>
#include <stdexcept>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "runtime/servers/redis_process.h"

namespace orderdeck::daemon {

using runtime::ChildSpec;
using runtime::UnitSpec;

namespace {

constexpr const char* kBroker = "broker";

std::string ownProgram() { return std::filesystem::read_symlink("/proc/self/exe").string(); }

core::Result<nlohmann::json> parseReady(const std::string& line) {
  auto json = nlohmann::json::parse(line, nullptr, false);
  if (!json.is_object() || !json.value("ready", false))
    return core::fail(core::ErrorCode::Corrupt, "no ready line: " + line.substr(0, 200));
  return json;
}

UnitSpec brokerUnit(const runtime::Profile& profile, const ReadyHooks& hooks) {
  UnitSpec unit;
  unit.name = kBroker;
  unit.service = "kafka";
  unit.command = [program = ownProgram(), &profile] {
    return ChildSpec{.name = kBroker,
                     .command = {program, "broker", "--brokers", std::to_string(profile.kafka.brokers), "--partitions",
                                 std::to_string(profile.kafka.partitions), "--session-ms",
                                 std::to_string(profile.kafka.sessionTimeout.count())},
                     .logFile = profile.dataDir + "/logs/broker.log"};
  };
  unit.ready = [hook = hooks.broker](const std::string& line) -> core::Result<void> {
    const auto json = parseReady(line);
    if (!json) return std::unexpected(json.error());
    return hook(json->value("bootstrap", std::string{}));
  };
  return unit;
}

UnitSpec nodeUnit(const runtime::Profile& profile, const std::string& instance, const runtime::Instance& node,
                  const ReadyHooks& hooks) {
  UnitSpec unit;
  unit.name = node.name;
  unit.service = node.service;
  // No order before the stock is there; but Kafka being away only costs latency. A consumer has nothing to do before
  // the broker is there.
  if (node.service != domain::kGateway && profile.kafka.embedded) unit.after.push_back(kBroker);
  if (node.service == domain::kGateway && profile.redis.embedded) unit.after.push_back("redis");
  unit.command = [program = ownProgram(), dataDir = profile.dataDir, instance, node] {
    return ChildSpec{.name = node.name,
                     .command = {program, "node", node.service, "--name", node.name, "--profile",
                                 nodeProfileFile(dataDir), "--data-dir", dataDir, "--instance", instance},
                     .logFile = fmt::format("{}/logs/{}.log", dataDir, node.name)};
  };
  unit.ready = [hook = hooks.node, name = unit.name](const std::string& line) -> core::Result<void> {
    const auto json = parseReady(line);
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
  if (!redisSocket.empty()) {
    auto redis = runtime::redisUnit(profile, redisSocket, hooks.redis);
    if (!redis) throw std::runtime_error(redis.error().what);
    out.units.push_back(std::move(*redis));
  }
  if (profile.kafka.embedded) out.units.push_back(brokerUnit(profile, hooks));
  for (const runtime::Instance& node : runtime::instancesOf(profile)) {
    out.units.push_back(nodeUnit(profile, instance, node, hooks));
    out.stopOrder.push_back(node.name);
  }
  out.stopOrder.insert(out.stopOrder.end(), {kBroker, "redis"});
  return out;
}

}  // namespace orderdeck::daemon
