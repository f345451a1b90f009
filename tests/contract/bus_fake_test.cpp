// The fake bus keeps the contract of EventBus, and fails as it is told.
#include "tests/contract/bus_contract.h"
#include "tests/harness/test_registry.h"
#include "tests/support/fake_bus.h"

using namespace orderdeck;

namespace {

class FakeWorld : public contract::BusWorld {
 public:
  ports::EventBus& bus() override { return m_guarded; }
  std::unique_ptr<ports::BusInspector> makeInspector() override { return m_bus.makeInspector(); }
  void restart() override { m_bus.restart(); }

 private:
  support::FakeBus m_bus;
  services::BackpressureBus m_guarded{m_bus, m_bus.makeBacklogReader(), domain::requiredReaders(),
                                      contract::kTightBackpressure};
};

}  // namespace

class BusFakeTest : public contract::BusContract {
  Q_OBJECT

 private slots:
  void init() { m_world = std::make_unique<FakeWorld>(); }
  void failsAsManyCallsAsItIsTold();
  void losesOnlyTheAnswerWhenToldSo();
  void aRebalanceLosesWhatWasNotCommitted();

 private:
  contract::BusWorld& world() override { return *m_world; }

  std::unique_ptr<FakeWorld> m_world;
};

void BusFakeTest::failsAsManyCallsAsItIsTold() {
  support::FakeBus bus;
  auto publisher = bus.makePublisher();
  auto subscription = bus.subscribe("payment", {"order-created"});
  bus.failPublishes(2);
  QVERIFY(!(*publisher)->publish(contract::numbered("order-created", 0, 1)));
  QVERIFY(!(*publisher)->publish(contract::numbered("order-created", 0, 1)));
  QVERIFY(bus.messages("order-created").empty());
  QVERIFY((*publisher)->publish(contract::numbered("order-created", 0, 1)));
  bus.failPolls(1, {core::ErrorCode::Unavailable, "away", true});
  const auto failed = (*subscription)->poll(1, core::Millis{0});
  QVERIFY(!failed && failed.error().code == core::ErrorCode::Unavailable);
  QCOMPARE((*subscription)->poll(1, core::Millis{0})->size(), 1U);
  bus.failCommits(1);
  QVERIFY(!(*subscription)->commit());
  QCOMPARE(bus.lag("payment", "order-created"), 1);
  QVERIFY((*subscription)->commit());
  QCOMPARE(bus.lag("payment", "order-created"), 0);
}

void BusFakeTest::losesOnlyTheAnswerWhenToldSo() {
  support::FakeBus bus;
  auto publisher = bus.makePublisher();
  bus.failPublishes(1, support::FakeBus::timeout(), true);
  QVERIFY(!(*publisher)->publish(contract::numbered("order-created", 0, 3)));
  QCOMPARE(bus.messages("order-created").size(), 3U);
  auto subscription = bus.subscribe("payment", {"order-created"});
  QCOMPARE((*subscription)->poll(10, core::Millis{0})->size(), 3U);
  bus.failCommits(1, support::FakeBus::timeout(), true);
  QVERIFY(!(*subscription)->commit());
  QCOMPARE(bus.lag("payment", "order-created"), 0);
}

void BusFakeTest::aRebalanceLosesWhatWasNotCommitted() {
  support::FakeBus bus;
  for (int i = 0; i < 50; ++i) bus.put("order-created", "order-" + std::to_string(i), std::to_string(i));
  auto first = bus.subscribe("payment", {"order-created"});
  QCOMPARE((*first)->poll(100, core::Millis{0})->size(), 50U);
  auto second = bus.subscribe("payment", {"order-created"});
  const auto late = (*first)->commit();
  QVERIFY(!late && late.error().retryable);
  QCOMPARE((*first)->poll(100, core::Millis{0})->size() + (*second)->poll(100, core::Millis{0})->size(), 50U);
}

ORDERDECK_TEST(BusFakeTest)
#include "bus_fake_test.moc"
