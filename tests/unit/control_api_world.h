// The control server of the tests with everything around it: fake stores, a small HTTP server as the gateway, one
// payment node.
#pragma once

#include <QTemporaryDir>
#include <QtTest>

#include <algorithm>
#include <atomic>
#include <future>
#include <map>

#include "adapters/metrics/prometheus_metrics.h"
#include "api/command.h"
#include "runtime/control/control_server.h"
#include "tests/support/fake_bus.h"
#include "tests/support/fake_dead_letters.h"
#include "tests/support/fake_order_store.h"
#include "tests/support/tiny_http_server.h"

namespace orderdeck::test::control_api {

using namespace runtime;

struct FakeLoad : LoadControl {
  std::optional<api::LoadSpec> started;
  double rate = 0;
  bool stopped = false;
  core::Result<std::string> start(const api::LoadSpec& spec) override {
    if (started) return core::fail(core::ErrorCode::Conflict, "a load runs");
    started = spec;
    return "load-1";
  }
  core::Result<void> setRate(double r) override {
    rate = r;
    return {};
  }
  core::Result<void> stop() override {
    stopped = true;
    return {};
  }
  core::Result<api::Refusals> refusals(const api::RefusalsQuery& query) const override {
    if (!started) return core::fail(core::ErrorCode::NotFound, "no load was started yet");
    return api::Refusals{.loadId = "load-1", .refusals = {{3, "out_of_stock", "none left"}}, .next = query.from + 50};
  }
  std::optional<api::LoadView> view() const override { return std::nullopt; }
};

struct FakeAudit : AuditControl {
  core::Millis waited{0};
  bool neverRests = false;
  std::atomic<bool> began = false;
  core::Result<AuditReport> audit(core::Millis wait, std::stop_token stop) override {
    waited = wait;
    began = true;
    if (neverRests) core::sleepFor(std::move(stop), wait);
    return AuditReport{.ok = false,
                       .invariants = {{4, "no lost order", "broken", "one is gone"}},
                       .balance = {.accepted = 3},
                       .seconds = 0.5};
  }
};

inline std::unique_ptr<support::FakeOrderStore> awayStore() {
  auto store = std::make_unique<support::FakeOrderStore>();
  store->failAlways("", {core::ErrorCode::Disconnected, "away", true});
  return store;
}

/// Of one parameter; %01 is decoded.
inline std::map<std::string, std::string> queryOf(const std::string& target) {
  std::map<std::string, std::string> query;
  for (std::size_t at = target.find('?'); at < target.size();) {
    const std::size_t begin = at + 1, equals = target.find('=', begin);
    at = std::min(target.find('&', begin), target.size());
    std::string& value = query[target.substr(begin, equals - begin)];
    for (std::size_t i = equals + 1; i < at; ++i) {
      const bool isEscape = target[i] == '%';
      value += isEscape ? static_cast<char>(std::stoi(target.substr(i + 1, 2), nullptr, 16)) : target[i];
      if (isEscape) i += 2;
    }
  }
  return query;
}

inline UnitView paymentUnit() {
  UnitView unit;
  unit.name = "payment-1", unit.service = "payment", unit.state = "up", unit.pid = 77;
  return unit;
}

/// The control server with everything around it, and one payment node whose ops port is `node`.
struct World {
  std::vector<std::string> carried;  // bodies of POST /faults
  std::vector<std::string> atGateway;
  std::vector<std::string> forced;  // breakers
  support::TinyHttpServer gateway{[this](const support::TinyRequest& request) {
    atGateway.push_back(request.method + " " + request.target + " " + request.header("Idempotency-Key") + " " +
                        request.body);
    return support::TinyAnswer{.status = 202, .body = R"({"orderId":"o1"})"};
  }};
  UnitView unit = paymentUnit();
  EventLog events;
  NodeApiDirectory directory;
  ArmedFaults faults{[this] { return directory.places({unit}); },
                     [this](const NodePlace&, const std::string& text) -> core::Result<void> {
                       carried.push_back(text);
                       return {};
                     },
                     events};
  FakeLoad load;
  FakeAudit audit;
  std::atomic<bool> shut = false;
  support::FakeBus bus;
  support::FakeDeadLetters letters;
  Redrive redrive{[this] { return letters.open(); }, bus, events};
  Rebuild rebuild{[]() -> RebuildStores { throw std::runtime_error("no Redis"); }, events, [] {}};
  Profile profile;
  Collector collector{profile,
                      {},
                      {.nodes = [this] { return directory.places({unit}); },
                       .stores = [] { return StoreProbes{awayStore(), nullptr, nullptr}; },
                       .inspector = [] { return std::unique_ptr<ports::BusInspector>(); },
                       .directory = directory,
                       .faults = faults,
                       .events = events,
                       .load = load}};
  adapters::metrics::PrometheusMetrics metrics;
  QTemporaryDir folder;
  std::string userAgent, operatorName, reason;  // of every call
  TokenStore tokens{"secret", ""};
  ActLog acts{folder.path().toStdString()};
  ControlServer server{{.tokens = tokens,
                        .acts = acts,
                        .controlNode = [](const std::string& node, api::NodeActionWord) -> core::Result<void> {
                          if (node != "payment-1")
                            return core::fail(core::ErrorCode::NotFound, "no process is named " + node);
                          return {};
                        },
                        .forceBreaker = [this](const std::string& node, const std::string& dependency,
                                               core::BreakerForceWord force) -> core::Result<void> {
                          if (node != "payment-1")
                            return core::fail(core::ErrorCode::NotFound, "no process is named " + node);
                          forced.push_back(dependency + " " + std::string(force.text()));
                          return {};
                        },
                        .ledger = []() -> std::unique_ptr<ports::LedgerReader> { throw std::runtime_error("no file"); },
                        .shutDown = [this] { shut = true; },
                        .collector = collector,
                        .faults = faults,
                        .load = load,
                        .audit = audit,
                        .events = events,
                        .metrics = metrics,
                        .directory = directory,
                        .deadLetters = [this] { return letters.open(); },
                        .redrive = redrive,
                        .rebuild = rebuild}};

  World() {
    directory.setGateway(gateway.url());
    directory.setOps("payment-1", "http://127.0.0.1:1");
  }

  void armFault() { (void)call(api::armFault("messages-poison", "payment", {}, 60, {{"kind", "huge"}})); }

  ports::HttpReply call(const api::ControlCall& call, const std::string& token = "secret") {
    const std::size_t question = call.target.find('?');
    ports::HttpRequest request{
        .method = call.method,
        .path = call.target.substr(0, question),
        .query = queryOf(call.target),
        .body = call.body,
        .idempotencyKey = call.idempotencyKey.empty() ? std::nullopt : std::optional(call.idempotencyKey),
        .authorization = "Bearer " + token,
        .contentType = {},
        .userAgent = userAgent,
        .operatorName = operatorName,
        .reason = reason};
    std::promise<ports::HttpReply> promise;
    auto answer = promise.get_future();
    server.handle(std::move(request), [&promise](ports::HttpReply reply) { promise.set_value(std::move(reply)); });
    return answer.get();
  }
};

}  // namespace orderdeck::test::control_api
