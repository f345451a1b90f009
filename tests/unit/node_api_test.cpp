// A node's ops port, the token that guards it, and the client that the daemon calls it with.
#include <QtTest>
#include <atomic>

#include <nlohmann/json.hpp>

#include "adapters/http/http_server.h"
#include "adapters/metrics/prometheus_metrics.h"
#include "api/node_status.h"
#include "faults/armed/armed_fault.h"
#include "runtime/node/node_api.h"
#include "runtime/node/node_api_token.h"
#include "runtime/node/node_client.h"
#include "tests/harness/test_registry.h"
#include "tests/support/fake_metrics.h"
#include "tests/support/prometheus_text.h"

using namespace orderdeck;
using namespace orderdeck::runtime;
using namespace std::chrono_literals;

namespace {

faults::ArmedFault slow() {
  faults::ArmedFault fault;
  fault.id = "f1";
  fault.name = "payment-slow";
  fault.until = core::now() + 1h;
  return faults::checkFault(fault).value();
}

struct World {
  adapters::metrics::PrometheusMetrics metrics;
  faults::FaultRegistry registry{"payment-1"};
  int reconciled = 0;
  std::string trouble, ledger = "not told";
  NodeApi api{{.node = "payment-1",
               .token = "secret",
               .partitions = [] { return std::vector<std::string>{"order-created/3"}; },
               .reconcile = [this] { ++reconciled; },
               .trouble = [this] { return trouble; },
               .ledgerTrouble = [this](std::string told) { ledger = std::move(told); }},
              metrics,
              registry};

  ports::HttpReply ask(const std::string& method, const std::string& path, const std::string& body = {},
                       const std::string& token = "secret") {
    ports::HttpReply out;
    api.handle({.method = method,
                .path = path,
                .query = {},
                .body = body,
                .idempotencyKey = {},
                .authorization = "Bearer " + token,
                .contentType = {}},
               [&out](ports::HttpReply reply) { out = std::move(reply); });
    return out;
  }
};

}  // namespace

class NodeApiTest : public QObject {
  Q_OBJECT

 private slots:
  void onlyTheWholeTokenOpens() {
    for (const char* right : {"Bearer secret", "bearer secret", "BEARER secret", "bEaReR  secret"})
      QVERIFY2(bearerMatches(right, "secret"), right);
    for (const char* wrong :
         {"", "secret", "Bearer ", "Bearer secre", "Bearer secrets", "Bearer secreT", "bearer Secret", "Basic secret",
          "Bearer secretsecret", "Bearersecret", "Bearer", "Bearer:secret", "Bearer\tsecret"}) {
      QVERIFY2(!bearerMatches(wrong, "secret"), wrong);
    }
    QVERIFY(!bearerMatches("Bearer ", ""));  // no token: nobody may
  }

  void theTokenComesBeforeTheBody() {
    World world;
    const auto screen = [&](const std::string& method, const std::string& path, const std::string& token) {
      return world.api.screen({.method = method,
                               .path = path,
                               .query = {},
                               .body = {},
                               .idempotencyKey = {},
                               .authorization = token,
                               .contentType = {}});
    };
    for (const char* path : {"/faults", "/breakers", "/reconcile"}) {
      QCOMPARE(screen("POST", path, "Bearer wrong").refusal.value().status, 401);
      QVERIFY(!screen("POST", path, "Bearer secret").refusal && screen("POST", path, "Bearer secret").authenticated);
    }
    for (const char* path : {"/metrics", "/healthz", "/status", "/nothing"}) {
      QVERIFY(!screen("GET", path, "").refusal && !screen("GET", path, "").authenticated);
      QCOMPARE(screen("POST", path, "").bodyLimit.value(), 0u);
    }
  }

  void headAndOptionsAreAnswered() {
    World world;
    for (const char* path : {"/metrics", "/healthz", "/status", "/docs/contract/problems.md"}) {
      QCOMPARE(world.ask("HEAD", path).status, 200);
      QCOMPARE(world.ask("OPTIONS", path).status, 204);
    }
    const auto refused = world.ask("POST", "/reconcile", "", "wrong");
    QCOMPARE(refused.headers.at(0).first, std::string("WWW-Authenticate"));
  }

  void metricsHoldTheHitsOfFaults() {
    World world;
    world.metrics.counter("seen_total", "Seen.").add();
    QVERIFY(world.ask("GET", "/metrics").body.ends_with("seen_total 1\n"));
    const std::vector armed{slow()};
    QCOMPARE(world.ask("POST", "/faults", faults::encodeFaults(armed)).status, 200);
    QVERIFY(world.registry.strike("payment-slow"));
    const std::string text = world.ask("GET", "/metrics").body;
    QCOMPARE(support::faultOfPrometheusText(text), "");
    QVERIFY(text.contains("seen_total 1\n"));
    QVERIFY(text.contains("orderdeck_fault_hits_total{fault=\"f1\"} 1\n"));
  }

