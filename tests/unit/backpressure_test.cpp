// Publishers wait for the slowest group that is required, for no other, and no longer than they have to.
#include <QtTest>

#include "domain/services.h"
#include "services/backpressure/backpressure_bus.h"
#include "tests/harness/test_registry.h"
#include "tests/support/fake_bus.h"
#include "tests/support/wait_until.h"

using namespace orderdeck;
using services::BackpressureBus;

namespace {

constexpr std::array kExportTopics = {domain::kOrderPaid};
constexpr services::BackpressureSettings kTight = {.limitBytes = 64 * 1024, .timeout = core::Millis{100}};

/// The product's services and a slow one: who else reads what is paid.
ports::GroupsByTopic readersWith(bool required) {
  std::vector<domain::ServiceSpec> table(domain::kServices.begin(), domain::kServices.end());
  table.push_back({.name = "export", .topics = kExportTopics, .required = required});
  return domain::requiredReaders(table);
}

std::vector<ports::OutboundMessage> messages(int count, std::size_t bytes, const std::string& topic = "order-paid") {
  return {static_cast<std::size_t>(count), {.topic = topic, .key = "o1", .value = std::string(bytes, 'x')}};
}

/// Reads and commits everything.
void consume(ports::EventBus& bus, const std::string& group) {
  auto subscription = bus.subscribe(group, {"order-paid"});
  while (!(*subscription)->poll(10'000, core::Millis{0})->empty()) QVERIFY((*subscription)->commit());
}

void consumeByThoseRequired(ports::EventBus& bus) {
  for (const char* group : {"inventory", "points", "ledger"}) consume(bus, group);
}

bool isTimeout(const core::Result<void>& done) {
  return !done && done.error().code == core::ErrorCode::Timeout && done.error().retryable;
}

/// Counts the looks, and fails as it is told.
struct CountingReader : ports::BacklogReader {
  CountingReader(std::atomic<int>& counted, std::atomic<bool>& isAway) : looks(counted), away(isAway) {}
  core::Result<std::vector<ports::PartitionBacklog>> backlog(const ports::GroupsByTopic&) override {
    ++looks;
    if (away) return core::fail(core::ErrorCode::Disconnected, "away", true);
    return {};
  }
  std::atomic<int>& looks;
  std::atomic<bool>& away;
};

}  // namespace

class BackpressureTest : public QObject {
  Q_OBJECT

 private slots:
  void anOptionalGroupHoldsNobodyBack() {
    for (const bool required : {true, false}) {
      support::FakeBus inner;
      BackpressureBus bus(inner, inner.makeBacklogReader(), readersWith(required), kTight);
      auto publisher = bus.makePublisher();
      int published = 0;
      for (int i = 0; i < 10; ++i) {
        const auto done = (*publisher)->publish(messages(20, 1'000));  // over the limit in all
        QVERIFY(done || isTimeout(done));
        published += done ? 1 : 0;
        consumeByThoseRequired(inner);  // but "export" never comes
      }
      QCOMPARE(published == 10, !required);
      QCOMPARE(bus.isHolding(), required);
    }
  }

  void waitsForTheSlowestOnly() {
    support::FakeBus inner;
    BackpressureBus bus(inner, inner.makeBacklogReader(), domain::requiredReaders(), kTight);
    auto publisher = bus.makePublisher();
    QVERIFY((*publisher)->publish(messages(100, 1'000)));
    QVERIFY(isTimeout((*publisher)->publish(messages(1, 10))));
    QVERIFY((*publisher)->publish(messages(1, 10, "order-created")));  // another topic
    QVERIFY(bus.isHolding());
    consume(inner, "inventory");
    consume(inner, "points");
    QVERIFY(isTimeout((*publisher)->publish(messages(1, 10))));
    consume(inner, "ledger");
    QVERIFY((*publisher)->publish(messages(1, 10)));
    QVERIFY(support::waitUntil([&] { return !bus.isHolding(); }));
  }

  void noMeanHidesALargeMessage() {
    support::FakeBus inner;
    BackpressureBus bus(inner, inner.makeBacklogReader(), domain::requiredReaders(), kTight);
    auto publisher = bus.makePublisher();
    QVERIFY((*publisher)->publish(messages(100, 1)));
    consumeByThoseRequired(inner);
    QVERIFY((*publisher)->publish(messages(1, 100'000)));
    QVERIFY(isTimeout((*publisher)->publish(messages(1, 1))));
    consumeByThoseRequired(inner);
    QVERIFY((*publisher)->publish(messages(1, 1)));
  }

  void aBurstThatIsConsumedWaitsForOneLookOnly() {
    std::atomic<int> looks = 0;
    std::atomic<bool> away = false;
    support::FakeBus inner;
    BackpressureBus bus(inner, std::make_unique<CountingReader>(looks, away), domain::requiredReaders(),
                        {.limitBytes = 64 * 1024, .timeout = core::Millis{5'000}});
    auto publisher = bus.makePublisher();
    const auto start = std::chrono::steady_clock::now();
    for (int i = 0; i < 10; ++i) QVERIFY((*publisher)->publish(messages(100, 1'000)));
    QVERIFY(std::chrono::steady_clock::now() - start < std::chrono::seconds{2});
    QVERIFY(looks > 0);
  }

  void looksOnlyWhileSomethingIsPublished() {
    std::atomic<int> looks = 0;
    std::atomic<bool> away = false;
    support::FakeBus inner;
    BackpressureBus bus(inner, std::make_unique<CountingReader>(looks, away), domain::requiredReaders(), kTight);
    auto publisher = bus.makePublisher();
    QTest::qWait(300);
    QCOMPARE(looks.load(), 0);
    QVERIFY((*publisher)->publish(messages(1, 10)));
    QVERIFY(support::waitUntil([&] { return looks == 1; }));
    QTest::qWait(600);
    QCOMPARE(looks.load(), 1);
  }

  void whatWasNotPublishedHoldsNobodyBack() {
    std::atomic<int> looks = 0;
    std::atomic<bool> away = true;
    support::FakeBus inner;
    BackpressureBus bus(inner, std::make_unique<CountingReader>(looks, away), domain::requiredReaders(), kTight);
    auto publisher = bus.makePublisher();
    inner.failPublishes(100);
    for (int i = 0; i < 100; ++i) QVERIFY(!(*publisher)->publish(messages(10, 1'000)));
    QVERIFY(!bus.isHolding());
    QVERIFY((*publisher)->publish(messages(100, 1'000)));
    QVERIFY(isTimeout((*publisher)->publish(messages(1, 10))));  // nobody can tell whether it was consumed
    away = false;
    QVERIFY((*publisher)->publish(messages(1, 10)));
  }

  void aPublisherOfNoUseSaysSoAtOnce() {
    support::FakeBus inner;
    BackpressureBus bus(inner, inner.makeBacklogReader(), domain::requiredReaders(),
                        {.limitBytes = 64 * 1024, .timeout = core::Millis{10'000}});
    auto publisher = bus.makePublisher();
    QVERIFY((*publisher)->publish(messages(100, 1'000)));
    QVERIFY(bus.isHolding());
    inner.restart();
    const auto start = std::chrono::steady_clock::now();
    const auto done = (*publisher)->publish(messages(1, 10));
    QVERIFY(!done && done.error().code == core::ErrorCode::Disconnected);
    QVERIFY(std::chrono::steady_clock::now() - start < std::chrono::seconds{5});
    publisher = bus.makePublisher();
    QVERIFY((*publisher)->publish(messages(1, 10)));  // the new brokers hold nothing
  }
};

ORDERDECK_TEST(BackpressureTest)
#include "backpressure_test.moc"
