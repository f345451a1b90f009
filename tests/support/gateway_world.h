// A gateway over fakes: the store with some stock, the bus, a ledger that a test fills, and two products. For tests.
#pragma once

#include <future>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "services/gateway/gateway_service.h"
#include "tests/support/fake_bus.h"
#include "tests/support/fake_ledger.h"
#include "tests/support/fake_metrics.h"
#include "tests/support/fake_order_store.h"

namespace orderdeck::support {

struct GatewayWorld {
  explicit GatewayWorld(services::GatewayServiceSettings with = {}) : settings(std::move(with)) {
    store.addStock("abc", 1'000);
    store.addStock("xyz", 5);
  }

  services::StoreFactories factories() const {
    return {.orders = [this] { return store.connect(); },
            .outbox = [this] { return store.connect(); },
            .stock = [this] { return store.connect(); },
            .inspector = [this] { return store.connect(); },
            .ledger = [this] { return std::make_unique<FakeLedger>(ledger); }};
  }

  services::GatewayService& start() {
    gateway = std::make_unique<services::GatewayService>(settings, factories(), catalogue, bus, metrics);
    return *gateway;
  }

  /// One call, answered. Throws std::future_error when the gateway drops it unanswered.
  ports::HttpReply call(const std::string& method, const std::string& path, const std::string& body = {},
                        const std::string& key = {}) const {
    return send({.method = method,
                 .path = path,
                 .query = {},
                 .body = body,
                 .idempotencyKey = key.empty() ? std::nullopt : std::optional(key),
                 .authorization = {},
                 .contentType = {}})
        .get();
  }
  std::future<ports::HttpReply> send(ports::HttpRequest request) const {
    std::promise<ports::HttpReply> promise;
    auto reply = promise.get_future();
    gateway->handle(std::move(request), [promise = std::move(promise)](ports::HttpReply answer) mutable {
      promise.set_value(std::move(answer));
    });
    return reply;
  }

  /// Places an order (two of abc) and moves it along `path` as the services would; its id.
  std::string orderIn(const std::vector<domain::OrderState>& path) {
    const std::string id = nlohmann::json::parse(
        call("POST", "/orders", R"({"userId":"user1","items":[{"productId":"abc","quantity":2}]})").body)["orderId"];
    for (const domain::OrderState state : path) advance(id, state);
    return id;
  }
  void advance(const std::string& id, domain::OrderState state) {
    const auto effect = state == domain::OrderState::Reserved ? ports::StockEffect::Sell : ports::StockEffect::None;
    const ports::OrderTransition move{.orderId = id,
                                      .path = {state},
                                      .stock = effect,
                                      .at = core::now(),
                                      .fields = {},
                                      .fences = nullptr,
                                      .event = {}};
    const auto moved = store.connect()->transition({&move, 1});
    if (!moved || moved->front().outcome != ports::TransitionOutcome::Moved) throw std::logic_error("not a legal move");
  }
  ports::StockLevel stockOf(const std::string& product) const { return **store.connect()->level(product); }

  FakeOrderStore store;
  FakeBus bus;
  FakeMetrics metrics;
  FakeLedger ledger;
  domain::Catalogue catalogue{{"abc", {"abc", "Abacus", 1999, 1'000}},
                              {"xyz", {"xyz", "Xylophone", 500, 5}},
                              {"ghost", {"ghost", "Not stocked", 100, 0}}};
  services::GatewayServiceSettings settings;
  std::unique_ptr<services::GatewayService> gateway;  // last: it uses all of the above
};

inline nlohmann::json json(const ports::HttpReply& reply) { return nlohmann::json::parse(reply.body); }
inline std::string code(const ports::HttpReply& reply) { return json(reply).value("code", ""); }

inline const std::string kGoodOrder = R"({"userId":"user1","items":[{"productId":"abc","quantity":2}]})";

}  // namespace orderdeck::support
