// The outbox relay: every event reaches its topic, none is dropped before the bus has it, whatever fails.
#include <QtTest>

#include "domain/events/topics.h"
#include "services/gateway/outbox_relay.h"
#include "tests/harness/test_registry.h"
#include "tests/support/fake_bus.h"
#include "tests/support/fake_metrics.h"
#include "tests/support/fake_order_store.h"
#include "tests/support/wait_until.h"

using namespace orderdeck;
using namespace orderdeck::support;
using services::OutboxRelay;
using services::OutboxRelaySettings;

namespace {

constexpr core::Millis kNever{3'600'000};

std::string encoded(domain::EventKind kind, const std::string& orderId) {
  domain::Event event = domain::makeEvent(kind, orderId, core::now(), "gateway-1");
  event.userId = "user1";
  event.items = {{"abc", 2, 1999}};
  event.paymentId = "pay1";
  if (kind == domain::EventKind::PaymentProcessed) event.status = "confirmed";
  if (kind == domain::EventKind::InventoryUpdated) event.status = "items reserved";
  if (kind == domain::EventKind::PointsAccrued) event.status = "accrued";
  return domain::encodeEvent(event);
}

struct RelayWorld {
  FakeOrderStore store;
  FakeBus bus;
  FakeMetrics metrics;
  OutboxRelaySettings settings{
      .poll = core::Millis{10}, .firstBackoff = core::Millis{2}, .mostBackoff = core::Millis{10}};
  std::unique_ptr<OutboxRelay> relay;

  void start() {
    relay = std::make_unique<OutboxRelay>(settings, [this] { return store.connect(); }, bus, metrics);
  }
  bool drained() {
    return waitUntil([this] { return store.outbox().empty(); });
  }
};

}  // namespace

class GatewayRelayTest : public QObject {
  Q_OBJECT

 private slots:
  void everyEventGoesToItsTopicUnderItsOrder() {
    RelayWorld world;
    for (const auto kind : domain::kEventKinds)
      world.store.putOutbox(encoded(kind, "order-" + std::string(domain::eventName(kind))));
    world.start();
    QVERIFY(world.drained());
    for (const auto kind : domain::kEventKinds) {
      const std::string key = "order-" + std::string(domain::eventName(kind));
      const auto messages = world.bus.messages(domain::topicOf(kind));
      const auto found = std::ranges::find(messages, key, &ports::InboundMessage::key);
      QVERIFY(found != messages.end());
      QCOMPARE(domain::decodeEvent(found->value)->kind, kind);
    }
    QVERIFY(waitUntil([&] {
      return world.metrics.value("orderdeck_events_out_total", {{"service", "gateway"}}) ==
             static_cast<double>(domain::kEventKinds.size());
    }));
  }

  void itTellsWhenEntriesAreOnTheBusAndStillInTheOutbox() {
    RelayWorld world;
    std::vector<std::string> told;  // of the relay's thread; read when it has stopped
    world.settings.reached = [&](std::string_view point) {
      told.push_back(fmt::format("{}: {} published, {} left", point, world.bus.messages(domain::kOrderCreated).size(),
                                 world.store.outbox().size()));
    };
    for (int i = 0; i < 3; ++i) world.store.putOutbox(encoded(domain::EventKind::OrderPlaced, "o" + std::to_string(i)));
    world.start();
    QVERIFY(world.drained());
    world.relay->stop();
    QCOMPARE(told, std::vector<std::string>{"after-publish: 3 published, 3 left"});
  }

  void anOrdersEventsKeepTheirOrder() {
    RelayWorld world;
    world.settings.batch = 3;
    for (int i = 0; i < 50; ++i) {
      auto one = domain::makeEvent(domain::EventKind::NotificationSent, "one-order", core::now(), "gateway-1");
      one.recipient = "step " + std::to_string(i);
      world.store.putOutbox(domain::encodeEvent(one));
    }
    world.start();
    QVERIFY(world.drained());
    const auto messages = world.bus.messages(domain::kOrderNotified);
    QCOMPARE(messages.size(), 50u);
    for (std::size_t i = 0; i < messages.size(); ++i)
      QCOMPARE(domain::decodeEvent(messages[i].value)->recipient, "step " + std::to_string(i));
  }

  void aNoticeIsFasterThanThePoll() {
    RelayWorld world;
    world.settings.poll = kNever;
    world.start();
    QVERIFY(waitUntil([&] { return world.store.calls("readOutbox") > 0; }));
    world.store.putOutbox(encoded(domain::EventKind::OrderPlaced, "a"));
    world.relay->notify();
    QVERIFY(world.drained());
  }

