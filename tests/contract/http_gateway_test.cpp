// The gateway's contract over a real server and raw sockets: every error code, nothing changed by a refusal, and no
// order twice or lost when many clients press at once. The stores are fakes; the real ones have contracts of their own.
#include <QtTest>

#include <atomic>
#include <set>
#include <thread>

#include "adapters/http/http_server.h"
#include "tests/harness/test_registry.h"
#include "tests/support/gateway_world.h"
#include "tests/support/http_test_client.h"
#include "tests/support/wait_until.h"

using namespace orderdeck;
using namespace orderdeck::support;
using adapters::http::HttpServer;

namespace {

struct ServedWorld : GatewayWorld {
  explicit ServedWorld(services::GatewayServiceSettings with = {}, adapters::http::HttpServerSettings http = {})
      : GatewayWorld(std::move(with)), server(std::move(http), start(), "gateway") {}
  HttpServer server;  // stops before the gateway does
};

std::string itemsOf(int count, const std::string& product = "abc", int quantity = 1) {
  std::string items;
  for (int i = 0; i < count; ++i)
    items += (i ? "," : "") + std::string(R"({"productId":")") + product + R"(","quantity":)" +
             std::to_string(quantity) + "}";
  return R"({"userId":"user1","items":[)" + items + "]}";
}

}  // namespace

class HttpGatewayTest : public QObject {
  Q_OBJECT

