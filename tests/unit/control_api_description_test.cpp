// The control API and its OpenAPI description: every call is in it, and every answer is as it is described.
#include <QtTest>

#include <algorithm>
#include <map>
#include <set>

#include <nlohmann/json.hpp>

#include "api/command.h"
#include "api/json_encoder.h"
#include "runtime/control/control_api_views.h"
#include "tests/harness/test_registry.h"
#include "tests/support/schema_check.h"
#include "tests/support/wait_until.h"
#include "tests/unit/control_api_world.h"

using namespace orderdeck;
using namespace orderdeck::runtime;
using namespace std::chrono_literals;
using Json = nlohmann::json;
using support::waitUntil;
using namespace orderdeck::test::control_api;

class ControlApiDescriptionTest : public QObject {
  Q_OBJECT

 private slots:
  void queriesAreChecked() {
    const auto query = ledgerQuery({.limit = 5, .states = {"created", "paid"}, .text = "u1", .before = "o9"});
    QCOMPARE(query.value().states.size(), std::size_t{2});
    QCOMPARE(query.value().limit, 5);
    QCOMPARE(query.value().before, std::string("o9"));
    World world;
    for (const char* bad : {"states=odd", "limit=0", "limit=1001", "limit=5x", "q=%01", "limit="})
      QCOMPARE(world.call({"GET", std::string("/api/orders?") + bad, "", ""}).status, 400);
    QCOMPARE(world.call({"GET", "/api/orders?q=", "", ""}).status, 503);  // as good as none: then the ledger is away
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
                                                           {"/api/load/refusals", {"get"}},
                                                           {"/api/faults", {"get", "post", "delete"}},
                                                           {"/api/faults/catalogue", {"get"}},
                                                           {"/api/faults/{faultId}", {"delete"}},
                                                           {"/api/dead-letters", {"get"}},
                                                           {"/api/dead-letters/{letterId}", {"get"}},
                                                           {"/api/dead-letters/redrive", {"get", "post", "delete"}},
                                                           {"/api/dead-letters/discard", {"post"}},
                                                           {"/api/audit", {"post"}},
                                                           {"/api/rebuild", {"get", "post"}},
                                                           {"/api/acts", {"get"}},
                                                           {"/api/token", {"get"}},
                                                           {"/api/tokens", {"get", "post"}},
                                                           {"/api/tokens/{token}", {"delete"}},
                                                           {"/api/shutdown", {"post"}}};
    QCOMPARE(described, all);
    const auto& audit = document.at("/paths/~1api~1audit/post"_json_pointer);
    QCOMPARE(audit.at("/requestBody/content/application~1json/schema/properties/waitSeconds"_json_pointer),
             Json::parse(R"({"anyOf":[{"type":"number","minimum":0.0,"maximum":600.0},{"type":"null"}]})"));
    const auto& orders = document.at("/paths/~1api~1orders/get/parameters"_json_pointer);
    QCOMPARE(orders.at(0).at("name"), "limit");
    const auto& forced = document.at("/paths/~1api~1nodes~1{node}~1breakers~1{dependency}/post"_json_pointer);
    QCOMPARE(forced.at("parameters").size(), std::size_t{5});  // and the idempotency key, who and why
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
    QCOMPARE(mismatch("/api/tokens", api::createToken("grafana", api::Scope::View)), "");
    QCOMPARE(mismatch("/api/tokens", api::listTokens()), "");
    QCOMPARE(mismatch("/api/tokens/{token}", api::revokeToken("grafana")), "");
    QCOMPARE(mismatch("/api/token", api::showToken()), "");
    QCOMPARE(mismatch("/api/acts", api::listActs(0, 200)), "");
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

ORDERDECK_TEST(ControlApiDescriptionTest)
#include "control_api_description_test.moc"
