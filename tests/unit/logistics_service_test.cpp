// Logistics: reserved orders are shipped and completed in one step, and a repeat says the same.
#include <QtTest>

#include "services/orders/logistics_service.h"
#include "tests/harness/test_registry.h"
#include "tests/unit/service_world.h"

using namespace orderdeck;
using namespace orderdeck::test;
using domain::EventKind;
using enum domain::OrderState;

namespace {

services::Delivery reserved(const std::string& id) {
  return deliver(EventKind::InventoryUpdated, id, "items reserved");
}

}  // namespace

class LogisticsServiceTest : public QObject {
  Q_OBJECT

 private slots:
  void aReservedOrderIsShippedAndCompletedInOneMove() {
    support::FakeOrderStore store;
    services::LogisticsService service(store, "logistics-1");
    store.putOrder(orderIn(Reserved, "o1"));
    const auto events = service.process(std::vector{reserved("o1")}).value().events;
    QCOMPARE(brief(events), (Lines{"OrderShipped o1", "OrderCompleted o1"}));
    QVERIFY(store.order("o1")->state == Completed);
    QCOMPARE(store.calls("transition"), 1);
    auto tally = service.takeTally();
    QCOMPARE(tally.moves.at({Reserved, Shipped}), 1);
    QCOMPARE(tally.moves.at({Shipped, Completed}), 1);
    QVERIFY(service.process(std::vector{reserved("o1")}).value().events == events);
    tally = service.takeTally();
    QCOMPARE(tally.duplicates, 1);
    QVERIFY(tally.moves.empty());
  }

  void whatMayNotBeShippedIsLeftAlone() {
    support::FakeOrderStore store;
    services::LogisticsService service(store, "logistics-1");
    store.putOrder(orderIn(Refunding, "o1", true));
    store.putOrder(orderIn(Paid, "o2"));
    store.putOrder(orderIn(Reserved, "o3"));
    QVERIFY(service
                .process(std::vector{reserved("o1"), reserved("o2"), reserved("gone"),
                                     deliver(EventKind::InventoryUpdated, "o3", "items released"),
                                     deliver(EventKind::StockAdded, "o3")})
                .value()
                .events.empty());
    QVERIFY(store.order("o1")->state == Refunding && store.order("o2")->state == Paid &&
            store.order("o3")->state == Reserved);
  }

  void whatWasCancelledMeanwhileIsNotShipped() {
    support::FakeOrderStore store;
    services::LogisticsService service(store, "logistics-1");
    for (const auto state : {Cancelled, Rejected, Refunding, Refunded}) {
      store.putOrder(orderIn(state, "o1", true));
      QVERIFY(service.process(std::vector{deliverReserved("o1")}).value().events.empty());
      QVERIFY(store.order("o1")->state == state);
    }
  }

  void whatIsReservedGoesOnPastItsDeadline() {
    support::FakeOrderStore store;
    services::LogisticsService service(store, "logistics-1");
    auto order = orderIn(Reserved, "o1");
    order.deadline = core::now() - core::Millis{1};
    store.putOrder(order);
    QCOMPARE(brief(service.process(std::vector{deliver(services::reservedEvent(order, "test"))}).value().events),
             (Lines{"OrderShipped o1", "OrderCompleted o1"}));
    QVERIFY(store.order("o1")->state == Completed);
  }

  void aLostAnswerIsRepeated() {
    support::FakeOrderStore store;
    services::LogisticsService service(store, "logistics-1");
    for (const bool after : {false, true}) {
      store.putOrder(orderIn(Reserved, "o1"));
      store.failNext("transition", 1, timeoutError(), after);
      const auto failed = service.process(std::vector{reserved("o1")});
      QVERIFY(!failed && failed.error().retryable);
      QCOMPARE(brief(service.process(std::vector{reserved("o1")}).value().events),
               (Lines{"OrderShipped o1", "OrderCompleted o1"}));
    }
  }
};

ORDERDECK_TEST(LogisticsServiceTest)
#include "logistics_service_test.moc"
