// Orders that exist: shown from the store or the ledger, cancelled by the state machine with the event that tells the
// truth.
#include <QtTest>

#include "tests/harness/test_registry.h"
#include "tests/support/gateway_world.h"
#include "tests/support/schema_check.h"
#include "tests/support/wait_until.h"

using namespace orderdeck;
using namespace orderdeck::support;
using domain::OrderState;

namespace {

ports::LedgerOrder inLedger(const std::string& id, OrderState state) {
  const domain::Order order{.orderId = id,
                            .userId = "user1",
                            .items = {{"abc", 2, 1999}},
                            .amountMinor = 3998,
                            .state = state,
                            .createdAt = core::now(),
                            .updatedAt = core::now(),
                            .deadline = {},
                            .paymentId = {},
                            .stock = {},
                            .reason = {}};
  domain::Event paid =
      domain::makeEvent(domain::EventKind::PaymentProcessed, id, core::now(), "payment-1", "confirmed");
  paid.paymentId = "pay1";
  return {.order = order,
          .capturedMinor = 3998,
          .refundedMinor = 0,
          .timeline = {{.eventId = paid.eventId,
                        .event = "PaymentProcessed",
                        .occurredAt = core::now(),
                        .recordedAt = core::now(),
                        .node = "payment-1",
                        .topic = "order-paid",
                        .partition = 1,
                        .offset = 2,
                        .body = domain::encodeEvent(paid)}}};
}

/// The OrderCancelled events that reached the bus or still wait.
std::vector<domain::Event> cancellations(GatewayWorld& world) {
  world.gateway->stop();  // which publishes what is there
  std::vector<domain::Event> events;
  for (const auto& message : world.bus.messages("order-closed")) events.push_back(*domain::decodeEvent(message.value));
  return events;
}

}  // namespace

class GatewayOrdersTest : public QObject {
  Q_OBJECT

 private slots:
  void anOrderIsShownWithItsTimeline() {
    GatewayWorld world;
    world.start();
    const std::string id = world.orderIn({OrderState::Paying, OrderState::Paid});
    auto shown = world.call("GET", "/orders/" + id);
    QCOMPARE(shown.status, 200);
    QCOMPARE(json(shown)["state"], "paid");
    QCOMPARE(json(shown)["amountMinor"], 3998);
    QCOMPARE(json(shown)["items"][0]["unitPriceMinor"], 1999);
    QVERIFY(json(shown)["timeline"].empty());  // the ledger has nothing yet
    world.ledger.put(inLedger(id, OrderState::Created));
    shown = world.call("GET", "/orders/" + id);
    QCOMPARE(json(shown)["state"], "paid");  // the store is ahead of the ledger
    QCOMPARE(json(shown)["timeline"][0]["event"], "PaymentProcessed");
    QCOMPARE(json(shown)["timeline"][0]["paymentStatus"], "confirmed");
    world.ledger.fail(core::Error{core::ErrorCode::Unavailable, "the ledger is locked", true});
    shown = world.call("GET", "/orders/" + id);
    QCOMPARE(shown.status, 200);
    QVERIFY(json(shown)["timeline"].is_null());
  }

