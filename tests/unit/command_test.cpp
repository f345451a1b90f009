// What the console and orderdeckctl ask for is the control API's call of the contract, safely written.
#include <QtTest>

#include <nlohmann/json.hpp>

#include "api/command.h"
#include "tests/harness/test_registry.h"

using namespace orderdeck;
using nlohmann::json;

class CommandTest : public QObject {
  Q_OBJECT
 private slots:
  void writesPathsAndQueriesEscaped() {
    QCOMPARE(api::showOrder("../../snapshot?x=1").target, "/api/orders/..%2F..%2Fsnapshot%3Fx%3D1");
    QCOMPARE(api::controlNode("payment-1", "kill").target, "/api/nodes/payment-1/kill");
    const api::ControlCall list = api::listOrders({"paid", "reserved"}, "user 1&x", "01J", 50);
    QCOMPARE(list.target, "/api/orders?limit=50&states=paid%2Creserved&q=user%201%26x&before=01J");
    QCOMPARE(list.method, "GET");
    QCOMPARE(api::listOrders({}, "", "", 200).target, "/api/orders?limit=200");
  }

  void sendsALoadAsItsSpecSays() {
    api::LoadSpec spec;
    spec.shape = "ramp";
    spec.rate = 2000;
    spec.seconds = 15;
    spec.hotSku = 0.25;
    const api::ControlCall call = api::startLoad(spec);
    QCOMPARE(call.method, "POST");
    QCOMPARE(call.target, "/api/load");
    const json body = json::parse(call.body);
    QCOMPARE(body["shape"].get<std::string>(), "ramp");
    QCOMPARE(body["rate"].get<double>(), 2000.0);
    QCOMPARE(body["seconds"].get<double>(), 15.0);
    QCOMPARE(body["hotSku"].get<double>(), 0.25);
    QVERIFY(!body.contains("count"));
    QVERIFY(!body.contains("fileText"));
  }

  void carriesTheIdempotencyKeyBesideTheBody() {
    const api::ControlCall call = api::placeOrder("{\"userId\":\"user1\"}", "key-1");
    QCOMPARE(call.target, "/api/orders");
    QCOMPARE(call.body, "{\"userId\":\"user1\"}");
    QCOMPARE(call.idempotencyKey, "key-1");
  }

  void armsAndClearsFaults() {
    const json body = json::parse(api::armFault("payment-slow", "payment-1", {{"latencyMs", 400}}, 60, {}, 1, 5).body);
    QCOMPARE(body["name"].get<std::string>(), "payment-slow");
    QCOMPARE(body["params"]["latencyMs"].get<double>(), 400.0);
    QCOMPARE(body["startAfter"].get<double>(), 5.0);
    const json words = json::parse(api::armFault("messages-poison", "payment", {}, 60, {{"kind", "huge"}}, 7).body);
    QCOMPARE(words["choices"]["kind"].get<std::string>(), std::string("huge"));
    QCOMPARE(words["seed"].get<int>(), 7);
    QCOMPARE(api::clearFaults().target, "/api/faults");
    QCOMPARE(api::clearFaults("f1").target, "/api/faults/f1");
    QCOMPARE(api::clearFaults("f1").method, "DELETE");
  }
};

ORDERDECK_TEST(CommandTest)
#include "command_test.moc"
