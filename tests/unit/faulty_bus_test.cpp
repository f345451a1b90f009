// The faulty bus: whatever it adds, swaps or loses the answer of, every message of the caller's gets there.
#include <QtTest>

#include <set>

#include "domain/events/event.h"
#include "faults/inject/faulty_bus.h"
#include "tests/harness/test_registry.h"
#include "tests/support/fake_bus.h"
#include "tests/support/wait_until.h"

using namespace orderdeck;
using namespace orderdeck::faults;
using namespace std::chrono_literals;
using ports::OutboundMessage;

namespace {

constexpr const char* kTopic = "order-created";

ArmedFault armed(std::string name, std::map<std::string, double> params = {},
                 std::map<std::string, std::string> choices = {}) {
  ArmedFault fault;
  fault.id = name;
  fault.name = std::move(name);
  fault.params = std::move(params);
  fault.choices = std::move(choices);
  fault.until = core::now() + 1h;
  return checkFault(std::move(fault)).value();
}

struct World {
  support::FakeBus bus;
  FaultRegistry registry{"payment-1", "payment"};
  FaultyBus faulty{bus, registry};
  std::unique_ptr<ports::EventPublisher> publisher = faulty.makePublisher().value();

  explicit World(std::vector<ArmedFault> faults = {}) { registry.replace(std::move(faults)); }

  static std::vector<OutboundMessage> messages(int count, int perKey = 1) {
    std::vector<OutboundMessage> all;
    for (int i = 0; i < count; ++i) {
      domain::Event event =
          domain::makeEvent(domain::EventKind::OrderPlaced, "o" + std::to_string(i / perKey), core::now(), "test");
      event.userId = "user1";
      event.items = {{"abc", 1, 1}};
      event.eventId = "e" + std::to_string(i);
      all.push_back({.topic = kTopic,
                     .key = event.orderId,
                     .value = domain::encodeEvent(event),
                     .headers = {{std::string(ports::kEventHeader), "OrderPlaced"},
                                 {std::string(ports::kEventIdHeader), event.eventId}}});
    }
    return all;
  }
  std::vector<ports::InboundMessage> arrived() const { return bus.messages(kTopic); }
  std::int64_t hits(const char* fault) const { return registry.hits().at(fault); }
};

// How often each value arrived.
std::map<std::string, int> countOf(const std::vector<ports::InboundMessage>& arrived) {
  std::map<std::string, int> count;
  for (const auto& message : arrived) ++count[message.value];
  return count;
}

bool allArrived(const World& world, const std::vector<OutboundMessage>& sent) {
  const auto count = countOf(world.arrived());
  return std::ranges::all_of(sent, [&](const OutboundMessage& message) { return count.contains(message.value); });
}

}  // namespace

class FaultyBusTest : public QObject {
  Q_OBJECT

 private slots:
  void withoutFaultsNothingIsDifferent() {
    World world;
    const auto sent = World::messages(100);
    QVERIFY(world.publisher->publish(sent));
    QCOMPARE(world.arrived().size(), sent.size());
    world.registry.replace({armed("payment-slow")});  // armed, but no business of a bus
    QVERIFY(world.publisher->publish(sent));
    QCOMPARE(world.arrived().size(), 2 * sent.size());
  }

  void aShareIsRepeated() {
    World world({armed("messages-duplicate", {{"share", 0.5}, {"times", 3}})});
    const auto sent = World::messages(200);
    QVERIFY(world.publisher->publish(sent));
    const auto count = countOf(world.arrived());
    QCOMPARE(count.size(), sent.size());
    for (const auto& [value, times] : count) QVERIFY(times == 1 || times == 4);
    QCOMPARE(world.hits("messages-duplicate"), static_cast<std::int64_t>(world.arrived().size() - sent.size()));
    const auto repeated = std::ranges::count_if(count, [](const auto& entry) { return entry.second == 4; });
    QVERIFY(repeated > 60 && repeated < 140);
  }

  void othersAreSwappedButAnOrdersOwnStayInOrder() {
    World world({armed("messages-reorder", {{"share", 0.5}})});
    // All on one partition, three a key: whoever swapped within a key would show.
    std::vector<OutboundMessage> sent;
    for (int i = 0; i < 200; ++i)
      sent.push_back({.topic = kTopic, .key = i % 3 == 0 ? "a" : "b", .value = std::to_string(i)});
    QVERIFY(world.publisher->publish(sent));
    std::map<std::string, int> last;
    for (const auto& message : world.arrived()) {
      QVERIFY(!last.contains(message.key) || last[message.key] < std::stoi(message.value));
      last[message.key] = std::stoi(message.value);
    }
    QCOMPARE(world.arrived().size(), sent.size());
    QVERIFY(world.hits("messages-reorder") > 20);
  }

