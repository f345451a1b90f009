// How fast the bus is: prints one hop's latency and the rate of full batches, and fails when they are out of all
// proportion, as when a fetch waits for half a second or every message travels alone.
#include <algorithm>
#include <atomic>
#include <thread>

#include "tests/contract/bus_kafka_world.h"
#include "tests/harness/test_registry.h"

using namespace orderdeck;
using namespace std::chrono_literals;

namespace {

std::int64_t steadyMicros() {
  return std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now().time_since_epoch())
      .count();
}

double share(std::vector<std::int64_t> micros, double part) {  // milliseconds
  std::ranges::sort(micros);
  return static_cast<double>(micros.at(static_cast<std::size_t>(part * static_cast<double>(micros.size() - 1)))) / 1e3;
}

}  // namespace

class BusKafkaSpeedTest : public QObject {
  Q_OBJECT

 private slots:
  void init();
  void cleanup();
  void aSingleMessage();
  void batches();

 private:
  bool publish(std::vector<ports::OutboundMessage> messages);

  std::unique_ptr<contract::KafkaWorld> m_world;
  std::unique_ptr<ports::EventPublisher> m_publisher;
  std::unique_ptr<ports::EventSubscription> m_subscription;
};

void BusKafkaSpeedTest::init() {
  m_world = std::make_unique<contract::KafkaWorld>(services::BackpressureSettings());
  m_publisher = std::move(m_world->bus().makePublisher().value());
  m_subscription = std::move(m_world->bus().subscribe("ledger", {"order-notified"}).value());
  QVERIFY(publish(contract::numbered("order-notified", 0, 1)));
  QCOMPARE(contract::read(*m_subscription, 1).size(), 1U);
}

void BusKafkaSpeedTest::cleanup() {
  m_subscription.reset();
  m_publisher.reset();
  m_world.reset();
}

bool BusKafkaSpeedTest::publish(std::vector<ports::OutboundMessage> messages) {
  return contract::eventually([&] { return m_publisher->publish(messages).has_value(); });
}

void BusKafkaSpeedTest::aSingleMessage() {
  std::vector<std::int64_t> hops, publishes;
  for (int i = 0; i < 300; ++i) {
    auto message = contract::numbered("order-notified", i, 1, 300, 300);
    const auto start = steadyMicros();
    QVERIFY(publish(message));
    publishes.push_back(steadyMicros() - start);
    QVERIFY(contract::eventually([&] {
      const auto got = m_subscription->poll(500, 1s);
      return got && !got->empty();
    }));
    hops.push_back(steadyMicros() - start);
    QVERIFY(m_subscription->commit());
  }
  qInfo("one message: hop p50 %.1f ms, p99 %.1f ms; publish p50 %.2f ms, p99 %.2f ms", share(hops, 0.5),
        share(hops, 0.99), share(publishes, 0.5), share(publishes, 0.99));
  QVERIFY(share(hops, 0.5) < 60);
  QVERIFY(share(publishes, 0.5) < 20);
}

void BusKafkaSpeedTest::batches() {
  constexpr int kMessages = 100'000;
  const auto start = steadyMicros();
  std::jthread publishing([this] {
    for (int i = 0; i < kMessages; i += 500) {
      if (!publish(contract::numbered("order-notified", i, 500, 5'000, 300))) return;
    }
  });
  int got = 0;
  QVERIFY(contract::eventually(
      [&] {
        const auto batch = m_subscription->poll(500, 100ms);
        if (batch) got += static_cast<int>(batch->size());
        return m_subscription->commit() && got >= kMessages;
      },
      60s));
  const double rate = 1e6 * kMessages / static_cast<double>(steadyMicros() - start);
  qInfo("batches of 500: %.0f messages/s from publish to commit", rate);
  QVERIFY(rate > 5'000);
}

ORDERDECK_TEST(BusKafkaSpeedTest)
#include "bus_kafka_speed_test.moc"
