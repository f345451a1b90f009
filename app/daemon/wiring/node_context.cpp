#include "app/daemon/wiring/node_context.h"

#include <stdexcept>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "adapters/redis/redis_order_store.h"
#include "adapters/sql/sql_dead_letter_store.h"
#include "adapters/sql/sql_high_water_mark_store.h"
#include "app/daemon/or_throw.h"
#include "app/daemon/wiring/ledger_address.h"
#include "app/daemon/wiring/redis_address.h"
#include "faults/inject/fault_interceptors.h"
#include "runtime/control/armed_faults.h"

namespace orderdeck::daemon {

using domain::Dependency;

namespace {

constexpr core::Millis kBlackhole{5'000};  // about what Kafka, mail and payment clients wait for

const domain::ServiceSpec& serviceOf(const std::string& name) {
  const domain::ServiceSpec* const service = domain::findService(name);
  if (!service)
    throw std::runtime_error(
        fmt::format("there is no service '{}' ({})", name, fmt::join(domain::serviceNames(), ", ")));
  return *service;
}

/// The endpoints, if they are of the system that started this node: the data folder may have been moved away, and
/// another system be at its place.
core::Result<runtime::Endpoints> ownEndpoints(const std::string& dataDir, const std::string& instance) {
  auto endpoints = runtime::readEndpoints(dataDir);
  if (endpoints && !instance.empty() && endpoints->instance != instance) {
    return core::fail(core::ErrorCode::Unavailable, dataDir + " is the data folder of another system now");
  }
  return endpoints;
}

runtime::LedgerSettings ledgerAt(const runtime::Endpoints& endpoints, const runtime::Profile& profile) {
  return {.driver = profile.ledger.driver, .dsn = endpoints.ledger, .passwordFile = {}};
}

}  // namespace

NodeContext::NodeContext(const NodeOptions& options)
    : name(options.name),
      service(serviceOf(options.service)),
      profile(orThrow(runtime::loadProfile(options.profile, options.dataDir))),
      endpoints(orThrow(ownEndpoints(profile.dataDir, options.instance))),
      faults(options.name, options.service, faults::HitCounter(runtime::strikesFolder(profile.dataDir))),
      wiredBus(profile.kafka, {.bootstrap = [this] { return bootstrap(); },
                               .clientId = name,
                               .prompt = service.prompt,
                               .link = links(Dependency::Kafka)}),
      bus(wiredBus.bus(), faults) {}

adapters::redis::RedisAddress NodeContext::redis() const {
  return redisAddress(profile.redis, endpoints.redis, profile.redis.timeout, links(Dependency::Redis));
}

std::string NodeContext::bootstrap() const {
  const auto now = ownEndpoints(profile.dataDir, endpoints.instance);
  return now ? now->kafka : std::string();
}

ports::InterceptorFactory NodeContext::links(Dependency dependency) const {
  const std::string called(domain::nameOf(dependency));
  if (!service.dependsOn(dependency))
    throw std::logic_error(fmt::format("the service table says that {} does not call {}", service.name, called));
  const core::Millis timeout = dependency == Dependency::Redis ? profile.redis.timeout : kBlackhole;
  return faults::faultInterceptors(faults, called, timeout, breakers.links(called));
}

services::CrashHook NodeContext::crashHook() const {
  return [this](std::string_view point) { crashPoints.reached(point); };
}

std::unique_ptr<ports::HotStore> NodeContext::makeHotStore() const {
  return std::make_unique<adapters::redis::RedisOrderStore>(redis());
}

adapters::sql::LedgerConfig NodeContext::linkedLedger(bool readOnly) const {
  return ledgerConfig(ledgerAt(endpoints, profile), readOnly ? LedgerAccess::Read : LedgerAccess::Write,
                      links(Dependency::Ledger));
}

std::unique_ptr<adapters::sql::SqlLedger> NodeContext::makeLedger(bool readOnly) const {
  return std::make_unique<adapters::sql::SqlLedger>(linkedLedger(readOnly));
}

std::unique_ptr<ports::LedgerWriter> NodeContext::makeBareLedger() const {
  return std::make_unique<adapters::sql::SqlLedger>(ledgerConfig(ledgerAt(endpoints, profile), LedgerAccess::Write));
}

std::unique_ptr<ports::DeadLetterStore> NodeContext::makeDeadLetterStore() const {
  return std::make_unique<adapters::sql::SqlDeadLetterStore>(linkedLedger(false));
}

std::unique_ptr<ports::HighWaterMarkStore> NodeContext::makeHighWaterMarkStore(bool readOnly) const {
  return std::make_unique<adapters::sql::SqlHighWaterMarkStore>(linkedLedger(readOnly));
}

}  // namespace orderdeck::daemon
