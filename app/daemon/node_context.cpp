#include "app/daemon/node_context.h"

#include <stdexcept>

#include "adapters/redis/redis_order_store.h"

namespace orderdeck::daemon {

namespace {

template <typename T>
T orThrow(core::Result<T> result) {
  if (!result) throw std::runtime_error(result.error().what);
  return *std::move(result);
}

adapters::kafka::KafkaBusSettings busSettings(const runtime::Profile& profile, const std::string& name) {
  const auto& kafka = profile.kafka;
  return {.bootstrap =
              [dataDir = profile.dataDir] {
                const auto endpoints = runtime::readEndpoints(dataDir);
                return endpoints ? endpoints->kafka : std::string();
              },
          .clientId = name,
          .linger = kafka.linger,
          .fetchWait = kafka.fetchWait,
          .sessionTimeout = kafka.sessionTimeout,
          .idempotence = !kafka.embedded,
          .holdBackBytes = kafka.embedded ? kafka.holdBackBytes : 0};
}

}  // namespace

NodeContext::NodeContext(const NodeOptions& options)
    : name(options.name),
      profile(orThrow(runtime::loadProfile(options.profile, options.dataDir))),
      endpoints(orThrow(runtime::readEndpoints(profile.dataDir))),
      faults(options.name),
      bus(busSettings(profile, options.name)) {}

adapters::redis::RedisAddress NodeContext::redis() const { return {endpoints.redis, profile.redis.password, profile.redis.timeout}; }

std::unique_ptr<ports::OrderStore> NodeContext::makeOrderStore() const { return std::make_unique<adapters::redis::RedisOrderStore>(redis()); }

std::unique_ptr<ports::Ledger> NodeContext::makeLedger(bool readOnly) const {
  return std::make_unique<adapters::sql::SqlLedger>(
      adapters::sql::LedgerConfig{.driver = profile.ledger.driver, .dsn = endpoints.ledger, .readOnly = readOnly});
}

}  // namespace orderdeck::daemon
