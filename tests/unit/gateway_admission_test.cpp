// Placing orders: batches, a bounded queue, and never a 202 for what is not stored.
#include <QtTest>

#include <latch>
#include <semaphore>
#include <set>

#include "core/ids.h"
#include "tests/harness/test_registry.h"
#include "tests/support/gateway_world.h"
#include "tests/support/wait_until.h"

using namespace orderdeck;
using namespace orderdeck::support;

namespace {

ports::HttpRequest order(const std::string& body = kGoodOrder, const std::string& key = {}) {
  return {.method = "POST",
          .path = "/orders",
          .query = {},
          .body = body,
          .idempotencyKey = key.empty() ? std::nullopt : std::optional(key),
          .authorization = {},
          .contentType = {}};
}

/// Holds the store's place() until it is released, so that orders pile up behind it.
class PlaceGate {
 public:
  explicit PlaceGate(FakeOrderStore& store) {
    store.onCall([this](const std::string& call) {
      if (call != "place" || m_open) return;
      m_entered.release();
      m_leave.acquire();
    });
  }
  void waitEntered() { m_entered.acquire(); }
  void open() {
    m_open = true;
    m_leave.release();
  }

 private:
  std::atomic<bool> m_open = false;
  std::binary_semaphore m_entered{0}, m_leave{0};
};

}  // namespace

class GatewayAdmissionTest : public QObject {
  Q_OBJECT

 private slots:
  void anAcceptedOrderIsStoredWithItsEvent() {
    GatewayWorld world;
    world.bus.failPublishes(1'000'000);  // so that the outbox keeps the event
    world.start();
    const auto reply = world.call(
        "POST", "/orders",
        R"({"userId":"user1","items":[{"productId":"abc","quantity":1},{"productId":"abc","quantity":2}],"deadlineMs":5000})");
    QCOMPARE(reply.status, 202);
    QCOMPARE(json(reply)["status"], "created");
    const auto stored = world.store.order(json(reply)["orderId"]);
    QVERIFY(stored);
    QCOMPARE(stored->items, (std::vector<domain::OrderItem>{{"abc", 3, 1999}}));
    QCOMPARE(stored->amountMinor, 5997);
    QVERIFY(stored->deadline - stored->createdAt == core::Millis{5000});
    QCOMPARE(world.stockOf("abc").reserved, 3);
    const auto event = domain::decodeEvent(world.store.outbox().at(0));
    QVERIFY(event);
    QCOMPARE(event->kind, domain::EventKind::OrderPlaced);
    QCOMPARE(event->orderId, stored->orderId);
    QCOMPARE(event->amountMinor, 5997);
    QCOMPARE(world.metrics.value("orderdeck_orders_total", {{"outcome", "accepted"}}), 1.0);
    QCOMPARE(world.metrics.value("orderdeck_accept_seconds"), 1.0);
  }

  void itTellsWhenOrdersAreStoredAndNobodyWasAnswered() {
    GatewayWorld world;
    world.bus.failPublishes(1'000'000);
    std::vector<std::string> told;  // of the placer's thread; read when it has stopped
    std::atomic<int> answered = 0;
    world.settings.reached = [&](std::string_view point) {
      told.push_back(fmt::format("{}: {} stored, {} answered", point, world.store.outbox().size(), answered.load()));
    };
    world.start();
    QCOMPARE(world.call("POST", "/orders", R"({"userId":"user1","items":[{"productId":"xyz","quantity":99}]})").status,
             409);
    std::promise<void> done;
    world.gateway->handle(order(), [&](ports::HttpReply) {
      ++answered;
      done.set_value();
    });
    done.get_future().wait();
    world.gateway->stop();
    QCOMPARE(told, std::vector<std::string>{"after-deduct: 1 stored, 0 answered"});  // and nothing of what was refused
  }