  void entriesOfOthersAreFoundByPolling() {
    RelayWorld world;
    world.start();
    QVERIFY(waitUntil([&] { return world.store.calls("readOutbox") > 0; }));
    world.store.putOutbox(encoded(domain::EventKind::OrderPlaced, "a"));
    QVERIFY(world.drained());
  }

  void aFailedPublishDropsNothing() {
    RelayWorld world;
    world.store.putOutbox(encoded(domain::EventKind::OrderPlaced, "a"));
    world.bus.failPublishes(1'000'000);
    world.start();
    QVERIFY(waitUntil([&] { return world.metrics.value("orderdeck_retries_total", {{"service", "gateway"}}) > 3; }));
    QCOMPARE(world.store.outbox().size(), 1u);
    QVERIFY(world.bus.messages(domain::kOrderCreated).empty());
    world.bus.failPublishes(0);
    QVERIFY(world.drained());
    QCOMPARE(world.bus.messages(domain::kOrderCreated).size(), 1u);
  }

  void aDisconnectedPublisherIsReplaced() {
    RelayWorld world;
    world.start();
    world.store.putOutbox(encoded(domain::EventKind::OrderPlaced, "a"));
    QVERIFY(world.drained());
    world.bus.restart();  // and with it everything that was published
    world.store.putOutbox(encoded(domain::EventKind::OrderPlaced, "b"));
    QVERIFY(world.drained());
    QCOMPARE(world.bus.messages(domain::kOrderCreated).size(), 1u);
  }

  void aFailedDropIsTriedAgainWithoutPublishingTwice() {
    RelayWorld world;
    world.store.putOutbox(encoded(domain::EventKind::OrderPlaced, "a"));
    world.store.failNext("dropOutbox", 3, {core::ErrorCode::Timeout, "no answer", true});
    world.start();
    QVERIFY(world.drained());
    QCOMPARE(world.bus.messages(domain::kOrderCreated).size(), 1u);
    QCOMPARE(world.store.calls("dropOutbox"), 4);
  }

  void whatIsNoEventGoesToTheDeadLetters() {
    RelayWorld world;
    world.store.putOutbox("{broken");
    world.bus.failPublishes(2);
    world.store.putOutbox(encoded(domain::EventKind::OrderPlaced, "a"));
    world.start();
    QVERIFY(world.drained());
    const auto dead = world.bus.messages(domain::deadLetterTopic(domain::kOrderCreated));
    QCOMPARE(dead.size(), 1u);
    QCOMPARE(dead[0].value, std::string("{broken"));
    QCOMPARE(world.metrics.value("orderdeck_dlq_total", {{"service", "gateway"}}), 1.0);
    QCOMPARE(world.bus.messages(domain::kOrderCreated).size(), 1u);
  }

  void itSaysHowMuchWaits() {
    RelayWorld world;
    world.settings.highWater = 4;
    for (int i = 0; i < 6; ++i) world.store.putOutbox(encoded(domain::EventKind::OrderPlaced, "a" + std::to_string(i)));
    world.bus.failPublishes(1'000'000);
    world.start();
    QVERIFY(waitUntil([&] { return world.metrics.value("orderdeck_outbox_entries") == 6.0; }));
    QVERIFY(waitUntil([&] { return world.relay->heldBack().load(); }));
    world.bus.failPublishes(0);
    QVERIFY(
        waitUntil([&] { return !world.relay->heldBack() && world.metrics.value("orderdeck_outbox_entries") == 0.0; }));
  }

  void stopPublishesWhatIsThereAndDoesNotHang() {
    RelayWorld world;
    world.settings.poll = kNever;
    world.start();
    QVERIFY(waitUntil([&] { return world.store.calls("readOutbox") > 0; }));
    world.store.putOutbox(encoded(domain::EventKind::OrderPlaced, "a"));
    world.relay->stop();
    QVERIFY(world.store.outbox().empty());

    world.bus.failPublishes(1'000'000);
    world.store.putOutbox(encoded(domain::EventKind::OrderPlaced, "b"));
    world.start();
    QElapsedTimer timer;
    timer.start();
    world.relay->stop();
    QVERIFY(timer.elapsed() < 2'000);
    QCOMPARE(world.store.outbox().size(), 1u);  // left for the next start
  }
};

ORDERDECK_TEST(GatewayRelayTest)
#include "gateway_relay_test.moc"
