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

adapters::kafka::KafkaBusSettings busSettings(const NodeContext& context) {
  const auto& kafka = context.profile.kafka;
  return {.bootstrap = [&context] { return context.bootstrap(); },
          .clientId = context.name,
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
      bus(busSettings(*this)) {}

adapters::redis::RedisAddress NodeContext::redis() const { return {endpoints.redis, profile.redis.password, profile.redis.timeout}; }

std::string NodeContext::bootstrap() const {
  const auto now = runtime::readEndpoints(profile.dataDir);
  return now ? now->kafka : std::string();
}

std::unique_ptr<ports::OrderStore> NodeContext::makeOrderStore() const { return std::make_unique<adapters::redis::RedisOrderStore>(redis()); }

std::unique_ptr<ports::Ledger> NodeContext::makeLedger(bool readOnly) const {
  return std::make_unique<adapters::sql::SqlLedger>(
      adapters::sql::LedgerConfig{.driver = profile.ledger.driver, .dsn = endpoints.ledger, .readOnly = readOnly});
}

}  // namespace orderdeck::daemon