  void alsoOnesOfOneOrderAreSwappedWhenAskedFor() {
    World world({armed("messages-reorder", {{"share", 0.5}, {"sameKey", 1}})});
    std::vector<OutboundMessage> sent;
    for (int i = 0; i < 100; ++i) sent.push_back({.topic = kTopic, .key = "a", .value = std::to_string(i)});
    QVERIFY(world.publisher->publish(sent));
    QCOMPARE(world.arrived().size(), sent.size());
    QVERIFY(allArrived(world, sent));
    int overtaken = 0, last = -1;
    for (const auto& message : world.arrived()) {
      overtaken += std::stoi(message.value) < last ? 1 : 0;
      last = std::max(last, std::stoi(message.value));
    }
    QVERIFY(overtaken > 20);
    const auto held = world.hits("messages-reorder");
    // What was held comes once more with the next call, long after its order went on.
    world.registry.replace({armed("messages-reorder", {{"share", 0.0}, {"sameKey", 1}})});
    QVERIFY(world.publisher->publish(World::messages(1)));
    QCOMPARE(static_cast<std::int64_t>(world.arrived().size()), 100 + 1 + held);
  }

  void poisonComesOnTop_data() {
    QTest::addColumn<QString>("kind");
    for (const char* kind : {"any", "not-json", "truncated", "wrong-shape", "unknown-event", "huge"})
      QTest::newRow(kind) << kind;
  }
  void poisonComesOnTop() {
    QFETCH(QString, kind);
    World world({armed("messages-poison", {{"share", 0.5}}, {{"kind", kind.toStdString()}})});
    const auto sent = World::messages(100);
    QVERIFY(world.publisher->publish(sent));
    QVERIFY(allArrived(world, sent));
    std::int64_t poison = 0;
    std::set<std::string> keys;
    for (const OutboundMessage& message : sent) keys.insert(message.key);
    for (const auto& message : world.arrived()) {
      QVERIFY(keys.contains(message.key));  // so it shares a partition with orders
      if (domain::decodeEvent(message.value)) continue;
      ++poison;
      if (kind == "huge") QCOMPARE(message.value.size(), std::size_t{1'000'000});
    }
    QCOMPARE(poison, static_cast<std::int64_t>(world.arrived().size() - sent.size()));
    QCOMPARE(poison, world.hits("messages-poison"));
    if (kind == "huge")
      QCOMPARE(poison, 1);
    else
      QVERIFY(poison > 25 && poison < 75);
  }

  void truncatedCopiesComeOnTop() {
    World world({armed("messages-truncated", {{"share", 1}})});
    const auto sent = World::messages(50);
    QVERIFY(world.publisher->publish(sent));
    QVERIFY(allArrived(world, sent));
    QCOMPARE(world.arrived().size(), 2 * sent.size());
    QCOMPARE(std::ranges::count_if(world.arrived(), [](const auto& m) { return !domain::decodeEvent(m.value); }), 50);
    QCOMPARE(world.hits("messages-truncated"), std::int64_t{50});
  }

  void anAcknowledgementIsLostAfterItsMessagesArrived() {
    World world({armed("publish-lost-ack", {{"share", 0.5}})});
    int lost = 0;
    for (int i = 0; i < 100; ++i) {
      const auto published = world.publisher->publish(World::messages(3));
      if (published) continue;
      ++lost;
      QVERIFY(published.error().code == core::ErrorCode::Timeout && published.error().retryable);
    }
    QCOMPARE(world.arrived().size(), std::size_t{300});
    QVERIFY(lost > 25 && lost < 75);
    QCOMPARE(world.hits("publish-lost-ack"), std::int64_t{3 * lost});
  }

  void aFailedPublishIsToldAndAddsNothing() {
    World world({armed("messages-duplicate", {{"share", 1}}), armed("messages-poison", {{"share", 1}})});
    world.bus.failPublishes(1);
    QVERIFY(!world.publisher->publish(World::messages(10)));
    QVERIFY(world.arrived().empty());
    QVERIFY(world.publisher->publish(World::messages(10)));
  }

  void theSameSeedDoesTheSame() {
    const auto run = [](std::uint64_t seed) {
      ArmedFault fault = armed("messages-duplicate", {{"share", 0.5}});
      fault.seed = seed;
      World world({fault});
      for (int i = 0; i < 20; ++i) (void)world.publisher->publish(World::messages(10));
      return world.hits("messages-duplicate");
    };
    QCOMPARE(run(7), run(7));
    std::set<std::int64_t> outcomes;
    for (std::uint64_t seed = 1; seed <= 8; ++seed) outcomes.insert(run(seed));
    QVERIFY(outcomes.size() > 2);
  }

  void aSlowConsumerWaitsBetweenItsBatches() {
    World world({armed("consumer-slow", {{"latencyMs", 300}})});
    const auto subscription = world.faulty.subscribe("payment", {kTopic}).value();
    QVERIFY(world.publisher->publish(World::messages(10)));
    const auto take = [&] { return subscription->poll(5, 5ms).value().size(); };
    QVERIFY(support::waitUntil([&] { return take() == 5; }));
    const auto begun = std::chrono::steady_clock::now();
    QVERIFY(subscription->commit());
    QVERIFY(support::waitUntil([&] { return take() == 5; }));
    QVERIFY(std::chrono::steady_clock::now() - begun >= 300ms);
    QCOMPARE(world.hits("consumer-slow"), std::int64_t{10});  // messages
    QVERIFY(!subscription->assignment().empty());
    // Cleared: nobody waits any more.
    QVERIFY(world.publisher->publish(World::messages(1)));
    world.registry.replace({});
    QCOMPARE(take(), std::size_t{1});
  }
};

ORDERDECK_TEST(FaultyBusTest)
#include "faulty_bus_test.moc"