  void everyMemberIsDescribedAndEveryDescribedOneIsThere() {
    GatewayWorld world;
    world.start();
    SchemaCheck check(json(world.call("GET", "/openapi.json")));
    const auto mismatch = [&](const char* method, const char* path, const ports::HttpReply& reply) {
      return check.mismatch(method, path, reply.status, json(reply));
    };
    const auto placed = world.call("POST", "/orders", kGoodOrder);
    QCOMPARE(mismatch("post", "/orders", placed), "");
    const std::string id = json(placed)["orderId"];
    QCOMPARE(mismatch("get", "/orders/{orderId}", world.call("GET", "/orders/" + id)), "");
    auto old = inLedger("old", OrderState::Completed);
    old.order.paymentId = "pay1";
    domain::Event accrued =
        domain::makeEvent(domain::EventKind::PointsAccrued, "old", core::now(), "points-1", "accrued");
    accrued.reason = "why not";
    old.timeline.push_back(old.timeline[0]);
    old.timeline[1].body = domain::encodeEvent(accrued);
    world.ledger.put(old);
    QCOMPARE(mismatch("get", "/orders/{orderId}", world.call("GET", "/orders/old")), "");
    QCOMPARE(mismatch("get", "/orders/{orderId}", world.call("GET", "/orders/never")), "");
    const ports::HttpRequest several{.method = "GET",
                                     .path = "/orders",
                                     .query = {{"ids", "old,gone"}},
                                     .body = {},
                                     .idempotencyKey = {},
                                     .authorization = {},
                                     .contentType = {}};
    QCOMPARE(mismatch("get", "/orders", world.send(several).get()), "");
    QCOMPARE(mismatch("post", "/orders/{orderId}/cancel", world.call("POST", "/orders/" + id + "/cancel")), "");
    QCOMPARE(mismatch("get", "/inventory", world.call("GET", "/inventory")), "");
    QCOMPARE(mismatch("get", "/inventory/{productId}", world.call("GET", "/inventory/abc")), "");
    const auto restocked = world.call("POST", "/inventory/abc/restock", R"({"quantity":1})");
    QCOMPARE(mismatch("post", "/inventory/{productId}/restock", restocked), "");
    QCOMPARE(mismatch("get", "/healthz", world.call("GET", "/healthz")), "");
    QCOMPARE(mismatch("get", "/readyz", world.call("GET", "/readyz")), "");
    const auto unseen = check.unseen({"Problem", "Item", "Accepted", "Cancelled", "Order", "TimelineEvent",
                                      "OrderWithTimeline", "Orders", "Stock", "Readiness"});
    QVERIFY2(unseen.empty(), unseen.empty() ? "" : unseen.begin()->c_str());
  }

  void aRetiredOrderComesFromTheLedger() {
    GatewayWorld world;
    world.start();
    world.ledger.put(inLedger("old", OrderState::Completed));
    QCOMPARE(json(world.call("GET", "/orders/old"))["state"], "completed");
    QVERIFY(!json(world.call("GET", "/orders/old")).contains("deadline"));
    QCOMPARE(world.call("GET", "/orders/never").status, 404);
    QCOMPARE(world.call("GET", "/orders/no%20id").status, 400);
    world.ledger.fail(core::Error{core::ErrorCode::Unavailable, "the ledger is locked", true});
    QCOMPARE(world.call("GET", "/orders/old").status, 503);  // whether it exists is not known: not a 404
    world.store.failNext("find", 1, {core::ErrorCode::Timeout, "no answer", true});
    QCOMPARE(world.call("GET", "/orders/x").status, 503);
  }

  void manyOrdersAreOneRead() {
    GatewayWorld world;
    world.start();
    const std::string a = world.orderIn({}), b = world.orderIn({});
    world.ledger.put(inLedger("old", OrderState::Refunded));
    const int before = world.store.calls("find");
    const auto reply = world
                           .send({.method = "GET",
                                  .path = "/orders",
                                  .query = {{"ids", a + ",gone,old," + b + "," + a}},
                                  .body = {},
                                  .idempotencyKey = {},
                                  .authorization = {},
                                  .contentType = {}})
                           .get();
    QCOMPARE(reply.status, 200);
    QCOMPARE(json(reply)["orders"].size(), 3u);
    QCOMPARE(json(reply)["orders"][1]["orderId"], "old");
    QCOMPARE(json(reply)["missing"], nlohmann::json::array({"gone"}));
    QCOMPARE(world.store.calls("find"), before + 1);
  }

