// The ledger writer: everything is appended as it came, and only what the ledger has whole leaves the hot store.
#include <QtTest>

#include "services/orders/ledger_writer.h"
#include "tests/harness/test_registry.h"
#include "tests/support/fake_ledger.h"
#include "tests/support/fake_metrics.h"
#include "tests/support/ledger_stories.h"
#include "tests/unit/service_world.h"

using namespace orderdeck;
using namespace orderdeck::test;
using domain::EventKind;
using enum domain::OrderState;

class LedgerWriterTest : public QObject {
  Q_OBJECT

 private slots:
  void everyEventIsAppendedWithItsPlace() {
    support::FakeLedger ledger;
    support::FakeOrderStore store;
    support::FakeMetrics metrics;
    services::LedgerWriter writer(ledger, store, core::Millis{60'000}, metrics);
    auto delivery = deliver(EventKind::OrderPlaced, "o1");
    delivery.message.partition = 3;
    delivery.message.offset = 42;
    QVERIFY(writer.process(std::vector{delivery, deliver(EventKind::StockAdded, "r1")}).value().events.empty());
    const auto [event, message] = ledger.deliveries().at("o1-placed");
    QVERIFY(event == delivery.event);
    QCOMPARE(message.value, delivery.message.value);
    QCOMPARE(message.topic, std::string("order-created"));
    QCOMPARE(message.partition, 3);
    QCOMPARE(message.offset, std::int64_t{42});
    QCOMPARE(ledger.deliveries().size(), std::size_t{2});
    QCOMPARE(store.calls("retire"), 0);
  }

  void onlyWholeOrdersAreRetired() {
    support::FakeLedger ledger;
    support::FakeOrderStore store;
    support::FakeMetrics metrics;
    services::LedgerWriter writer(ledger, store, core::Millis{60'000}, metrics);
    store.putOrder(orderIn(Completed, "o1"));
    store.putOrder(orderIn(Completed, "o2"));
    tests::append(ledger, tests::completedOrder("o1"));
    QVERIFY(writer
                .process(std::vector{deliver(EventKind::OrderCompleted, "o1"), deliver(EventKind::OrderShipped, "o1"),
                                     deliver(EventKind::OrderCompleted, "o2")})
                .has_value());
    QCOMPARE(store.openCount().value(), std::int64_t{1});
    QCOMPARE(store.openOrders(0, 10).value().at(0).orderId, std::string("o2"));
    // Both ended; a payment in between does not count.
    QCOMPARE(metrics.value("orderdeck_order_seconds"), 2.0);
    QCOMPARE(metrics.value("orderdeck_order_terminal_seconds"), 2.0);
    QVERIFY(writer.process(std::vector{deliver(EventKind::OrderShipped, "o1")}).has_value());
    QCOMPARE(metrics.value("orderdeck_order_seconds"), 2.0);
  }

  void aRestockIsSettledOnceItIsWritten() {
    support::FakeLedger ledger;
    support::FakeOrderStore store;
    support::FakeMetrics metrics;
    services::LedgerWriter writer(ledger, store, core::Millis{60'000}, metrics);
    QVERIFY(store.seed({{"abc", {.productId = "abc", .name = "Abc", .priceMinor = 1, .stock = 5}}}).has_value());
    const auto restocks = store.openRestocks().value();
    QCOMPARE(restocks.size(), std::size_t{1});
    const std::vector batch = {services::Delivery{domain::decodeEvent(restocks.begin()->second).value(), {}}};
    ledger.fail(core::Error{core::ErrorCode::Unavailable, "locked", true});
    QVERIFY(!writer.process(batch));
    QCOMPARE(store.openRestocks().value().size(), std::size_t{1});
    ledger.fail({});
    QVERIFY(writer.process(batch).has_value());
    QVERIFY(store.openRestocks().value().empty());
  }

  void failuresAreHandedOnAndTheRepeatRetires() {
    support::FakeLedger ledger;
    support::FakeOrderStore store;
    support::FakeMetrics metrics;
    services::LedgerWriter writer(ledger, store, core::Millis{60'000}, metrics);
    store.putOrder(orderIn(Completed, "o1"));
    tests::append(ledger, tests::completedOrder("o1"));
    const std::vector batch = {deliver(EventKind::OrderCompleted, "o1")};
    ledger.fail(core::Error{core::ErrorCode::Unavailable, "locked", true});
    auto result = writer.process(batch);
    QVERIFY(!result && result.error().retryable);
    QCOMPARE(store.calls("retire"), 0);
    ledger.fail({});
    store.failNext("retire", 1, timeoutError());
    QVERIFY(!writer.process(batch));
    QCOMPARE(store.openCount().value(), std::int64_t{1});
    QCOMPARE(metrics.value("orderdeck_order_seconds"), 0.0);
    QVERIFY(writer.process(batch).has_value());
    QCOMPARE(store.openCount().value(), std::int64_t{0});
    QCOMPARE(metrics.value("orderdeck_order_seconds"), 1.0);
  }
};

ORDERDECK_TEST(LedgerWriterTest)
#include "ledger_writer_test.moc"