 private slots:
  void anOrderIsPlacedShownAndCancelled() {
    ServedWorld world;
    HttpTestClient client(world.server.port());
    const auto placed = client.request("POST", "/orders", kGoodOrder, "Idempotency-Key: k1\r\n");
    QVERIFY(placed);
    QCOMPARE(placed->status, 202);
    const std::string id = nlohmann::json::parse(placed->body)["orderId"];
    QCOMPARE(nlohmann::json::parse(client.request("GET", "/orders/" + id)->body)["state"], "created");
    const auto several = nlohmann::json::parse(client.request("GET", "/orders?ids=" + id + "%2Cgone")->body);
    QCOMPARE(several["orders"][0]["orderId"], id);
    QCOMPARE(several["missing"][0], "gone");
    QCOMPARE(client.request("POST", "/orders/" + id + "/cancel")->status, 202);
    QCOMPARE(client.request("POST", "/orders/" + id + "/cancel")->status, 202);  // a repeat
    QCOMPARE(client.request("GET", "/inventory/abc")->status, 200);
    QCOMPARE(world.stockOf("abc").available, 1'000);
  }

  void everyRefusalHasItsCodeAndChangesNothing_data() {
    QTest::addColumn<QByteArray>("method");
    QTest::addColumn<QByteArray>("target");
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("code");
    const auto order = [](const char* name, const std::string& body, int status, const char* code) {
      QTest::newRow(name) << QByteArray("POST") << QByteArray("/orders") << QByteArray::fromStdString(body) << status
                          << QByteArray(code);
    };
    order("malformed", R"({"userId":"u",)", 400, "invalid_json");
    order("deep", std::string(60'000, '['), 400, "invalid_json");
    order("not UTF-8", "{\"userId\":\"\xff\",\"items\":[]}", 400, "invalid_json");
    order("empty", "", 411, "length_required");
    order("blank", " ", 400, "invalid_json");
    order("not an object", "7", 400, "invalid_order");
    order("zero", itemsOf(1, "abc", 0), 400, "invalid_order");
    order("negative", itemsOf(1, "abc", -1), 400, "invalid_order");
    order("huge", itemsOf(1, "abc", 10'001), 400, "invalid_order");
    order("101 items", itemsOf(101), 400, "invalid_order");
    order("deadline", R"({"userId":"u","items":[{"productId":"abc","quantity":1}],"deadlineMs":1})", 400,
          "invalid_order");
    order("product id", itemsOf(1, "a b"), 400, "invalid_order");
    order("unknown product", itemsOf(1, "nope"), 400, "unknown_product");
    order("out of stock", itemsOf(1, "xyz", 6), 409, "out_of_stock");
    order("64 KiB and one", kGoodOrder + std::string(64 * 1024 + 1 - kGoodOrder.size(), ' '), 413, "too_large");
    const auto other = [](const char* name, const char* method, const char* target, const char* body, int status,
                          const char* code) {
      QTest::newRow(name) << QByteArray(method) << QByteArray(target) << QByteArray(body) << status << QByteArray(code);
    };
    other("no ids", "GET", "/orders", "", 400, "invalid_argument");
    other("no order", "GET", "/orders/none", "", 404, "not_found");
    other("cancel no order", "POST", "/orders/none/cancel", "", 404, "not_found");
    other("bad id", "GET", "/orders/a%20b", "", 400, "invalid_argument");
    other("no product", "GET", "/inventory/none", "", 404, "not_found");
    other("restock zero", "POST", "/inventory/abc/restock", R"({"quantity":0})", 400, "invalid_argument");
    other("restock JSON", "POST", "/inventory/abc/restock", "{", 400, "invalid_json");
    other("no path", "GET", "/nothing", "", 404, "not_found");
    other("no method", "BREW", "/orders", "", 405, "method_not_allowed");
    other("bad escape", "GET", "/orders/%", "", 400, "invalid_argument");
  }
  void everyRefusalHasItsCodeAndChangesNothing() {
    QFETCH(QByteArray, method);
    QFETCH(QByteArray, target);
    QFETCH(QByteArray, body);
    QFETCH(int, status);
    QFETCH(QByteArray, code);
    ServedWorld world;
    HttpTestClient client(world.server.port());
    const auto reply = client.request(method.toStdString(), target.toStdString(), body.toStdString());
    QVERIFY(reply);
    QCOMPARE(reply->status, status);
    QCOMPARE(QByteArray::fromStdString(reply->code()), code);
    QCOMPARE(world.store.orderCount(), 0u);
    QCOMPARE(world.stockOf("abc").stocked, 1'000);
    QCOMPARE(world.stockOf("abc").available, 1'000);
    QCOMPARE(world.stockOf("xyz").available, 5);
    QVERIFY(world.store.outbox().empty());
  }

  void sizesAtTheLimitAreTaken() {
    ServedWorld world;
    HttpTestClient client(world.server.port());
    QCOMPARE(client.request("POST", "/orders", kGoodOrder + std::string(64 * 1024 - kGoodOrder.size(), ' '))->status,
             202);
    QCOMPARE(client.request("POST", "/orders", itemsOf(100))->status, 202);
    QCOMPARE(client.request("POST", "/orders", itemsOf(1, "xyz", 5))->status, 202);
    QCOMPARE(world.stockOf("abc").reserved, 102);
  }

  void theSameKeyInParallelIsOneOrder() {
    ServedWorld world;
    std::set<std::string> bodies;
    std::atomic<int> failed = 0;
    std::mutex mutex;
    {
      std::vector<std::jthread> threads;
      for (int t = 0; t < 8; ++t) {
        threads.emplace_back([&, t] {
          HttpTestClient client(world.server.port());
          for (int i = 0; i < 50; ++i) {
            const bool other = t == 7;
            const auto reply = client.request("POST", "/orders", other ? itemsOf(1, "abc", 9) : kGoodOrder,
                                              "Idempotency-Key: same\r\n");
            const std::lock_guard lock(mutex);
            if (reply && reply->status == 202)
              bodies.insert(reply->body);
            else if (!reply || reply->status != 422)
              ++failed;
          }
        });
      }
    }
    QCOMPARE(failed.load(), 0);
    QCOMPARE(bodies.size(), 1u);
    QCOMPARE(world.store.orderCount(), 1u);
    const auto stock = world.stockOf("abc");
    QVERIFY(stock.reserved == 2 || stock.reserved == 9);
  }

  void theLastPieceIsSoldOnce() {
    ServedWorld world;
    std::atomic<int> accepted = 0, out = 0;
    {
      std::vector<std::jthread> threads;
      for (int t = 0; t < 8; ++t) {
        threads.emplace_back([&] {
          HttpTestClient client(world.server.port());
          for (int i = 0; i < 20; ++i) {
            const auto reply = client.request("POST", "/orders", itemsOf(1, "xyz", 1));
            if (reply && reply->status == 202) ++accepted;
            if (reply && reply->code() == "out_of_stock") ++out;
          }
        });
      }
    }
    QCOMPARE(accepted.load(), 5);
    QCOMPARE(out.load(), 155);
    QCOMPARE(world.stockOf("xyz").available, 0);
  }

  void slowAndIdleClientsHinderNobody() {
    ServedWorld world({}, {.receiveTimeout = core::Millis{300}});
    std::vector<HttpTestClient> idle, slow;
    for (int i = 0; i < 5'000; ++i) idle.emplace_back(world.server.port());
    for (int i = 0; i < 50; ++i) {
      slow.emplace_back(world.server.port());
      QVERIFY(
          slow.back().send("POST /orders HTTP/1.1\r\nHost: localhost\r\nContent-Type: "
                           "application/json\r\nContent-Length: 100\r\n\r\n{"));
    }
    HttpTestClient client(world.server.port());
    for (int i = 0; i < 100; ++i) QCOMPARE(client.request("POST", "/orders", kGoodOrder)->status, 202);
    for (auto& one : slow) {
      const auto reply = one.read();
      QVERIFY(reply);
      QCOMPARE(reply->status, 408);
    }
    slow.clear();
    idle.clear();
    QCOMPARE(client.request("POST", "/orders", kGoodOrder)->status, 202);
    QVERIFY(waitUntil([&] { return world.server.connections() == 1; }));
    QCOMPARE(world.store.orderCount(), 101u);
  }

  void aStoreThatHangsIsAn503InTime() {
    ServedWorld world({.requestTimeout = core::Millis{100}}, {.requestTimeout = core::Millis{100}});
    std::atomic<bool> hang = true;
    world.store.onCall([&](const std::string& call) {
      if (call == "place") waitUntil([&] { return !hang.load(); });
    });
    HttpTestClient client(world.server.port());
    const auto reply = client.request("POST", "/orders", kGoodOrder, "Idempotency-Key: k\r\n");
    QVERIFY(reply);
    QCOMPARE(reply->status, 503);
    QCOMPARE(reply->code(), std::string("busy"));
    QCOMPARE(client.request("GET", "/healthz")->status, 200);
    hang = false;
    QVERIFY(waitUntil([&] {
      const auto again = client.request("POST", "/orders", kGoodOrder, "Idempotency-Key: k\r\n");
      return again && again->status == 202;
    }));
    QCOMPARE(world.store.orderCount(), 1u);
  }

  void whatWasPromisedIsPublished() {
    ServedWorld world;
    world.bus.failPublishes(3, FakeBus::timeout(), true);
    std::set<std::string> promised;
    HttpTestClient client(world.server.port());
    for (int i = 0; i < 100; ++i)
      promised.insert(nlohmann::json::parse(client.request("POST", "/orders", kGoodOrder)->body)["orderId"]);
    QVERIFY(waitUntil([&] { return world.store.outbox().empty(); }));
    std::set<std::string> published;
    for (const auto& message : world.bus.messages("order-created")) published.insert(message.key);
    QCOMPARE(published, promised);
  }
};

ORDERDECK_TEST(HttpGatewayTest)
#include "http_gateway_test.moc"