  void idsAreBounded() {
    GatewayWorld world;
    world.start();
    const auto ask = [&](const std::string& ids) {
      return world
          .send({.method = "GET",
                 .path = "/orders",
                 .query = {{"ids", ids}},
                 .body = {},
                 .idempotencyKey = {},
                 .authorization = {},
                 .contentType = {}})
          .get();
    };
    std::string thousand = "id0";
    for (int i = 1; i < 1'000; ++i) thousand += ",id" + std::to_string(i);
    QCOMPARE(ask(thousand).status, 200);
    QCOMPARE(ask(thousand + ",more").status, 400);
    for (const char* bad : {"", ",", "a,,b", "a b", "a;b"}) QCOMPARE(ask(bad).status, 400);
  }

  void cancelGivesTheStockBackAndSaysSo_data() {
    using States = std::vector<OrderState>;
    QTest::addColumn<std::vector<OrderState>>("path");
    QTest::addColumn<QString>("state");
    QTest::addColumn<QString>("event");
    QTest::newRow("created") << States{} << "cancelled" << "items released";
    QTest::newRow("paying") << States{OrderState::Paying} << "cancelled" << "items released";
    QTest::newRow("paid") << States{OrderState::Paying, OrderState::Paid} << "refunding" << "items released";
    QTest::newRow("reserved") << States{OrderState::Paying, OrderState::Paid, OrderState::Reserved} << "refunding"
                              << "items returned";
  }
  void cancelGivesTheStockBackAndSaysSo() {
    QFETCH(std::vector<OrderState>, path);
    QFETCH(QString, state);
    QFETCH(QString, event);
    GatewayWorld world;
    world.start();
    const std::string id = world.orderIn(path);
    QCOMPARE(world.stockOf("abc").available, 998);
    const auto reply = world.call("POST", "/orders/" + id + "/cancel");
    QCOMPARE(reply.status, 202);
    QCOMPARE(QString::fromStdString(json(reply)["status"]), state);
    const auto stock = world.stockOf("abc");
    QCOMPARE(stock.available, 1'000);
    QCOMPARE(stock.reserved, 0);
    QCOMPARE(stock.sold, 0);
    const auto events = cancellations(world);
    QCOMPARE(events.size(), 1u);
    QCOMPARE(events[0].orderId, id);
    QCOMPARE(QString::fromStdString(std::string(events[0].status.text())), event);
    QCOMPARE(events[0].items.size(), 1u);
    QCOMPARE(events[0].reason, "cancelled by request");
  }

  void cancelIsTooLateOnceShipped_data() {
    using States = std::vector<OrderState>;
    QTest::addColumn<std::vector<OrderState>>("path");
    QTest::newRow("shipped") << States{OrderState::Paying, OrderState::Paid, OrderState::Reserved, OrderState::Shipped};
    QTest::newRow("completed") << States{OrderState::Paying, OrderState::Paid, OrderState::Reserved,
                                         OrderState::Shipped, OrderState::Completed};
    QTest::newRow("rejected") << States{OrderState::Rejected};
  }
  void cancelIsTooLateOnceShipped() {
    QFETCH(std::vector<OrderState>, path);
    GatewayWorld world;
    world.start();
    const std::string id = world.orderIn(path);
    const auto reply = world.call("POST", "/orders/" + id + "/cancel");
    QCOMPARE(reply.status, 409);
    QCOMPARE(code(reply), std::string("conflict"));
    QVERIFY(world.store.order(id)->state == path.back());
    QVERIFY(cancellations(world).empty());
  }

  void cancelOfAnOrderThatIsNotThere() {
    GatewayWorld world;
    world.start();
    world.ledger.put(inLedger("old", OrderState::Completed));
    QCOMPARE(world.call("POST", "/orders/old/cancel").status, 409);
    QCOMPARE(world.call("POST", "/orders/never/cancel").status, 404);
  }

  void cancelOfACancelledOrderIsARepeat_data() {
    using States = std::vector<OrderState>;
    QTest::addColumn<std::vector<OrderState>>("path");
    QTest::newRow("cancelled") << States{OrderState::Cancelled};
    QTest::newRow("refunded") << States{OrderState::Paying, OrderState::Paid, OrderState::Refunding,
                                        OrderState::Refunded};
  }
  void cancelOfACancelledOrderIsARepeat() {
    QFETCH(std::vector<OrderState>, path);
    GatewayWorld world;
    world.start();
    const std::string id = world.orderIn(path);
    for (const std::string key : {"", "key-1", "key-1"}) {
      const auto reply = world.call("POST", "/orders/" + id + "/cancel", {}, key);
      QCOMPARE(reply.status, 202);
      QCOMPARE(json(reply)["status"], domain::stateName(path.back()));
    }
    world.store.retireAndForget(id);
    world.ledger.put(inLedger(id, path.back()));
    QCOMPARE(json(world.call("POST", "/orders/" + id + "/cancel"))["status"], domain::stateName(path.back()));
    QVERIFY(cancellations(world).empty());
  }

  void aCancelWhoseAnswerWasLostIsAnsweredWhenItIsRepeated() {
    GatewayWorld world;
    world.start();
    const std::string id = world.orderIn({});
    for (const std::string key : {"", "key-1"}) {
      world.store.failNext("transition", 1, {core::ErrorCode::Timeout, "no answer", true}, true);
      const std::string order = world.orderIn({});
      const auto lost = world.call("POST", "/orders/" + order + "/cancel", {}, key);
      QCOMPARE(lost.status, 503);
      QVERIFY(json(lost)["detail"].get<std::string>().contains("is not known"));
      const auto again = world.call("POST", "/orders/" + order + "/cancel", {}, key);
      QCOMPARE(again.status, 202);
      QCOMPARE(json(again)["status"], "cancelled");
    }
    QCOMPARE(cancellations(world).size(), 2u);
  }

  void aCancelsKeyIsOfThatOrder() {
    GatewayWorld world;
    world.start();
    const std::string first = world.orderIn({}), second = world.orderIn({});
    world.ledger.put(inLedger("old", OrderState::Cancelled));
    QCOMPARE(world.call("POST", "/orders/" + first + "/cancel", {}, "key-1").status, 202);
    for (const std::string& other : {second, std::string("old"), std::string("never")}) {
      const auto reply = world.call("POST", "/orders/" + other + "/cancel", {}, "key-1");
      QCOMPARE(reply.status, 422);
      QCOMPARE(code(reply), std::string("idempotency_mismatch"));
    }
    QVERIFY(world.store.order(second)->state == OrderState::Created);
    QCOMPARE(world.call("POST", "/orders", kGoodOrder, "key-1").status, 422);
    QCOMPARE(world.call("POST", "/inventory/abc/restock", R"({"quantity":1})", "key-1").status, 422);
    QCOMPARE(world.call("POST", "/orders/never/cancel", {}, "key-2").status, 404);
    QCOMPARE(world.call("POST", "/orders/" + second + "/cancel", {}, "key-2").status, 202);  // 404 left no key
    QCOMPARE(world.call("POST", "/orders/" + second + "/cancel", {}, "a b").status, 400);
  }

  void cancelWhileTheRefundRunsIsARepeat() {
    GatewayWorld world;
    world.start();
    const std::string id = world.orderIn({OrderState::Paying, OrderState::Paid});
    QCOMPARE(world.call("POST", "/orders/" + id + "/cancel").status, 202);
    QCOMPARE(json(world.call("POST", "/orders/" + id + "/cancel"))["status"], "refunding");
    QCOMPARE(cancellations(world).size(), 1u);
  }

  // Between the look and the move the order is paid and its items are sold: Refunding is legal from there too, but the
  // items are returned now, not released. The event must say what happened.
  void cancelFollowsAnOrderThatMovesOn() {
    GatewayWorld world;
    world.start();
    const std::string id = world.orderIn({OrderState::Paying, OrderState::Paid});
    std::atomic<bool> raced = false;
    world.store.onCall([&](const std::string& call) {
      if (call == "transition" && !raced.exchange(true)) world.advance(id, OrderState::Reserved);
    });
    QCOMPARE(world.call("POST", "/orders/" + id + "/cancel").status, 202);
    QCOMPARE(world.stockOf("abc").available, 1'000);
    QCOMPARE(world.store.order(id)->stock.text(), "returned");
    const auto events = cancellations(world);
    QCOMPARE(events.size(), 1u);
    QCOMPARE(events[0].status.text(), "items returned");
  }

  /// What an emptied store does not have is not therefore not there: no 404, no "unknown product", from the first
  /// moment on.
  void anEmptiedStoreProvesNothing() {
    GatewayWorld world;
    world.start();
    const std::string open = world.orderIn({}), unheard = world.orderIn({});
    world.ledger.put(inLedger(open, OrderState::Created));
    world.ledger.put(inLedger("old", OrderState::Completed));
    world.store.flush();
    const auto refused = [&](const ports::HttpReply& reply) {
      return reply.status == 503 && code(reply) == "store_rolled_back";
    };
    QVERIFY(refused(world.call("POST", "/orders", kGoodOrder)));
    QVERIFY(
        refused(world.call("POST", "/orders", R"({"userId":"user1","items":[{"productId":"ghost","quantity":2}]})")));
    QVERIFY(refused(world.call("POST", "/inventory/abc/restock", R"({"quantity":1})")));
    QVERIFY(refused(world.call("GET", "/inventory")));
    QVERIFY(refused(world.call("GET", "/inventory/abc")));
    QVERIFY(refused(world.call("POST", "/orders/" + open + "/cancel")));
    QVERIFY(refused(world.call("POST", "/orders/" + unheard + "/cancel")));
    QVERIFY(refused(world.call("GET", "/orders/" + unheard)));
    QCOMPARE(json(world.call("GET", "/orders/" + open))["state"], "created");  // the ledger knows it
    QCOMPARE(json(world.call("GET", "/orders/old"))["state"], "completed");
    const auto many = [&](const std::string& ids) {
      return world
          .send({.method = "GET",
                 .path = "/orders",
                 .query = {{"ids", ids}},
                 .body = {},
                 .idempotencyKey = {},
                 .authorization = {},
                 .contentType = {}})
          .get();
    };
    QCOMPARE(json(many(open + ",old"))["orders"].size(), 2u);
    QVERIFY(refused(many(open + "," + unheard)));
  }

  void anOrderThatIsLostIsNotCalledUnknown() {
    GatewayWorld world;
    world.start();
    const std::string id = world.orderIn({}), other = world.orderIn({});
    world.store.lose(id);
    QCOMPARE(world.call("GET", "/orders/" + id).status, 503);
    QCOMPARE(world.call("POST", "/orders/" + id + "/cancel").status, 503);
    QCOMPARE(world.call("GET", "/orders/" + other).status, 200);
    // Gone from the index too: the ledger, which has it open, knows better.
    world.ledger.put(inLedger("vanished", OrderState::Paid));
    QCOMPARE(world.call("POST", "/orders/vanished/cancel").status, 503);
  }

  void cancelThatFailsSaysSo() {
    GatewayWorld world;
    world.start();
    const std::string id = world.orderIn({});
    world.store.failNext("transition", 1, {core::ErrorCode::Disconnected, "gone", true});
    QCOMPARE(world.call("POST", "/orders/" + id + "/cancel").status, 503);
    QVERIFY(world.store.order(id)->state == OrderState::Created);
    world.store.failNext("find", 1, {core::ErrorCode::Disconnected, "gone", true});
    const std::string detail = json(world.call("POST", "/orders/" + id + "/cancel"))["detail"];
    QVERIFY2(detail.contains("nothing was changed"), detail.c_str());  // it was not even sent
  }
};

ORDERDECK_TEST(GatewayOrdersTest)
#include "gateway_orders_test.moc"
