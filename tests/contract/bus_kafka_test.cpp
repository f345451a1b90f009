// The Kafka adapter keeps the contract of EventBus on a real embedded broker; its inspector tells the truth; nothing
// blocks for ever.
#include <numeric>
#include <thread>

#include "adapters/kafka/kafka_inspector.h"
#include "adapters/kafka/partitioner.h"
#include "ports/bus/service_groups.h"
#include "tests/contract/bus_kafka_world.h"
#include "tests/harness/test_registry.h"
#include "tests/support/pause_process.h"
#include "tests/support/wait_until.h"

using namespace orderdeck;
using namespace std::chrono_literals;

class BusKafkaTest : public contract::BusContract {
  Q_OBJECT

 private slots:
  void init() { m_world = std::make_unique<contract::KafkaWorld>(); }
  void cleanup() { m_world.reset(); }
  void tellsThePartitionOfAKey();
  void refusesWhatNoBrokerTakes();
  void losesNothingWhenTheConsumerIsLate();
  void noMeanHidesALargeMessage();
  void inspectorTellsCommittedAndEnd();
  void aPausedBrokerBlocksNobodyForEver();

 private:
  contract::BusWorld& world() override { return *m_world; }

  std::unique_ptr<contract::KafkaWorld> m_world;
};

void BusKafkaTest::tellsThePartitionOfAKey() {
  auto publisher = m_world->bus().makePublisher();
  auto ledger = m_world->bus().subscribe("ledger", {"order-paid"});
  QVERIFY(publisher && ledger);
  QVERIFY((*publisher)->publish(contract::numbered("order-paid", 0, 200, 200)));
  const auto messages = contract::read(**ledger, 200);
  QCOMPARE(messages.size(), 200U);
  std::set<int> partitions;
  for (const auto& message : messages) {
    QCOMPARE(adapters::kafka::partitionOf(message.key, domain::kPartitions), message.partition);
    partitions.insert(message.partition);
  }
  QCOMPARE(partitions.size(), static_cast<std::size_t>(domain::kPartitions));
}

void BusKafkaTest::refusesWhatNoBrokerTakes() {
  auto publisher = m_world->bus().makePublisher();
  const ports::OutboundMessage message{.topic = "order-paid.dlq", .key = {}, .value = std::string(3'000'000, 'x')};
  QVERIFY(publisher);
  const auto refused = (*publisher)->publish({&message, 1});
  QVERIFY(!refused && refused.error().code == core::ErrorCode::TooLarge && !refused.error().retryable);
}