  void aNewListReplacesTheOld() {
    World world;
    const std::vector armed{slow()};
    world.ask("POST", "/faults", faults::encodeFaults(armed));
    QCOMPARE(world.ask("POST", "/faults", faults::encodeFaults({})).status, 200);
    QVERIFY(!world.registry.strike("payment-slow"));
    QCOMPARE(world.ask("POST", "/faults", "nonsense").status, 400);
  }

  void whatChangesSomethingAsksForTheToken() {
    World world;
    QCOMPARE(world.ask("POST", "/faults", "[]", "wrong").status, 401);
    QCOMPARE(world.ask("POST", "/reconcile", "", "wrong").status, 401);
    QCOMPARE(world.reconciled, 0);
    QCOMPARE(world.ask("POST", "/reconcile").status, 202);
    QCOMPARE(world.reconciled, 1);
  }

  void statusTellsThePartitions() {
    World world;
    const auto status = nlohmann::json::parse(world.ask("GET", "/status", "", "").body);
    QCOMPARE(status.at("node").get<std::string>(), std::string("payment-1"));
    QCOMPARE(status.at("partitions").size(), std::size_t{1});
    QCOMPARE(world.ask("GET", "/healthz", "", "").status, 200);
    QCOMPARE(world.ask("GET", "/nothing").status, 404);
    QCOMPARE(world.ask("DELETE", "/faults").status, 405);
  }

  void aNodeThatCannotDoItsWorkSaysWhy() {
    World world;
    QCOMPARE(nlohmann::json::parse(world.ask("GET", "/healthz", "", "").body).at("status"), "ok");
    world.trouble = "the ledger /d/ledger.sqlite is damaged";
    const auto health = nlohmann::json::parse(world.ask("GET", "/healthz", "", "").body);
    QCOMPARE(health.at("status"), "degraded");
    QCOMPARE(health.at("why"), world.trouble);
    QCOMPARE(api::decodeStatus(world.ask("GET", "/status", "", "").body).value().trouble, world.trouble);
  }

  void whoWantsToKnowIsToldOfTheLedger() {
    World world;
    QCOMPARE(world.ask("POST", "/ledger", R"({"trouble":"damaged"})", "wrong").status, 401);
    QCOMPARE(world.ledger, std::string("not told"));
    QCOMPARE(world.ask("POST", "/ledger", R"({"trouble":"damaged"})").status, 200);
    QCOMPARE(world.ledger, std::string("damaged"));
    QCOMPARE(world.ask("POST", "/ledger", R"({"trouble":""})").status, 200);
    QCOMPARE(world.ledger, std::string());
    QCOMPARE(world.ask("POST", "/ledger", R"({"trouble":1})").status, 400);
    support::FakeMetrics metrics;
    faults::FaultRegistry registry("ledger-1");
    NodeApi api({.node = "ledger-1", .token = "secret"}, metrics, registry);
    int status = 0;
    api.handle({.method = "POST",
                .path = "/ledger",
                .query = {},
                .body = "{}",
                .idempotencyKey = {},
                .authorization = "Bearer secret",
                .contentType = {}},
               [&status](const ports::HttpReply& reply) { status = reply.status; });
    QCOMPARE(status, 404);
  }

  void aNodeWithoutAReconcilerSaysSo() {
    support::FakeMetrics metrics;
    faults::FaultRegistry registry("ledger-1");
    NodeApi api({.node = "ledger-1", .token = "secret"}, metrics, registry);
    int status = 0;
    api.handle({.method = "POST",
                .path = "/reconcile",
                .query = {},
                .body = {},
                .idempotencyKey = {},
                .authorization = "Bearer secret",
                .contentType = {}},
               [&status](const ports::HttpReply& reply) { status = reply.status; });
    QCOMPARE(status, 404);
  }

  void theDaemonsCallsReachTheNode() {
    World world;
    adapters::http::HttpServer server({}, world.api, "ops");
    NodePlace node;
    node.unit.name = "payment-1";
    node.unit.state = "up";
    node.opsUrl = "http://127.0.0.1:" + std::to_string(server.port());
    const NodeClient client("secret");
    const std::vector armed{slow()};
    QVERIFY(client.carryFaults(node, faults::encodeFaults(armed)).has_value());
    QVERIFY(world.registry.strike("payment-slow"));
    QVERIFY(client.reconcile(node).has_value());
    QCOMPARE(world.reconciled, 1);
    QVERIFY(client.tellLedgerTrouble(node, "the disk is \"full\"").has_value());
    QCOMPARE(world.ledger, std::string("the disk is \"full\""));
    QCOMPARE(client.forceBreaker(node, "redis", "open").error().code, core::ErrorCode::NotFound);
    QCOMPARE(NodeClient("wrong").reconcile(node).error().code, core::ErrorCode::Internal);
    auto down = node;
    down.unit.state = "backing-off";
    QCOMPARE(client.forceBreaker(down, "redis", "open").error().code, core::ErrorCode::Conflict);
    server.stop();
    QCOMPARE(client.reconcile(node).error().code, core::ErrorCode::Disconnected);
  }
};

ORDERDECK_TEST(NodeApiTest)
#include "node_api_test.moc"
