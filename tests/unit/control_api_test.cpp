// The control API: who may call, what goes where, and the faults it keeps. On fake stores; the gateway is a small HTTP
// server.
#include <QtTest>

#include <algorithm>
#include <future>
#include <map>
#include <set>

#include <nlohmann/json.hpp>

#include "adapters/metrics/prometheus_metrics.h"
#include "api/command.h"
#include "api/json_encoder.h"
#include "runtime/control/control_server.h"
#include "tests/harness/test_registry.h"
#include "tests/support/fake_bus.h"
#include "tests/support/fake_dead_letters.h"
#include "tests/support/fake_order_store.h"
#include "tests/support/schema_check.h"
#include "tests/support/tiny_http_server.h"
#include "tests/support/wait_until.h"

using namespace orderdeck;
using namespace orderdeck::runtime;
using namespace std::chrono_literals;
using Json = nlohmann::json;
using support::waitUntil;

namespace {

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
  std::optional<api::LoadView> view() const override { return std::nullopt; }
};

struct FakeAudit : AuditControl {
  core::Millis waited{0};
  core::Result<AuditReport> audit(core::Millis wait) override {
    waited = wait;
    return AuditReport{.ok = false,
                       .invariants = {{4, "no lost order", "broken", "one is gone"}},
                       .balance = {.accepted = 3},
                       .seconds = 0.5};
  }
};

std::unique_ptr<support::FakeOrderStore> awayStore() {
  auto store = std::make_unique<support::FakeOrderStore>();
  store->failAlways("", {core::ErrorCode::Disconnected, "away", true});
  return store;
}

