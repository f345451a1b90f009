// Intake while the store's breaker is not closed: 503 at once, at the door and for what is queued, nothing taken, and
// open again by itself.
#include <QtTest>

#include <semaphore>

#include "tests/harness/test_registry.h"
#include "tests/support/gateway_world.h"
#include "tests/support/wait_until.h"

using namespace orderdeck;
using namespace orderdeck::support;
using namespace std::chrono_literals;
using core::BreakerForce;

namespace {

const core::Error kTimeout{core::ErrorCode::Timeout, "no answer", true};

ports::HttpRequest order() {
  return {.method = "POST",
          .path = "/orders",
          .query = {},
          .body = kGoodOrder,
          .idempotencyKey = {},
          .authorization = {},
          .contentType = {}};
}

services::GatewayServiceSettings with(core::CircuitBreaker& breaker) {
  services::GatewayServiceSettings settings;
  settings.storeBreaker = &breaker;
  return settings;
}

void trip(core::CircuitBreaker& breaker) {
  while (breaker.isClosed()) breaker.end(*breaker.begin(), &kTimeout);
}

}  // namespace

class GatewayBreakerTest : public QObject {
  Q_OBJECT

 private slots:
  void theDoorIsShutWhileItIsOpen() {
    core::CircuitBreaker breaker("redis");
    GatewayWorld world(with(breaker));
    world.start();
    QCOMPARE(world.call("POST", "/orders", kGoodOrder).status, 202);
    breaker.force(BreakerForce::Open);
    const auto refused = world.call("POST", "/orders", "not even looked at");
    QCOMPARE(refused.status, 503);
    QCOMPARE(code(refused), std::string("busy"));
    QCOMPARE(refused.headers.at(0), (std::pair<std::string, std::string>("Retry-After", "1")));
    QCOMPARE(world.store.orderCount(), 1u);
    QCOMPARE(world.metrics.value("orderdeck_orders_total", {{"outcome", "busy"}}), 1.0);
    breaker.force(BreakerForce::Closed);
    QCOMPARE(world.call("POST", "/orders", kGoodOrder).status, 202);
  }

  void whatIsQueuedIsAnsweredThoughThePlacerIsStuck() {
    core::CircuitBreaker breaker("redis");
    GatewayWorld world(with(breaker));
    std::binary_semaphore entered{0}, leave{0};
    std::atomic<bool> stuck = true;
    world.store.onCall([&](const std::string& call) {
      if (call != "place" || !stuck) return;
      entered.release();
      leave.acquire();
    });
    world.start();
    auto first = world.send(order());
    entered.acquire();
    std::vector<std::future<ports::HttpReply>> queued;
    for (int i = 0; i < 20; ++i) queued.push_back(world.send(order()));
    trip(breaker);  // by another connection of the process
    for (auto& reply : queued) {
      QVERIFY(reply.wait_for(0s) == std::future_status::ready);
      QCOMPARE(reply.get().status, 503);
    }
    QVERIFY(first.wait_for(0s) != std::future_status::ready);  // whether that one is taken only the store knows
    stuck = false;
    leave.release();
    QCOMPARE(first.get().status, 202);
    QCOMPARE(world.store.orderCount(), 1u);
  }

  void itKnocksUntilTheStoreIsBack() {
    core::CircuitBreaker breaker("redis", {.openFor = 30ms});
    GatewayWorld world(with(breaker));
    auto factories = world.factories();
    struct Linked : FakeOrderStore {  // a connection whose calls go through the breaker
      Linked(const FakeOrderStore& store, core::CircuitBreaker& b, std::atomic<bool>& up)
          : FakeOrderStore(store), breaker(b), isUp(up) {}
      core::Result<double> ping() override {
        const auto permit = breaker.begin();
        if (!permit) return std::unexpected(permit.error());
        breaker.end(*permit, isUp ? nullptr : &kTimeout);
        return isUp ? FakeOrderStore::ping() : std::unexpected(kTimeout);
      }
      core::CircuitBreaker& breaker;
      std::atomic<bool>& isUp;
    };
    std::atomic<bool> isUp = false, relayIsStuck = true;
    world.store.onCall([&relayIsStuck](const std::string& call) {  // so that its calls are no probes
      while (call == "readOutbox" && relayIsStuck) std::this_thread::sleep_for(1ms);
    });
    factories.inspector = [&] { return std::make_unique<Linked>(world.store, breaker, isUp); };
    world.gateway = std::make_unique<services::GatewayService>(world.settings, factories, world.catalogue, world.bus,
                                                               world.metrics);
    trip(breaker);
    QTest::qWait(150);  // probes fail meanwhile
    QVERIFY(!breaker.isClosed());
    QCOMPARE(world.call("POST", "/orders", kGoodOrder).status, 503);
    isUp = true;
    const bool closed = waitUntil([&] { return breaker.isClosed(); }, 2s);  // without one order
    relayIsStuck = false;
    QVERIFY(closed);
    QCOMPARE(world.call("POST", "/orders", kGoodOrder).status, 202);
    QCOMPARE(world.store.orderCount(), 1u);
  }

  void stopEndsTheListening() {
    core::CircuitBreaker breaker("redis");
    GatewayWorld world(with(breaker));
    world.start();
    world.gateway->stop();
    auto& queue = world.metrics.gauge("orderdeck_admission_queue", "");
    queue.set(7);
    trip(breaker);
    QCOMPARE(world.metrics.value("orderdeck_admission_queue"), 7.0);  // nobody was told
  }
};

ORDERDECK_TEST(GatewayBreakerTest)
#include "gateway_breaker_test.moc"
