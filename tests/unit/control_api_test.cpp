// The control API: who may call, what goes where, and the faults it keeps. On fake stores; the gateway is a small HTTP
// server.
#include <QtTest>

#include <nlohmann/json.hpp>

#include "api/command.h"
#include "tests/harness/test_registry.h"
#include "tests/support/wait_until.h"
#include "tests/unit/control_api_world.h"

using namespace orderdeck;
using namespace orderdeck::runtime;
using namespace std::chrono_literals;
using Json = nlohmann::json;
using support::waitUntil;
using namespace orderdeck::test::control_api;

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
    QCOMPARE(wrongMethod.headers.at(0), (std::pair<std::string, std::string>("Allow", "POST, OPTIONS")));
    QCOMPARE(world.forced.size(), std::size_t{1});
  }

  void anAuditThatWaitsDoesNotHoldUpTheStop() {
    World world;
    world.audit.neverRests = true;
    auto answer = std::async(std::launch::async, [&world] { return world.call(api::audit(600)); });
    QTRY_VERIFY_WITH_TIMEOUT(world.audit.began, 10'000);
    world.server.stop();
    QCOMPARE(answer.get().status, 200);
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
      QCOMPARE(reply.headers.at(0).first, std::string("WWW-Authenticate"));
    }
    QVERIFY(!world.shut && !world.load.stopped && world.atGateway.empty() && world.forced.empty());
    QCOMPARE(world.call({"GET", "/healthz", "", ""}, "").status, 200);
    QCOMPARE(world.call({"GET", "/metrics", "", ""}, "").status, 200);
    QCOMPARE(world.call({"GET", "/api/nothing", "", ""}).status, 404);
  }

  void headIsAnsweredAsGetAndOptionsWithAllow() {
    World world;
    for (const char* path : {"/healthz", "/metrics", "/api/faults", "/api/openapi.json", "/api/rebuild", "/api/orders",
                             "/docs/contract/problems.md"}) {
      const auto get = world.call({"GET", path, "", ""}), head = world.call({"HEAD", path, "", ""});
      QCOMPARE(head.status, get.status);
      QCOMPARE(head.contentType, get.contentType);
      const auto options = world.call({"OPTIONS", path, "", ""});
      QCOMPARE(options.status, 204);
      QVERIFY(options.headers.at(0).second.contains("GET, HEAD"));
    }
    QCOMPARE(world.call({"OPTIONS", "*", "", ""}, "").status, 204);
    QCOMPARE(world.call({"HEAD", "/api/shutdown", "", ""}).status, 405);
    QCOMPARE(world.call({"GET", "/docs/contract/problems.md", "", ""}, "").status, 200);
    QVERIFY(!world.shut);
  }

  void aChangeWithAKeyIsDoneOnce() {
    World world;
    api::ControlCall arm = api::armFault("messages-poison", "payment", {}, 60, {{"kind", "huge"}});
    arm.idempotencyKey = "k1";
    const auto first = world.call(arm);
    QCOMPARE(first.status, 200);
    arm.idempotencyKey = "\"k1\"";
    QCOMPARE(world.call(arm).body, first.body);
    api::ControlCall longer = api::armFault("messages-poison", "payment", {}, 61, {{"kind", "huge"}});
    longer.idempotencyKey = "k1";
    QCOMPARE(world.call(longer).status, 422);  // the same call with another body is another request
    QCOMPARE(Json::parse(world.call(api::listFaults()).body).size(), std::size_t{1});
    api::ControlCall clear = api::clearFaults();
    clear.idempotencyKey = "k1";
    QCOMPARE(world.call(clear).status, 422);
    for (const char* bad : {"a b", "a,b"}) {
      clear.idempotencyKey = bad;
      QCOMPARE(world.call(clear).status, 400);
    }
    QCOMPARE(Json::parse(world.call(api::listFaults()).body).size(), std::size_t{1});
    clear.idempotencyKey = "k2";
    QCOMPARE(world.call(clear).status, 200);
    QCOMPARE(Json::parse(world.call(api::listFaults()).body).size(), std::size_t{0});
  }

  void aPassedOnKeyIsTheGateways() {
    World world;
    for (int i = 0; i < 2; ++i) (void)world.call(api::placeOrder("{}", "k1"));
    QCOMPARE(world.atGateway.size(), std::size_t{2});
  }

  void aChangeThatTheGatewayDoesNotAnswerIsNotKnown() {
    World world;
    world.directory.setGateway("http://127.0.0.1:1");
    const auto detail = [&](const api::ControlCall& call) {
      const auto reply = world.call(call);
      return reply.status == 503 ? Json::parse(reply.body).at("detail").get<std::string>() : reply.body;
    };
    QVERIFY(detail(api::placeOrder("{}", "k1")).contains("retry with the same Idempotency-Key"));
    QVERIFY(detail(api::placeOrder("{}", "")).contains("without an Idempotency-Key"));
    world.directory.setGateway("");
    QVERIFY(detail(api::placeOrder("{}", "k1")).contains("nothing was changed"));
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
    QCOMPARE(screen("POST", "/api/load", "Bearer secret").bodyLimit.value(), 8u * 1024 * 1024);
    for (const char* path : {"/api/faults", "/api/orders", "/api/load/x", "/api/dead-letters/redrive"}) {
      QCOMPARE(screen("POST", path, "Bearer secret").bodyLimit.value(), 1024u * 1024);
    }
  }

  void healthSaysWhatIsWrong() {
    World world;
    QVERIFY(waitUntil([&] { return world.collector.latest().sequence >= 1; }));
    QCOMPARE(Json::parse(world.call({"GET", "/healthz", "", ""}, "").body).at("status"), "ok");  // it starts
    world.collector.setReady();
    QCOMPARE(world.collector.latest().state.text(), "unknown");  // at once
    const auto health = Json::parse(world.call({"GET", "/healthz", "", ""}, "").body);
    QCOMPARE(health.at("status"), "unknown");
    QCOMPARE(health.at("state"), "unknown");
    QVERIFY2(health.at("why").dump().find("Redis was never read") != std::string::npos, health.dump().c_str());
  }

  void theSnapshotGoesOnWithoutItsStores() {
    World world;
    QVERIFY(waitUntil([&] { return world.collector.latest().sequence >= 2; }));
    const auto snapshot = api::decodeSnapshot(world.call(api::getSnapshot()).body);
    QVERIFY2(snapshot.has_value(), snapshot ? "" : snapshot.error().what.c_str());
    QCOMPARE(snapshot->state.text(), "starting");
    QVERIFY(!snapshot->health.redisMillis);
    QCOMPARE(snapshot->nodes.size(), std::size_t{2});  // the node and the daemon
    QCOMPARE(snapshot->invariants.at(0).status.text(), "unknown");
    world.collector.setReady();
    QCOMPARE(world.collector.latest().state.text(), "unknown");  // at once
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
    QCOMPARE(world.call(api::armFault("payment-slow", "", {}, 60)).status, 200);
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
    QCOMPARE(world.load.started->shape.text(), "ramp");
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
    api::ControlCall dance = api::controlNode("payment-1", "kill");
    dance.target = "/api/nodes/payment-1/dance";
    QCOMPARE(world.call(dance).status, 404);
    QVERIFY(world.call(dance).body.contains("no action 'dance': kill, pause, resume or restart"));
    QCOMPARE(world.call(api::shutDown()).status, 202);
    QTRY_VERIFY(world.shut.load());
  }

  void aFaultIsCarriedToItsNodesListedAndCleared() {
    World world;
    const auto armed = Json::parse(world.call(api::armFault("payment-slow", "", {{"latencyMs", 50}}, 60)).body);
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
    QCOMPARE(world.call(api::armFault("payment-declines", "payment-1", {}, 0.05)).status, 200);
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
         {api::armFault("no-such", "", {}, 60), api::armFault("payment-slow", "nobody", {}, 60),
          api::armFault("payment-slow", "", {}, 0), api::armFault("payment-slow", "", {{"speed", 1}}, 60),
          api::armFault("payment-slow", "", {{"share", 2}}, 60),
          api::armFault("payment-slow", "", {{"probability", 0.5}}, 60),
          api::armFault("payment-slow", "", {}, 60, {}, 1, -1),
          api::armFault("messages-poison", "", {}, 60, {{"kind", "odd"}}),
          api::armFault("process-restart-storm", "", {}, 60)}) {
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
    QCOMPARE(
        world.call(api::armFault("messages-poison", "payment", {{"share", 0.5}}, 60, {{"kind", "huge"}}, 42)).status,
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
};

ORDERDECK_TEST(ControlApiTest)
#include "control_api_test.moc"