/// Of one parameter; %01 is decoded.
std::map<std::string, std::string> queryOf(const std::string& target) {
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

UnitView paymentUnit() {
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
  bool shut = false;
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
  ControlServer server{{.token = "secret",
                        .controlNode = [](const std::string& node, const std::string& action) -> core::Result<void> {
                          if (node != "payment-1")
                            return core::fail(core::ErrorCode::NotFound, "no process is named " + node);
                          if (action != "kill") return core::fail(core::ErrorCode::InvalidArgument, "no such action");
                          return {};
                        },
                        .forceBreaker = [this](const std::string& node, const std::string& dependency,
                                               const std::string& force) -> core::Result<void> {
                          if (node != "payment-1")
                            return core::fail(core::ErrorCode::NotFound, "no process is named " + node);
                          forced.push_back(dependency + " " + force);
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

  void armFault() { (void)call(api::armFault("messages-poison", "payment", {}, 1, 60, {{"kind", "huge"}})); }

  ports::HttpReply call(const api::ControlCall& call, const std::string& token = "secret") {
    const std::size_t question = call.target.find('?');
    ports::HttpRequest request{.method = call.method,
                               .path = call.target.substr(0, question),
                               .query = queryOf(call.target),
                               .body = call.body,
                               .idempotencyKey = call.idempotencyKey,
                               .authorization = "Bearer " + token,
                               .contentType = {}};
    std::promise<ports::HttpReply> promise;
    auto answer = promise.get_future();
    server.handle(std::move(request), [&promise](ports::HttpReply reply) { promise.set_value(std::move(reply)); });
    return answer.get();
  }
};

}  // namespace

class ControlApiTest : public QObject {
  Q_OBJECT

 private slots:
  void aBreakerIsForcedAtItsNode() {
    World world;
    QCOMPARE(world.call(api::forceBreaker("payment-1", "redis", "open")).status, 200);
    QCOMPARE(world.forced, std::vector<std::string>{"redis open"});
    QCOMPARE(world.events.newest(1).at(0).text, std::string("breaker redis of payment-1: open"));
    QCOMPARE(world.call(api::forceBreaker("payment-2", "redis", "open")).status, 404);
    QCOMPARE(world.call({"POST", "/api/nodes/payment-1/breakers/redis", R"({"force":1})", ""}).status, 400);
    QCOMPARE(world.call({"POST", "/api/nodes/payment-1/breakers/redis", R"({"force":"wide"})", ""}).status, 400);
    const auto wrongMethod = world.call({"GET", "/api/nodes/payment-1/breakers/redis", "", ""});
    QCOMPARE(wrongMethod.status, 405);
    QCOMPARE(wrongMethod.headers.at(0), (std::pair<std::string, std::string>("Allow", "POST")));
    QCOMPARE(world.forced.size(), std::size_t{1});
  }

  void everyCallButHealthAndMetricsAsksForTheToken() {
    World world;
    for (const api::ControlCall& call :
         {api::getSnapshot(), api::shutDown(), api::clearFaults(), api::controlNode("payment-1", "kill"),
          api::forceBreaker("payment-1", "redis", "open"), api::stopLoad(), api::placeOrder("{}", "")}) {
      const auto reply = world.call(call, "wrong");
      QCOMPARE(reply.status, 401);
      QCOMPARE(reply.contentType, std::string("application/problem+json"));
      QCOMPARE(Json::parse(reply.body).at("code").get<std::string>(), std::string("unauthorized"));
    }
    QVERIFY(!world.shut && !world.load.stopped && world.atGateway.empty() && world.forced.empty());
    QCOMPARE(world.call({"GET", "/healthz", "", ""}, "").status, 200);
    QCOMPARE(world.call({"GET", "/metrics", "", ""}, "").status, 200);
    QCOMPARE(world.call({"GET", "/api/nothing", "", ""}).status, 404);
  }

  void theTokenComesBeforeTheBodyAndOnlyAFileOfOrdersMayBeLong() {
    World world;
    const auto screen = [&](const std::string& method, const std::string& path, const std::string& token) {
      return world.server.screen({.method = method,
                                  .path = path,
                                  .query = {},
                                  .body = {},
                                  .idempotencyKey = {},
                                  .authorization = token,
                                  .contentType = {}});
    };
    for (const char* token : {"", "Bearer wrong", "secret"}) {
      for (const char* path : {"/api/load", "/api/faults", "/api/nothing", "/api/"}) {
        const auto refused = screen("POST", path, token);
        QVERIFY(refused.refusal && refused.refusal->status == 401 && !refused.authenticated);
      }
    }
    for (const char* open : {"/healthz", "/metrics"}) {
      QVERIFY(!screen("GET", open, "").refusal && !screen("GET", open, "").authenticated);
      QCOMPARE(screen("POST", open, "").bodyLimit.value(), 0u);
    }
    QCOMPARE(screen("POST", "/nothing", "").refusal.value().status, 404);
    QVERIFY(screen("POST", "/api/load", "Bearer secret").authenticated);
    QCOMPARE(screen("POST", "/api/load", "Bearer secret").bodyLimit.value(), 64u * 1024 * 1024);
    for (const char* path : {"/api/faults", "/api/orders", "/api/load/x", "/api/dead-letters/redrive"}) {
      QCOMPARE(screen("POST", path, "Bearer secret").bodyLimit.value(), 1024u * 1024);
    }
  }

  void healthSaysWhatIsWrong() {
    World world;
    QVERIFY(waitUntil([&] { return world.collector.latest().sequence >= 1; }));
    QCOMPARE(Json::parse(world.call({"GET", "/healthz", "", ""}, "").body).at("status"), "ok");  // it starts
    world.collector.setReady();
    QCOMPARE(world.collector.latest().state, std::string("degraded"));  // at once
    const auto health = Json::parse(world.call({"GET", "/healthz", "", ""}, "").body);
    QCOMPARE(health.at("status"), "degraded");
    QCOMPARE(health.at("state"), "degraded");
    QVERIFY2(health.at("why").dump().find("redis does not answer") != std::string::npos, health.dump().c_str());
  }

  void theSnapshotGoesOnWithoutItsStores() {
    World world;
    QVERIFY(waitUntil([&] { return world.collector.latest().sequence >= 2; }));
    const auto snapshot = api::decodeSnapshot(world.call(api::getSnapshot()).body);
    QVERIFY2(snapshot.has_value(), snapshot ? "" : snapshot.error().what.c_str());
    QCOMPARE(snapshot->state, std::string("starting"));
    QVERIFY(!snapshot->health.redisMillis);
    QCOMPARE(snapshot->nodes.size(), std::size_t{2});  // the node and the daemon
    QCOMPARE(snapshot->invariants.at(0).status, std::string("unknown"));
    world.collector.setReady();
    QCOMPARE(world.collector.latest().state, std::string("degraded"));  // at once
  }

  void aReaderNamesTheSectionsThatItShows() {
    World world;
    QVERIFY(waitUntil([&] { return world.collector.latest().sequence >= 1; }));
    const api::SectionSequences wanted = {{api::Section::Nodes, 0}, {api::Section::Invariants, 0}};
    const auto update = api::decodeUpdate(world.call(api::getSnapshot(wanted)).body);
    QVERIFY2(update.has_value(), update ? "" : update.error().what.c_str());
    QCOMPARE(update->sections.size(), std::size_t{2});
    QCOMPARE(update->content.nodes.size(), std::size_t{2});
    const auto part = Json::parse(world.call({"GET", "/api/snapshot?sections=invariants", "", ""}).body);
    QVERIFY(part.contains("invariants") && part.contains("sequence") && !part.contains("nodes"));
    const auto refused = world.call({"GET", "/api/snapshot?sections=odd", "", ""});
    QCOMPARE(refused.status, 400);
    QVERIFY2(refused.body.find("there is no 'odd'; there are system, overview") != std::string::npos,
             refused.body.c_str());
  }

  void seriesAreContinuedFromACursor() {
    World world;
    QCOMPARE(world.call(api::armFault("payment-slow", "", {}, 1, 60)).status, 200);
    QVERIFY(waitUntil([&] { return !world.collector.series().after(0).faults.empty(); }));
    const auto first = api::decodeSeries(world.call(api::getSeries(0)).body);
    QVERIFY2(first.has_value(), first ? "" : first.error().what.c_str());
    QVERIFY(!first->continued);
    QCOMPARE(first->faults.front().name, std::string("payment-slow"));
    const auto more = api::decodeSeries(world.call(api::getSeries(first->cursor)).body);
    QVERIFY(more->continued && more->faults.empty());
    for (const char* bad : {"after=x", "seconds=0", "seconds=1801"})
      QCOMPARE(world.call({"GET", std::string("/api/series?") + bad, "", ""}).status, 400);
    QCOMPARE(world.call({"GET", "/api/lag/history?seconds=60", "", ""}).body, std::string(R"({"groups":{}})"));
  }

  void ordersArePassedOnAsTheyAre() {
    World world;
    const auto placed = world.call(api::placeOrder(R"({"userId":"u"})", "key-1"));
    QCOMPARE(placed.status, 202);
    QCOMPARE(placed.body, std::string(R"({"orderId":"o1"})"));
    world.call(api::cancelOrder("o1"));
    world.call(api::restock("abc", 5));
    QCOMPARE(world.atGateway,
             (std::vector<std::string>{"POST /orders key-1 {\"userId\":\"u\"}", "POST /orders/o1/cancel  ",
                                       "POST /inventory/abc/restock  {\"quantity\":5}"}));
    QCOMPARE(world.events.newest(1).at(0).text, std::string("cancelled order o1"));
    // The ledger cannot be opened: the gateway knows young orders.
    QCOMPARE(world.call(api::showOrder("o1")).status, 202);
    QCOMPARE(world.atGateway.back(), std::string("GET /orders/o1  "));
    QCOMPARE(world.call(api::listOrders({}, "", "", 10)).status, 503);
    QCOMPARE(world.call({"POST", "/api/orders/a b/cancel", "", ""}).status, 404);
  }

  void loadsAreStartedChangedAndStopped() {
    World world;
    api::LoadSpec spec;
    spec.shape = "ramp", spec.rate = 250, spec.seconds = 4, spec.hotSku = 0.5, spec.connections = 8, spec.seed = 99;
    const auto started = world.call(api::startLoad(spec));
    QCOMPARE(Json::parse(started.body).at("id").get<std::string>(), std::string("load-1"));
    QCOMPARE(world.load.started->shape, std::string("ramp"));
    QCOMPARE(world.load.started->seconds.value(), 4.0);
    QVERIFY(!world.load.started->count);
    QCOMPARE(world.load.started->connections, 8);
    QCOMPARE(world.load.started->seed, std::uint64_t{99});
    QCOMPARE(world.call(api::startLoad(spec)).status, 409);
    QCOMPARE(world.call(api::changeLoadRate(75)).status, 200);
    QCOMPARE(world.load.rate, 75.0);
    QCOMPARE(world.call(api::changeLoadRate(0)).status, 400);
    QCOMPARE(world.call(api::stopLoad()).status, 200);
    QVERIFY(world.load.stopped);
    QCOMPARE(world.call({"POST", "/api/load", R"({"rate":"fast"})", ""}).status, 400);
    QCOMPARE(world.call({"POST", "/api/load", "[1]", ""}).status, 400);
  }

  void anAuditIsShownAndKept() {
    World world;
    const auto report = Json::parse(world.call(api::audit(2.5)).body);
    QCOMPARE(world.audit.waited.count(), 2'500);
    QCOMPARE(report.at("ok").get<bool>(), false);
    QCOMPARE(report.at("invariants").at(0).at("status").get<std::string>(), std::string("broken"));
    QCOMPARE(report.at("balance").at("accepted").get<int>(), 3);
    QVERIFY(waitUntil([&] {
      return world.collector.latest().invariants.size() == 12 &&
             world.collector.latest().invariants[3].status == "broken";
    }));
    const api::OpsEvent told = world.events.newest(1).at(0);
    QCOMPARE(told.code, std::string("audit.broken"));
    QVERIFY(told.arguments.at("invariant") == api::OpsArgument(std::int64_t{4}));
    QVERIFY(told.text.contains("one is gone"));
    QCOMPARE(world.call(api::audit(-1)).status, 400);
  }

  void nodesAreControlled() {
    World world;
    QCOMPARE(world.call(api::controlNode("payment-1", "kill")).status, 200);
    QCOMPARE(world.call(api::controlNode("nobody", "kill")).status, 404);
    QCOMPARE(world.call(api::controlNode("payment-1", "dance")).status, 400);
    QCOMPARE(world.call(api::shutDown()).status, 202);
    QVERIFY(world.shut);
  }

  void aFaultIsCarriedToItsNodesListedAndCleared() {
    World world;
    const auto armed = Json::parse(world.call(api::armFault("payment-slow", "", {{"latencyMs", 50}}, 1, 60)).body);
    const std::string id = armed.at("id").get<std::string>();
    QCOMPARE(world.carried.size(), std::size_t{1});
    QCOMPARE(faults::decodeFaults(world.carried[0]).value().at(0).params.at("latencyMs"), 50.0);
    world.faults.maintain();
    QCOMPARE(world.carried.size(), std::size_t{1});  // it has it already
    world.unit.pid = 78;                             // a new process has nothing
    world.faults.maintain();
    QCOMPARE(world.carried.size(), std::size_t{2});

    world.faults.noteHits({{id, 7}});
    const auto list = Json::parse(world.call({"GET", "/api/faults", "", ""}).body);
    QCOMPARE(list.at(0).at("hits").get<int>(), 7);
    QCOMPARE(list.at(0).at("by").get<std::string>(), std::string("operator"));
    QVERIFY(list.at(0).at("secondsLeft").get<double>() > 50);
    QCOMPARE(world.call(api::clearFaults("f0")).status, 404);
    QCOMPARE(world.call(api::clearFaults(id)).status, 200);
    QVERIFY(faults::decodeFaults(world.carried.back()).value().empty());
    QVERIFY(world.events.newest(1).at(0).text.contains("it struck 7 times"));
  }

  void aFaultEndsByItself() {
    World world;
    QCOMPARE(world.call(api::armFault("payment-declines", "payment-1", {}, 1, 0.05)).status, 200);
    QVERIFY(waitUntil([&] {
      world.faults.maintain();
      return world.faults.views().empty();
    }));
    QVERIFY(faults::decodeFaults(world.carried.back()).value().empty());
    QVERIFY(world.events.newest(1).at(0).text.contains("it never struck"));
  }

  void faultsThatCannotStrikeAreRefused() {
    World world;
    for (const api::ControlCall& call :
         {api::armFault("no-such", "", {}, 1, 60), api::armFault("payment-slow", "nobody", {}, 1, 60),
          api::armFault("payment-slow", "", {}, 1, 0), api::armFault("payment-slow", "", {{"speed", 1}}, 1, 60),
          api::armFault("payment-slow", "", {}, 2, 60),
          api::armFault("messages-poison", "", {}, 1, 60, {{"kind", "odd"}}),
          api::armFault("process-restart-storm", "", {}, 1, 60)}) {
      QCOMPARE(world.call(call).status, 400);
    }
    QVERIFY(world.carried.empty());
    const auto catalogue = Json::parse(world.call(api::faultCatalogue()).body);
    QCOMPARE(catalogue.size(), domain::kFaults.size());
    QCOMPARE(catalogue.at(0).at("services").at(0).get<std::string>(), std::string("payment"));
    QCOMPARE(catalogue.at(0).at("params").at(0).at("title").get<std::string>(), std::string("share of charges"));
    QCOMPARE(catalogue.back().at("needsTarget").get<bool>(), true);
  }

  void whatAFaultWasGivenIsTold() {
    World world;
    QCOMPARE(world.call(api::armFault("messages-poison", "payment", {{"share", 0.5}}, 0.25, 60, {{"kind", "huge"}}, 42))
                 .status,
             200);
    const auto fault = Json::parse(world.call({"GET", "/api/faults", "", ""}).body).at(0);
    QCOMPARE(fault.at("target").get<std::string>(), std::string("payment"));
    QCOMPARE(fault.at("params").at("share").get<double>(), 0.5);
    QCOMPARE(fault.at("choices").at("kind").get<std::string>(), std::string("huge"));
    QCOMPARE(fault.at("seed").get<int>(), 42);
    QCOMPARE(fault.at("hits").get<int>(), 0);
    const auto carried = faults::decodeFaults(world.carried.at(0)).value().at(0);
    QCOMPARE(carried.choice("kind"), std::string_view("huge"));
    QCOMPARE(carried.seed, std::uint64_t{42});
    QCOMPARE(Json::parse(world.call(api::clearFaults()).body).at("cleared").get<int>(), 1);
  }

  void queriesAreChecked() {
    const auto query = ledgerQuery({.limit = 5, .states = {"created", "paid"}, .text = "u1", .before = "o9"});
    QCOMPARE(query.value().states.size(), std::size_t{2});
    QCOMPARE(query.value().limit, 5);
    QCOMPARE(query.value().before, std::string("o9"));
    World world;
    for (const char* bad : {"states=odd", "limit=0", "limit=1001", "limit=5x", "q=%01", "limit="}) {
      const bool isEmpty = std::string_view(bad).ends_with('=');  // is as good as none: then the ledger is away
      QCOMPARE(world.call({"GET", std::string("/api/orders?") + bad, "", ""}).status, isEmpty ? 503 : 400);
    }
  }

  void everyCallIsDescribed() {
    World world;
    const auto document = Json::parse(world.call(api::openApi()).body);
    std::map<std::string, std::set<std::string>> described;
    for (const auto& [path, methods] : document.at("paths").items()) {
      for (const auto& [method, operation] : methods.items()) described[path].insert(method);
    }
    const std::map<std::string, std::set<std::string>> all{{"/healthz", {"get"}},
                                                           {"/api/snapshot", {"get"}},
                                                           {"/api/lag/history", {"get"}},
                                                           {"/api/series", {"get"}},
                                                           {"/api/orders", {"get", "post"}},
                                                           {"/api/orders/{orderId}", {"get"}},
                                                           {"/api/orders/{orderId}/cancel", {"post"}},
                                                           {"/api/inventory/{productId}/restock", {"post"}},
                                                           {"/api/inventory/{productId}/movements", {"get"}},
                                                           {"/api/nodes/{node}/{action}", {"post"}},
                                                           {"/api/nodes/{node}/breakers/{dependency}", {"post"}},
                                                           {"/api/load", {"post", "patch", "delete"}},
                                                           {"/api/faults", {"get", "post", "delete"}},
                                                           {"/api/faults/catalogue", {"get"}},
                                                           {"/api/faults/{faultId}", {"delete"}},
                                                           {"/api/dead-letters", {"get"}},
                                                           {"/api/dead-letters/{letterId}", {"get"}},
                                                           {"/api/dead-letters/redrive", {"get", "post", "delete"}},
                                                           {"/api/dead-letters/discard", {"post"}},
                                                           {"/api/audit", {"post"}},
                                                           {"/api/rebuild", {"get", "post"}},
                                                           {"/api/shutdown", {"post"}}};
    QCOMPARE(described, all);
    const auto& audit = document.at("/paths/~1api~1audit/post"_json_pointer);
    QCOMPARE(audit.at("/requestBody/content/application~1json/schema/properties/waitSeconds"_json_pointer),
             Json::parse(R"({"type":"number","minimum":0.0,"maximum":600.0})"));
    const auto& orders = document.at("/paths/~1api~1orders/get/parameters"_json_pointer);
    QCOMPARE(orders.at(0).at("name"), "limit");
    const auto& forced = document.at("/paths/~1api~1nodes~1{node}~1breakers~1{dependency}/post"_json_pointer);
    QCOMPARE(forced.at("parameters").size(), std::size_t{2});
    QCOMPARE(forced.at("requestBody").at("required"), true);
  }

  void answersAreAsTheyAreDescribed() {
    World world;
    world.armFault();
    support::SchemaCheck check(Json::parse(world.call(api::openApi()).body));
    const auto mismatch = [&](const std::string& path, const api::ControlCall& call) {
      std::string method = call.method;
      std::ranges::transform(method, method.begin(), [](char c) { return static_cast<char>(c | 0x20); });
      const auto reply = world.call(call);
      return check.mismatch(method, path, reply.status, Json::parse(reply.body));
    };
    QVERIFY(waitUntil([&] { return world.collector.latest().sequence >= 1; }));
    QCOMPARE(mismatch("/healthz", {"GET", "/healthz", "", ""}), "");
    QCOMPARE(mismatch("/api/snapshot", api::getSnapshot()), "");
    QCOMPARE(mismatch("/api/lag/history", api::lagHistory(60)), "");
    QCOMPARE(mismatch("/api/series", api::getSeries(0)), "");
    QCOMPARE(mismatch("/api/faults", api::listFaults()), "");
    QCOMPARE(mismatch("/api/faults/catalogue", api::faultCatalogue()), "");
    QCOMPARE(mismatch("/api/audit", api::audit(0)), "");
    QCOMPARE(mismatch("/api/load", api::startLoad({})), "");
    QCOMPARE(mismatch("/api/rebuild", api::rebuildStore(true, false, 0)), "");
    QCOMPARE(mismatch("/api/rebuild", api::showRebuild()), "");
    QCOMPARE(mismatch("/api/faults", api::clearFaults()), "");
    QCOMPARE(mismatch("/api/shutdown", api::shutDown()), "");
    QCOMPARE(mismatch("/api/faults/{faultId}", api::clearFaults("none")), "");  // a problem
  }

  void anOrderIsShownAsTheLedgerHasIt() {
    ports::LedgerOrder order;
    order.order.orderId = "o1", order.order.userId = "u1", order.order.items = {{"abc", 2, 1'999}};
    order.order.createdAt = order.order.updatedAt = core::fromEpochMillis(1'700'000'000'000);
    order.capturedMinor = 3'998;
    order.timeline = {{.eventId = "e1",
                       .event = "OrderPlaced",
                       .occurredAt = order.order.createdAt,
                       .recordedAt = order.order.createdAt,
                       .node = "gateway-1",
                       .topic = "order-created",
                       .partition = 0,
                       .offset = 0,
                       .body = "{}"}};
    const auto detail = Json::parse(api::encodeJson(detailOf(order)));
    QCOMPARE(detail.at("createdAt"), "2023-11-14T22:13:20.000Z");
    QCOMPARE(detail.at("items").at(0).at("unitPriceMinor"), 1'999);
    QCOMPARE(detail.at("capturedMinor"), 3'998);
    QCOMPARE(detail.at("refundedMinor"), 0);
    QVERIFY(!detail.contains("deadline") && !detail.contains("paymentId") && !detail.contains("stock"));
    QCOMPARE(detail.at("timeline").at(0).at("offset"), 0);
    QVERIFY(!detail.at("timeline").at(0).contains("status"));
  }
};

ORDERDECK_TEST(ControlApiTest)
#include "control_api_test.moc"
