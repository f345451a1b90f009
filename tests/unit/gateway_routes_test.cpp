// Paths, methods, stock, health, and that openapi.json describes exactly what is there.
#include <QtTest>

#include <set>

#include "tests/harness/test_registry.h"
#include "tests/support/gateway_world.h"
#include "tests/support/wait_until.h"

using namespace orderdeck;
using namespace orderdeck::support;

class GatewayRoutesTest : public QObject {
  Q_OBJECT

 private slots:
  void onlyAnOrderMayBeLong() {
    GatewayWorld world;
    world.start();
    const auto limit = [&](const std::string& method, const std::string& path) {
      return world.gateway
          ->screen({.method = method,
                    .path = path,
                    .query = {},
                    .body = {},
                    .idempotencyKey = {},
                    .authorization = {},
                    .contentType = {}})
          .bodyLimit.value();
    };
    QCOMPARE(limit("POST", "/orders"), domain::kMaxBodyBytes);
    for (const char* path : {"/orders/a/cancel", "/inventory/abc/restock", "/nothing"})
      QCOMPARE(limit("POST", path), 4'096u);
    QCOMPARE(limit("GET", "/orders"), 4'096u);
  }

  void unknownPathsAre404_data() {
    QTest::addColumn<QString>("path");
    for (const char* path :
         {"/", "/order", "/orders/a/b", "/orders/a/cancel/now", "/inventory/abc/add", "/healthz/x", "/metrics/"})
      QTest::newRow(path) << path;
  }
  void unknownPathsAre404() {
    QFETCH(QString, path);
    GatewayWorld world;
    world.start();
    const auto reply = world.call("GET", path.toStdString());
    QCOMPARE(reply.status, 404);
    QCOMPARE(code(reply), std::string("not_found"));
  }

  void wrongMethodsAre405_data() {
    QTest::addColumn<QString>("method");
    QTest::addColumn<QString>("path");
    QTest::addColumn<QString>("allowed");
    QTest::newRow("orders") << "DELETE" << "/orders" << "GET, HEAD, POST, OPTIONS";
    QTest::newRow("order") << "PUT" << "/orders/a" << "GET, HEAD, OPTIONS";
    QTest::newRow("cancel") << "GET" << "/orders/a/cancel" << "POST, OPTIONS";
    QTest::newRow("inventory") << "POST" << "/inventory" << "GET, HEAD, OPTIONS";
    QTest::newRow("product") << "PATCH" << "/inventory/abc" << "GET, HEAD, OPTIONS";
    QTest::newRow("restock") << "GET" << "/inventory/abc/restock" << "POST, OPTIONS";
    QTest::newRow("metrics") << "POST" << "/metrics" << "GET, HEAD, OPTIONS";
  }
  void wrongMethodsAre405() {
    QFETCH(QString, method);
    QFETCH(QString, path);
    QFETCH(QString, allowed);
    GatewayWorld world;
    world.start();
    const auto reply = world.call(method.toStdString(), path.toStdString());
    QCOMPARE(reply.status, 405);
    QCOMPARE(reply.contentType, std::string("application/problem+json"));
    const std::pair<std::string, std::string> allow{"Allow", allowed.toStdString()};
    QCOMPARE(reply.headers.at(0), allow);
    const auto options = world.call("OPTIONS", path.toStdString());
    QCOMPARE(options.status, 204);
    QVERIFY(options.body.empty());
    QCOMPARE(options.headers.at(0), allow);
  }

  void optionsOfTheWholeServer() {
    GatewayWorld world;
    world.start();
    const auto reply = world.call("OPTIONS", "*");
    QCOMPARE(reply.status, 204);
    QCOMPARE(reply.headers.at(0).second, std::string("GET, HEAD, POST, OPTIONS"));
    QCOMPARE(world.call("OPTIONS", "/nothing").status, 404);
  }

  void headIsAnsweredAsGet() {
    GatewayWorld world;
    world.start();
    const std::string id = world.orderIn({});
    for (const std::string& path :
         {"/orders/" + id, std::string("/orders/none"), std::string("/inventory"), std::string("/readyz"),
          std::string("/openapi.json"), std::string("/metrics"), std::string("/docs/contract/problems.md")}) {
      const auto get = world.call("GET", path), head = world.call("HEAD", path);
      QCOMPARE(head.status, get.status);
      QCOMPARE(head.contentType, get.contentType);
      QCOMPARE(head.body.size(), get.body.size());  // the server leaves it out, and needs its length
    }
    QCOMPARE(world.call("HEAD", "/orders/" + id + "/cancel").status, 405);
  }

  void theStockIsShown() {
    GatewayWorld world;
    world.start();
    world.orderIn({});
    const auto all = json(world.call("GET", "/inventory"));
    QCOMPARE(all.size(), 2u);
    const auto expected =
        nlohmann::json::parse(R"({"productId":"abc","available":998,"reserved":2,"sold":0,"stocked":1000})");
    QCOMPARE(all[0], expected);
    QCOMPARE(json(world.call("GET", "/inventory/abc")), expected);
    QCOMPARE(world.call("HEAD", "/inventory/abc").status, 200);
    QCOMPARE(world.call("GET", "/inventory/nope").status, 404);
    QCOMPARE(world.call("GET", "/inventory/no%20id").status, 400);
    world.store.failNext("levels", 1, {core::ErrorCode::Timeout, "no answer", true});
    QCOMPARE(world.call("GET", "/inventory").status, 503);
  }

  void restockAddsAndTellsTheLedger() {
    GatewayWorld world;
    world.start();
    const auto reply = world.call("POST", "/inventory/xyz/restock", R"({"quantity":7})");
    QCOMPARE(reply.status, 200);
    QCOMPARE(json(reply)["available"], 12);
    QCOMPARE(json(reply)["stocked"], 12);
    QVERIFY(waitUntil([&] { return world.bus.messages("inventory-updated").size() == 1; }));
    QCOMPARE(world.call("POST", "/inventory/nope/restock", R"({"quantity":7})").status, 404);
  }

  void aRestockWithAKeyIsDoneOnce() {
    GatewayWorld world;
    world.start();
    const std::string path = "/inventory/xyz/restock", body = R"({"quantity":7})";
    const auto first = world.call("POST", path, body, "key-1");
    QCOMPARE(first.status, 200);
    QCOMPARE(world.call("POST", path, R"({ "quantity": 7, "more": 1 })", "\"key-1\"").body, first.body);
    QCOMPARE(world.stockOf("xyz").stocked, 12);
    QCOMPARE(code(world.call("POST", path, R"({"quantity":8})", "key-1")), std::string("idempotency_mismatch"));
    QCOMPARE(code(world.call("POST", "/inventory/abc/restock", body, "key-1")), std::string("idempotency_mismatch"));
    QCOMPARE(world.call("POST", path, body, "").status, 200);
    QCOMPARE(world.stockOf("xyz").stocked, 19);
    QCOMPARE(world.call("POST", path, body, "not a key").status, 400);
    QCOMPARE(world.stockOf("xyz").stocked, 19);
  }

  void aRestockWhoseAnswerWasLostIsNotDoneTwice() {
    GatewayWorld world;
    world.start();
    const std::string path = "/inventory/xyz/restock", body = R"({"quantity":7})";
    world.store.failNext("restock", 1, {core::ErrorCode::Timeout, "no answer from /run/redis.sock", true}, true);
    const auto lost = world.call("POST", path, body, "key-1");
    QCOMPARE(lost.status, 503);
    const std::string detail = json(lost)["detail"];
    QVERIFY2(detail.contains("is not known") && detail.contains("retry with the same Idempotency-Key"), detail.c_str());
    QVERIFY(!detail.contains("redis"));
    QCOMPARE(json(world.call("POST", path, body, "key-1"))["stocked"], 12);
    QCOMPARE(world.stockOf("xyz").stocked, 12);
    world.store.failNext("restock", 1, {core::ErrorCode::Timeout, "no answer", true});
    const std::string alone = json(world.call("POST", path, body))["detail"];
    QVERIFY2(alone.contains("look at /inventory/xyz first"), alone.c_str());
    world.store.failNext("restock", 1, {core::ErrorCode::Unavailable, "not sent", true});
    const std::string unsent = json(world.call("POST", path, body))["detail"];
    QVERIFY2(unsent.contains("nothing was changed"), unsent.c_str());
  }

  void aRestockWithManyMembersTakesNoLongerThanAnOrderWithThem() {
    GatewayWorld world;
    world.start();
    std::string body = "{\"k\":1";
    for (int i = 0; i < 7'000; ++i) body += ",\"" + std::to_string(i) + "\":1";
    const auto fastest = [&](const std::string& path) {
      auto least = std::chrono::steady_clock::duration::max();
      for (int i = 0; i < 5; ++i) {
        const auto begun = std::chrono::steady_clock::now();
        const int status = world.call("POST", path, body + "}").status;
        least = std::min(least, std::chrono::steady_clock::now() - begun);
        if (status != 400) return std::chrono::steady_clock::duration::max();
      }
      return least;
    };
    const auto order = fastest("/orders");
    QVERIFY(order != order.max());
    QVERIFY(fastest("/inventory/abc/restock") < 8 * order);
  }

  void restockRefusesWhatIsNoQuantity_data() {
    QTest::addColumn<QString>("body");
    QTest::addColumn<QString>("code");
    QTest::newRow("empty") << "" << "invalid_json";
    QTest::newRow("text") << "seven" << "invalid_json";
    QTest::newRow("list") << "[7]" << "invalid_argument";
    QTest::newRow("absent") << "{}" << "invalid_argument";
    for (const char* number : {"0", "-1", "1.5", "\"7\"", "1000000001", "99999999999999999999", "null"})
      QTest::newRow(number) << QString(R"({"quantity":%1})").arg(number) << "invalid_argument";
  }
  void restockRefusesWhatIsNoQuantity() {
    QFETCH(QString, body);
    QFETCH(QString, code);
    GatewayWorld world;
    world.start();
    const auto reply = world.call("POST", "/inventory/xyz/restock", body.toStdString());
    QCOMPARE(reply.status, 400);
    QCOMPARE(QString::fromStdString(support::code(reply)), code);
    QCOMPARE(world.stockOf("xyz").stocked, 5);
  }

  void healthAndReadinessDiffer() {
    GatewayWorld world;
    world.start();
    QCOMPARE(world.call("GET", "/readyz").status, 200);
    world.store.failAlways("", {core::ErrorCode::Disconnected, "connection refused", true});
    QCOMPARE(world.call("GET", "/healthz").status, 200);
    const auto reply = world.call("GET", "/readyz");
    QCOMPARE(reply.status, 503);
    QCOMPARE(json(reply)["notReady"], nlohmann::json::array({"store: a store does not answer now: try again"}));
    world.store.healAll();
    QCOMPARE(world.call("GET", "/readyz").status, 200);
  }

  void aLedgerThatCannotBeUsedIsNotReadyThoughOrdersAreTaken() {
    std::string trouble = "the ledger /d/ledger.sqlite is damaged";
    services::GatewayServiceSettings settings;
    settings.ledgerTrouble = [&trouble] { return trouble; };
    GatewayWorld world(std::move(settings));
    world.start();
    const auto reply = world.call("GET", "/readyz");
    QCOMPARE(reply.status, 503);
    QCOMPARE(json(reply)["notReady"], nlohmann::json::array({trouble}));
    QCOMPARE(world.call("POST", "/orders", R"({"userId":"user1","items":[{"productId":"abc","quantity":1}]})").status,
             202);
    trouble.clear();
    QCOMPARE(world.call("GET", "/readyz").status, 200);
  }

  void noDetailNamesTheInside() {
    GatewayWorld world;
    world.start();
    const std::string id = world.orderIn({});
    const std::string inside =
        "Redis at unix:/run/orderdeck/redis.sock, db-1.internal: SELECT body FROM order_events; EVALSHA 0a1b2c";
    using core::ErrorCode;
    for (const ErrorCode code : {ErrorCode::Disconnected, ErrorCode::Timeout, ErrorCode::Unavailable,
                                 ErrorCode::Corrupt, ErrorCode::Internal}) {
      for (const bool ofStore : {true, false}) {
        if (ofStore) world.store.failAlways("", {code, inside, true});
        world.ledger.fail(core::Error{code, inside, true});
        for (const auto& [method, path, body] : {std::tuple("GET", "/orders/none", ""),
                                                 {"POST", "/orders/none/cancel", ""},
                                                 {"GET", "/readyz", ""},
                                                 {"GET", "/inventory", ""},
                                                 {"GET", "/inventory/abc", ""},
                                                 {"POST", "/inventory/abc/restock", R"({"quantity":1})"},
                                                 {"POST", "/orders", kGoodOrder.c_str()}}) {
          const auto reply = world.call(method, path, body);
          for (const char* part : {"redis.sock", "internal:", "SELECT", "EVALSHA"})
            QVERIFY2(!reply.body.contains(part), reply.body.c_str());
        }
        world.store.healAll();
      }
    }
  }

  void metricsAreText() {
    GatewayWorld world;
    world.start();
    const auto reply = world.call("GET", "/metrics");
    QCOMPARE(reply.status, 200);
    QVERIFY(reply.contentType.starts_with("text/plain; version=0.0.4"));
    QCOMPARE(reply.body, std::string("fake_metric 1\n"));
  }

  void openapiDescribesWhatIsThere() {
    GatewayWorld world;
    world.start();
    const auto doc = json(world.call("GET", "/openapi.json"));
    std::set<std::string> described;
    for (const auto& [path, methods] : doc["paths"].items()) {
      described.insert(path);
      std::string real = path;
      for (const auto& [name, value] : {std::pair{"{orderId}", "none"}, std::pair{"{productId}", "abc"}}) {
        if (const auto at = real.find(name); at != std::string::npos) real.replace(at, std::string(name).size(), value);
      }
      for (const std::string method : {"get", "post"}) {
        const auto reply = world.call(method == "get" ? "GET" : "POST", real, R"({"quantity":1})");
        QVERIFY2((reply.status != 405) == methods.contains(method), (method + " " + path).c_str());
        if (methods.contains(method)) {
          QVERIFY2(methods[method]["responses"].contains(std::to_string(reply.status)),
                   (method + " " + path + " " + reply.body).c_str());
        }
      }
    }
    const std::set<std::string> all{"/orders",
                                    "/orders/{orderId}",
                                    "/orders/{orderId}/cancel",
                                    "/inventory",
                                    "/inventory/{productId}",
                                    "/inventory/{productId}/restock",
                                    "/healthz",
                                    "/readyz",
                                    "/metrics",
                                    "/docs/contract/problems.md",
                                    "/openapi.json"};
    QCOMPARE(described, all);
  }

  void aBusyReaderIsAnAnswer() {
    GatewayWorld world({.readQueue = 2});
    std::atomic<bool> hold = true;
    std::atomic<bool> held = false;
    world.store.onCall([&](const std::string& call) {
      if (call != "levels" || !hold) return;
      held = true;
      waitUntil([&] { return !hold.load(); });
    });
    world.start();
    const ports::HttpRequest request{.method = "GET",
                                     .path = "/inventory",
                                     .query = {},
                                     .body = {},
                                     .idempotencyKey = {},
                                     .authorization = {},
                                     .contentType = {}};
    std::vector<std::future<ports::HttpReply>> replies;
    replies.push_back(world.send(request));
    QVERIFY(waitUntil([&] { return held.load(); }));
    for (int i = 0; i < 2; ++i) replies.push_back(world.send(request));
    QCOMPARE(world.send(request).get().status, 503);
    QCOMPARE(world.call("POST", "/orders", kGoodOrder).status, 202);  // placing does not wait for reads
    hold = false;
    for (auto& reply : replies) QCOMPARE(reply.get().status, 200);
  }
};

ORDERDECK_TEST(GatewayRoutesTest)
#include "gateway_routes_test.moc"
