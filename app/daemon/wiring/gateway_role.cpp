#include <mutex>
#include <string>
#include <utility>

#include <nlohmann/json.hpp>

#include "adapters/kafka/partitioner.h"
#include "adapters/redis/redis_marked_store.h"
#include "adapters/redis/redis_stock_store.h"
#include "app/daemon/or_throw.h"
#include "app/daemon/wiring/http_listener.h"
#include "app/daemon/wiring/node_context.h"
#include "app/daemon/wiring/service_factories.h"
#include "ports/bus/service_groups.h"
#include "runtime/profile/catalogue.h"
#include "services/gateway/gateway_service.h"
#include "services/recovery/consumed_horizon.h"
#include "services/recovery/reconciler.h"
#include "services/recovery/store_guard.h"

namespace orderdeck::daemon {

namespace {

/// What the daemon heard of the ledger's node.
class LedgerTrouble {
 public:
  void set(std::string trouble) {
    const std::lock_guard lock(m_mutex);
    m_trouble = std::move(trouble);
  }
  std::string get() const {
    const std::lock_guard lock(m_mutex);
    return m_trouble;
  }

 private:
  mutable std::mutex m_mutex;
  std::string m_trouble;
};

services::GatewayServiceSettings serviceSettings(const NodeContext& context, const services::StoreGuard& guard,
                                                 const LedgerTrouble& ledger) {
  const auto& gateway = context.profile.gateway;
  services::GatewayServiceSettings settings;
  settings.node = context.name;
  settings.queue = gateway.queue;
  settings.batch = gateway.batch;
  settings.placeEvery = gateway.pace;
  settings.requestTimeout = gateway.requestTimeout;
  settings.orderDeadline = gateway.orderDeadline;
  settings.outbox.highWater = gateway.outboxHighWater;
  settings.reached = settings.outbox.reached = context.crashHook();
  settings.partitionOf = [partitions = context.profile.kafka.partitions](std::string_view key) {
    return adapters::kafka::partitionOf(key, partitions);
  };
  settings.guard = &guard;
  settings.ledgerTrouble = [&ledger] { return ledger.get(); };
  settings.storeBreaker = &context.breakers.breaker(std::string(domain::nameOf(domain::Dependency::Redis)));
  return settings;
}

constexpr core::Millis kFirstLook{1'000};  // a store that does not answer by then takes no order either

services::StoreFactories storeFactories(const NodeContext& context) {
  return {
      .orders = [&context] { return context.makeHotStore(); },
      .outbox = [&context] { return context.makeHotStore(); },
      .stock = [&context] { return std::make_unique<adapters::redis::RedisStockStore>(context.redis(), context.name); },
      .inspector = [&context] { return context.makeHotStore(); },
      .ledger = [&context] { return context.makeLedger(true); }};
}

/// Made once the guard has looked at the store: no order is taken before.
HttpListener listenOnceLooked(const runtime::GatewaySettings& gateway, const services::StoreGuard& guard,
                              ports::HttpHandler& service) {
  guard.waitForLook(kFirstLook);
  return listenForOrders(gateway, service);
}

class GatewayRole : public NodeRole {
 public:
  explicit GatewayRole(NodeContext& context)
      : m_catalogue(orThrow(runtime::loadCatalogue(context.profile.catalogueFile))),
        m_guard([&context] { return std::make_unique<adapters::redis::RedisMarkedStore>(context.redis()); },
                [&context] { return context.makeHighWaterMarkStore(true); }),
        m_service(serviceSettings(context, m_guard, m_ledger), storeFactories(context), m_catalogue, context.bus,
                  context.metrics),
        m_store(context.makeHotStore()),
        m_inspector(makeBusInspector([&context] { return context.bootstrap(); }, context.name + "-reconciler")),
        m_horizon(*m_inspector, *m_store, ports::serviceGroups(domain::requiredGroups())),
        m_reconciler(
            *m_store, context.bus, context.name,
            {.held = [this] { return m_guard.isClosed(); }, .consumedUntil = [this] { return m_horizon.look(); }}),
        m_server(listenOnceLooked(context.profile.gateway, m_guard, m_service)) {
    m_reconciler.start();
  }
  ~GatewayRole() override { stop(); }

  void addReadyFields(nlohmann::json& line) const override { line["gateway"] = m_server.port(); }
  bool takesLedgerTrouble() const override { return true; }
  void noteLedgerTrouble(std::string trouble) override { m_ledger.set(std::move(trouble)); }
  bool reconciles() const override { return true; }
  void reconcile() override { m_reconciler.requestFullPass(); }

  void stop() override {
    m_server.stop();
    m_service.stop();
    m_reconciler.stop();
    m_guard.stop();
  }

 private:
  domain::Catalogue m_catalogue;
  LedgerTrouble m_ledger;
  services::StoreGuard m_guard;
  services::GatewayService m_service;
  std::unique_ptr<ports::HotStore> m_store;  // the reconciler's
  const std::unique_ptr<ports::BusInspector> m_inspector;
  services::ConsumedHorizon m_horizon;
  services::Reconciler m_reconciler;
  HttpListener m_server;
};

}  // namespace

std::unique_ptr<NodeRole> makeGateway(NodeContext& context) { return std::make_unique<GatewayRole>(context); }

}  // namespace orderdeck::daemon