// 200,000 messages of 300 bytes are more than the broker keeps: without the guard, most of them are gone when the
// consumer comes.
void BusKafkaTest::losesNothingWhenTheConsumerIsLate() {
  constexpr int kMessages = 200'000;
  m_world = std::make_unique<contract::KafkaWorld>(services::BackpressureSettings());
  std::atomic<int> timeouts{0};
  std::atomic<bool> heldBack{false};
  std::jthread publishing([&](std::stop_token stop) {
    auto publisher = m_world->bus().makePublisher();
    for (int i = 0; i < kMessages && publisher && !stop.stop_requested();) {
      const auto done = (*publisher)->publish(contract::numbered("order-notified", i, 500, 5'000, 300));
      if (done)
        i += 500;
      else if (done.error().retryable)
        ++timeouts;
      else
        qFatal("publish: %s", done.error().what.c_str());
      heldBack = heldBack || m_world->isHolding();
    }
  });
  QVERIFY(support::waitUntil([&] { return heldBack.load(); }, 30s));
  auto ledger = m_world->bus().subscribe("ledger", {"order-notified"});
  QVERIFY(ledger);
  std::vector<bool> seen(kMessages, false);
  std::size_t distinct = 0;
  const bool complete = contract::eventually(
      [&] {
        const auto batch = (*ledger)->poll(2'000, 100ms);
        if (!batch || batch->empty()) return false;
        for (const auto& message : *batch) {
          auto there = seen[static_cast<std::size_t>(std::stoi(message.value))];
          if (!there) ++distinct;
          there = true;
        }
        return (*ledger)->commit() && distinct == kMessages;
      },
      60s);
  publishing.request_stop();
  QVERIFY2(complete, std::to_string(distinct).c_str());
  QVERIFY(heldBack);
  QVERIFY(contract::eventually([&] { return !m_world->isHolding(); }, 3s));
  qInfo("200,000 of 200,000 came; %d times held back until the time-out", timeouts.load());
}

void BusKafkaTest::noMeanHidesALargeMessage() {
  auto publisher = m_world->bus().makePublisher();
  auto ledger = m_world->bus().subscribe("ledger", {"order-notified"});
  QVERIFY(publisher && ledger);
  QVERIFY((*publisher)->publish(contract::numbered("order-notified", 0, 100, 1)));
  QCOMPARE(contract::read(**ledger, 100).size(), std::size_t{100});
  QVERIFY((*ledger)->commit());
  QVERIFY((*publisher)->publish(contract::numbered("order-notified", 100, 1, 1, 100'000)));
  const auto next = (*publisher)->publish(contract::numbered("order-notified", 101, 1, 1));
  QVERIFY(!next && next.error().code == core::ErrorCode::Timeout);
  QCOMPARE(contract::read(**ledger, 1).size(), std::size_t{1});
  QVERIFY((*ledger)->commit());
  QVERIFY((*publisher)->publish(contract::numbered("order-notified", 101, 1, 1)));
}

void BusKafkaTest::inspectorTellsCommittedAndEnd() {
  adapters::kafka::KafkaInspector inspector(
      {.bootstrap = [this] { return m_world->bootstrap(); }, .clientId = "contract"});
  const auto groups = ports::serviceGroups({"inventory", "ledger"});
  const auto unlisted = inspector.groups();  // librdkafka's cluster does not know of the request
  QVERIFY(!unlisted && unlisted.error().code == core::ErrorCode::Unavailable && !unlisted.error().retryable);
  const auto before = inspector.offsets(groups);
  QVERIFY2(before, before ? "" : before.error().what.c_str());
  QCOMPARE((*before)[0].partitions.size(), 12U);
  QCOMPARE((*before)[1].partitions.size(), 7U * 12U);
  QVERIFY(!(*before)[0].partitions[0].committed);
  QCOMPARE(inspector.brokersUp().value(), std::pair(3, 3));

  auto publisher = m_world->bus().makePublisher();
  QVERIFY(publisher && (*publisher)->publish(contract::numbered("order-paid", 0, 300)));
  auto inventory = m_world->bus().subscribe("inventory", {"order-paid"});
  QVERIFY(inventory);
  QCOMPARE(contract::read(**inventory, 300).size(), 300U);
  QVERIFY((*inventory)->commit());
  QVERIFY((*publisher)->publish(contract::numbered("order-paid", 300, 100)));
  const auto after = inspector.offsets(groups);
  QVERIFY(after);
  std::int64_t committed = 0, end = 0;
  for (const auto& partition : (*after)[0].partitions) {
    committed += partition.committed.value_or(0);
    end += partition.end;
  }
  QCOMPARE(committed, 300);
  QCOMPARE(end, 400);
  QVERIFY(!(*after)[1].partitions[0].committed);

  m_world->restart();
  QVERIFY(contract::eventually([&] {
    const auto fresh = inspector.offsets(groups);
    return fresh && (*fresh)[0].partitions.size() == 12 && !(*fresh)[0].partitions[0].committed &&
           (*fresh)[0].partitions[0].end == 0;
  }));
}

// SIGSTOP: connections stay open, nothing answers.
void BusKafkaTest::aPausedBrokerBlocksNobodyForEver() {
  adapters::kafka::KafkaInspector inspector(
      {.bootstrap = [this] { return m_world->bootstrap(); }, .clientId = "contract"});
  auto publisher = m_world->bus().makePublisher();
  auto subscription = m_world->bus().subscribe("payment", {"order-created"});
  QVERIFY(publisher && subscription);
  QVERIFY((*publisher)->publish(contract::numbered("order-created", 0, 10)));
  QCOMPARE(contract::read(**subscription, 10).size(), 10U);
  const auto groups = ports::serviceGroups({"payment"});
  QVERIFY(inspector.offsets(groups));

  QVERIFY(support::pauseProcess(m_world->broker().pid()));
  const auto within = [](std::chrono::milliseconds most, const auto& call) {
    const auto start = std::chrono::steady_clock::now();
    const bool done = call().has_value();
    const auto took = std::chrono::steady_clock::now() - start;
    if (took > most)
      qWarning("took %lld ms",
               static_cast<long long>(std::chrono::duration_cast<std::chrono::milliseconds>(took).count()));
    return !done && took <= most;
  };
  QVERIFY(within(3s, [&] { return inspector.offsets(groups); }));
  QCOMPARE(inspector.brokersUp().value(), std::pair(0, 3));
  QVERIFY(within(2s, [&] { return (*subscription)->commit(); }));
  QVERIFY(within(6s, [&] { return (*publisher)->publish(contract::numbered("order-created", 10, 1)); }));
  auto start = std::chrono::steady_clock::now();
  subscription->reset();
  publisher->reset();
  QVERIFY(std::chrono::steady_clock::now() - start < 7s);

  m_world->broker().send(SIGCONT);
  QVERIFY(contract::eventually([&] { return inspector.offsets(groups).has_value(); }));
  QVERIFY(contract::eventually([&] { return (publisher = m_world->bus().makePublisher()).has_value(); }));
  QVERIFY((*publisher)->publish(contract::numbered("order-created", 20, 1)));
}

ORDERDECK_TEST(BusKafkaTest)
#include "bus_kafka_test.moc"
