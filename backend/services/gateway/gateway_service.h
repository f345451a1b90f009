// The HTTP gateway of docs/contract/http.md as a handler: places orders, shows and cancels them, shows and adds stock,
// and carries the outbox to the bus. Owned by the gateway node's main(); handle() is called on the HTTP server's io
// thread and never blocks it.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "core/route_table.h"
#include "ports/http.h"
#include "ports/metrics.h"
#include "services/gateway/admission.h"
#include "services/gateway/gateway_reader.h"
#include "services/gateway/outbox_relay.h"
#include "services/gateway/store_factories.h"

namespace orderdeck::services {

struct GatewayServiceSettings {
  std::string node = "gateway-1";       // stands in the events
  std::size_t queue = 10'000;           // orders that may wait to be placed
  std::size_t readQueue = 2'000;        // other requests that may wait
  std::size_t batch = 256;              // orders a round trip
  core::Millis placeEvery{6};           // between two round trips; see AdmissionSettings
  core::Millis requestTimeout{5'000};   // as the HTTP server's
  core::Millis orderDeadline{600'000};  // for orders that name none
  OutboxRelaySettings outbox = {};
  core::CircuitBreaker* storeBreaker = nullptr;  // while it is not closed, orders are answered 503 at once; null: none
  const StoreGuard* guard = nullptr;             // closes intake, restocks and cancellations; null: none
  std::function<std::string()> ledgerTrouble =
      {};  // why the ledger cannot be used: then the gateway is not ready, though it goes on; "" or none: it can
  PartitionOf partitionOf = {};  // of the orders' ids: see order_ids.h
  CrashHook reached = {};        // the intake's; the relay's stands in its settings
};

class GatewayService : public ports::HttpHandler {
 public:
  /// `catalogue`, `bus` and `metrics` must outlive the service.
  GatewayService(GatewayServiceSettings settings, const StoreFactories& stores, const domain::Catalogue& catalogue,
                 ports::EventBus& bus, ports::Metrics& metrics);
  ~GatewayService() override { stop(); }

  /// Only an order may be long.
  ports::HttpScreening screen(const ports::HttpRequest& request) const override;
  void handle(ports::HttpRequest request, ports::HttpRespond respond) override;

  /// Takes no more, answers what is queued, publishes the outbox for a while, ends the threads. Idempotent.
  void stop();

 private:
  using At = std::vector<std::string>;  // what stands in the place of a path's {names}
  using Handler = std::function<void(ports::HttpRequest request, At at, ports::HttpRespond respond)>;
  using Read = std::function<ports::HttpReply(ReaderStores& stores, const ports::HttpRequest& request, const At& at)>;
  /// `key`: the request's idempotency key; "": none.
  using Change = std::function<ports::HttpReply(ReaderStores& stores, const ports::HttpRequest& request, const At& at,
                                                const std::string& key)>;

  void addRoutes();
  void on(std::string_view method, std::string_view path, Handler handler);
  Handler read(Read answer);      // on the reader's thread
  Handler change(Change answer);  // there, too, while the store is open
  bool isClosed() const { return m_settings.guard && m_settings.guard->isClosed(); }
  ports::HttpReply readiness(ReaderStores& stores) const;

  const GatewayServiceSettings m_settings;
  ports::Metrics& m_metrics;
  OutboxRelay m_relay;
  GatewayReader m_reader;
  Admission m_admission;  // tells m_relay
  core::RouteTable m_table;
  std::vector<Handler> m_handlers;  // in the table's order
};

}  // namespace orderdeck::services