  void refusalsChangeNothing_data() {
    QTest::addColumn<QString>("body");
    QTest::addColumn<int>("status");
    QTest::addColumn<QString>("code");
    QTest::newRow("not JSON") << "{\"userId\":" << 400 << "invalid_json";
    QTest::newRow("no items") << R"({"userId":"u","items":[]})" << 400 << "invalid_order";
    QTest::newRow("zero") << R"({"userId":"u","items":[{"productId":"abc","quantity":0}]})" << 400 << "invalid_order";
    QTest::newRow("huge") << R"({"userId":"u","items":[{"productId":"abc","quantity":10001}]})" << 400
                          << "invalid_order";
    QTest::newRow("user") << R"({"userId":"a b","items":[{"productId":"abc","quantity":1}]})" << 400 << "invalid_order";
    QTest::newRow("unknown") << R"({"userId":"u","items":[{"productId":"nope","quantity":1}]})" << 400
                             << "unknown_product";
    QTest::newRow("one of two is out")
        << R"({"userId":"u","items":[{"productId":"abc","quantity":1},{"productId":"xyz","quantity":6}]})" << 409
        << "out_of_stock";
  }
  void refusalsChangeNothing() {
    QFETCH(QString, body);
    QFETCH(int, status);
    QFETCH(QString, code);
    GatewayWorld world;
    world.start();
    const auto reply = world.call("POST", "/orders", body.toStdString());
    QCOMPARE(reply.status, status);
    QCOMPARE(QString::fromStdString(support::code(reply)), code);
    QCOMPARE(world.store.orderCount(), 0u);
    QCOMPARE(world.stockOf("abc").available, 1'000);
    QVERIFY(world.store.outbox().empty());
  }

  void theSameKeyIsTheSameOrder() {
    GatewayWorld world;
    world.start();
    const auto first = world.call("POST", "/orders", kGoodOrder, "key-1");
    const auto again = world.call("POST", "/orders",
                                  "{ \"items\" : [ {\"quantity\":1,\"productId\":\"abc\"}, "
                                  "{\"quantity\":1,\"productId\":\"abc\"} ], \"userId\":\"user1\" }",
                                  "key-1");
    QCOMPARE(again.status, 202);
    QCOMPARE(again.body, first.body);
    const auto other =
        world.call("POST", "/orders", R"({"userId":"user2","items":[{"productId":"abc","quantity":2}]})", "key-1");
    QCOMPARE(other.status, 422);
    QCOMPARE(code(other), std::string("idempotency_mismatch"));
    QCOMPARE(world.call("POST", "/orders", kGoodOrder, "not a key").status, 400);
    QCOMPARE(world.store.orderCount(), 1u);
    QCOMPARE(world.metrics.value("orderdeck_orders_total", {{"outcome", "repeated"}}), 1.0);
    QCOMPARE(world.metrics.value("orderdeck_orders_total", {{"outcome", "idempotency_mismatch"}}), 1.0);
  }

  void theHashIsOfWhatIsAskedNotOfHowItIsWritten() {
    const auto hash = [](const std::string& body) { return services::bodyHashOf(*domain::parseOrderRequest(body)); };
    const std::string base =
        hash(R"({"userId":"u","items":[{"productId":"a","quantity":1},{"productId":"b","quantity":2}]})");
    QCOMPARE(
        hash(R"({"items":[{"productId":"b","quantity":2},{"productId":"a","quantity":1}],"userId":"u","note":"x"})"),
        base);
    QVERIFY(hash(R"({"userId":"u","items":[{"productId":"a","quantity":2},{"productId":"b","quantity":1}]})") != base);
    QVERIFY(hash(R"({"userId":"v","items":[{"productId":"a","quantity":1},{"productId":"b","quantity":2}]})") != base);
    QVERIFY(
        hash(
            R"({"userId":"u","items":[{"productId":"a","quantity":1},{"productId":"b","quantity":2}],"deadlineMs":5000})") !=
        base);
  }

  void whatWaitsIsPlacedInOneRoundTrip() {
    GatewayWorld world;
    PlaceGate gate(world.store);
    world.start();
    std::vector<std::future<ports::HttpReply>> replies;
    replies.push_back(world.send(order()));
    gate.waitEntered();
    for (int i = 0; i < 200; ++i) replies.push_back(world.send(order()));
    gate.open();
    for (auto& reply : replies) QCOMPARE(reply.get().status, 202);
    QCOMPARE(world.store.calls("place"), 2);
    QCOMPARE(world.store.largestBatch(), 200u);
  }

  void intakeRestsAfterAFullBatch() {
    constexpr core::Millis kTook{60};
    QCOMPARE(services::restAfterFull(kTook).count(), 30);
    QCOMPARE(services::restAfterFull(core::Millis{2'000}).count(), 50);

    std::vector<std::chrono::steady_clock::time_point> begun;  // of the placer's thread; read when it has stopped
    GatewayWorld world({.batch = 1, .placeEvery = core::Millis{0}});
    world.store.onCall([&](const std::string& call) {
      if (call != "place") return;
      begun.push_back(std::chrono::steady_clock::now());
      std::this_thread::sleep_for(kTook);
    });
    world.start();
    std::vector<std::future<ports::HttpReply>> replies;
    for (int i = 0; i < 2; ++i) replies.push_back(world.send(order()));
    for (auto& reply : replies) QCOMPARE(reply.get().status, 202);
    world.gateway->stop();
    QCOMPARE(begun.size(), 2u);
    QVERIFY(begun[1] - begun[0] >= kTook + services::restAfterFull(kTook));
  }

  void ordersOfABatchShareAPartition() {
    const auto partitionOf = [](std::string_view key) { return static_cast<int>(core::stableHash(key) % 12); };
    GatewayWorld world({.partitionOf = partitionOf});
    PlaceGate gate(world.store);
    world.start();
    std::vector<std::future<ports::HttpReply>> replies;
    replies.push_back(world.send(order()));
    gate.waitEntered();
    for (int i = 0; i < 100; ++i) replies.push_back(world.send(order()));
    gate.open();
    std::set<int> partitions;
    for (std::size_t i = 0; i < replies.size(); ++i) {
      const std::string id = json(replies[i].get())["orderId"];
      if (i > 0) partitions.insert(partitionOf(id));
    }
    QCOMPARE(partitions.size(), 1u);
  }

  void aFullQueueIsAnAnswer() {
    GatewayWorld world({.queue = 3});
    PlaceGate gate(world.store);
    world.start();
    std::vector<std::future<ports::HttpReply>> replies;
    replies.push_back(world.send(order()));
    gate.waitEntered();
    for (int i = 0; i < 3; ++i) replies.push_back(world.send(order()));
    const auto refused = world.send(order()).get();
    QCOMPARE(refused.status, 503);
    QCOMPARE(code(refused), std::string("busy"));
    QCOMPARE(refused.headers.at(0).first, std::string("Retry-After"));
    gate.open();
    for (auto& reply : replies) QCOMPARE(reply.get().status, 202);
    QCOMPARE(world.metrics.value("orderdeck_orders_total", {{"outcome", "busy"}}), 1.0);
  }

  void aStoreThatDoesNotAnswerIs503ForTheWholeBatch() {
    GatewayWorld world;
    world.start();
    world.store.failNext("place", 1, {core::ErrorCode::Timeout, "no answer", true}, true);
    const auto lost = world.call("POST", "/orders", kGoodOrder, "key-1");
    QCOMPARE(lost.status, 503);
    QVERIFY(json(lost)["detail"].get<std::string>().contains("retry with the same Idempotency-Key"));
    const auto again = world.call("POST", "/orders", kGoodOrder, "key-1");  // it was taken after all
    QCOMPARE(again.status, 202);
    QCOMPARE(world.store.orderCount(), 1u);
    world.store.failNext("place", 1, {core::ErrorCode::Corrupt, "a reply that makes no sense", false});
    QCOMPARE(world.call("POST", "/orders", kGoodOrder).status, 503);
  }

  void aRefusalSaysWhatIsKnownOfTheOrder_data() {
    QTest::addColumn<int>("error");
    QTest::addColumn<bool>("isKnown");
    QTest::addColumn<QString>("code");
    using core::ErrorCode;
    const auto row = [](const char* name, ErrorCode error, bool isKnown, const char* code) {
      QTest::newRow(name) << static_cast<int>(error) << isKnown << code;
    };
    row("no answer", ErrorCode::Timeout, false, "busy");
    row("connection lost", ErrorCode::Disconnected, false, "busy");
    row("nonsense", ErrorCode::Corrupt, false, "busy");
    row("no idea", ErrorCode::Internal, false, "busy");
    row("not sent", ErrorCode::Unavailable, true, "busy");
    row("closed", ErrorCode::StoreRolledBack, true, "store_rolled_back");
  }
  void aRefusalSaysWhatIsKnownOfTheOrder() {
    QFETCH(int, error);
    QFETCH(bool, isKnown);
    QFETCH(QString, code);
    GatewayWorld world;
    world.start();
    for (const std::string key : {"", "key-1"}) {
      world.store.failNext("place", 1, {static_cast<core::ErrorCode>(error), "Redis at unix:/run/redis.sock", true});
      const auto reply = world.call("POST", "/orders", kGoodOrder, key);
      QCOMPARE(reply.status, 503);
      QCOMPARE(QString::fromStdString(support::code(reply)), code);
      const std::string detail = json(reply)["detail"];
      QCOMPARE(detail.contains("nothing was changed"), isKnown);
      QCOMPARE(detail.contains("is not known"), !isKnown);
      QCOMPARE(detail.contains("retry with the same Idempotency-Key"), !isKnown && !key.empty());
      QCOMPARE(detail.contains("without an Idempotency-Key"), !isKnown && key.empty());
      if (code == "busy") QVERIFY2(!detail.contains("redis.sock"), detail.c_str());
    }
  }

  void aKeyMayBeQuoted() {
    GatewayWorld world;
    world.start();
    const auto first = world.call("POST", "/orders", kGoodOrder, "key-1");
    QCOMPARE(world.call("POST", "/orders", kGoodOrder, "\"key-1\"").body, first.body);
    QCOMPARE(world.store.orderCount(), 1u);
  }

  void aStoreThatCannotBeReachedYetIs503() {
    GatewayWorld world;
    std::atomic<bool> up = false;
    auto factories = world.factories();
    factories.orders = [&world, &up]() -> std::unique_ptr<ports::OrderStore> {
      if (!up) throw std::runtime_error("connection refused");
      return world.store.connect();
    };
    world.gateway = std::make_unique<services::GatewayService>(world.settings, factories, world.catalogue, world.bus,
                                                               world.metrics);
    QCOMPARE(world.call("POST", "/orders", kGoodOrder).status, 503);
    up = true;
    QCOMPARE(world.call("POST", "/orders", kGoodOrder).status, 202);
  }

  void anOrderThatWaitedTooLongIsNotPlaced() {
    GatewayWorld world({.requestTimeout = core::Millis{50}});
    PlaceGate gate(world.store);
    world.start();
    auto first = world.send(order());
    gate.waitEntered();
    auto late = world.send(order());
    QTest::qWait(80);
    gate.open();
    QCOMPARE(first.get().status, 202);
    QCOMPARE(late.get().status, 503);
    QCOMPARE(world.store.orderCount(), 1u);
  }

  void aLongOutboxHoldsIntakeBack() {
    GatewayWorld world({.outbox = {.highWater = 10, .firstBackoff = core::Millis{5}, .mostBackoff = core::Millis{20}}});
    world.bus.failPublishes(1'000'000);
    world.start();
    for (int i = 0; i < 11; ++i) QCOMPARE(world.call("POST", "/orders", kGoodOrder).status, 202);
    QVERIFY(waitUntil([&] {
      return world.call("POST", "/orders", R"({"userId":"")").status == 503;
    }));  // before the body is even looked at
    QCOMPARE(world.call("GET", "/readyz").status, 503);
    world.bus.failPublishes(0);
    QVERIFY(waitUntil([&] { return world.call("POST", "/orders", kGoodOrder).status == 202; }));
    QCOMPARE(world.call("GET", "/readyz").status, 200);
  }

  void stopAnswersWhatIsQueuedAndRefusesTheRest() {
    GatewayWorld world;
    PlaceGate gate(world.store);
    world.start();
    std::vector<std::future<ports::HttpReply>> replies;
    replies.push_back(world.send(order()));
    gate.waitEntered();
    for (int i = 0; i < 20; ++i) replies.push_back(world.send(order()));
    std::jthread stopper([&] { world.gateway->stop(); });
    QVERIFY(waitUntil([&] {
      auto reply = world.send(order());
      if (reply.wait_for(std::chrono::seconds{0}) != std::future_status::ready) {
        replies.push_back(std::move(reply));
        return false;
      }
      return reply.get().status == 503;
    }));
    gate.open();
    for (auto& reply : replies) QCOMPARE(reply.get().status, 202);
    stopper.join();
    world.gateway->stop();
    QVERIFY(world.store.outbox().empty());  // published before the relay ended
    QCOMPARE(world.bus.messages("order-created").size(), replies.size());
  }
};

ORDERDECK_TEST(GatewayAdmissionTest)
#include "gateway_admission_test.moc"
