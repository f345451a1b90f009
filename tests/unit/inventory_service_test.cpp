// Inventory: every reservation is confirmed once, under locks taken once a batch, and a stale token is never written
// with.
#include <QtTest>

#include "services/orders/inventory_service.h"
#include "services/orders/payment_service.h"
#include "tests/harness/test_registry.h"
#include "tests/support/fake_metrics.h"
#include "tests/unit/service_world.h"

using namespace orderdeck;
using namespace orderdeck::test;
using domain::EventKind;
using enum domain::OrderState;

namespace {

struct World {
  support::FakeOrderStore store;
  support::FakeMetrics metrics;
  support::FakeLock lock;
  services::InventoryService service{store, lock, store, "inventory-1", core::Millis{10'000}, metrics};

  World() { store.addStock("abc", 0), store.addStock("xyz", 0); }
  void put(domain::OrderState state, const std::string& id, bool sold = false) {
    store.putOrder(orderIn(state, id, sold));
  }
  std::vector<domain::Event> run(std::vector<services::Delivery> batch) {
    auto events = service.process(batch);
    if (!events) qFatal("%s", events.error().what.c_str());
    return events->events;
  }
  std::int64_t sold(const char* product) { return store.level(product)->value().sold; }
};

/// As another producer may write it: without the order's items.
services::Delivery barelyPaid(const std::string& id) { return deliver(EventKind::PaymentProcessed, id, "confirmed"); }

}  // namespace

class InventoryServiceTest : public QObject {
  Q_OBJECT

 private slots:
  void paidOrdersAreReservedUnderOneSetOfLocks() {
    World w;
    w.put(Paid, "o1");
    w.put(Paid, "o2");
    const auto events = w.run({deliverPaid("o1"), deliverPaid("o2")});
    QCOMPARE(brief(events), (Lines{"InventoryUpdated o1 items reserved", "InventoryUpdated o2 items reserved"}));
    QCOMPARE(w.lock.acquired, (std::vector<Lines>{{"product:abc", "product:xyz"}}));
    QCOMPARE(w.lock.lastHolder, std::string("inventory-1"));
    QVERIFY(w.lock.inspect().value().empty());
    QVERIFY(w.store.order("o1")->state == Reserved);
    QCOMPARE(w.sold("abc"), std::int64_t{4});
    QCOMPARE(events[0].items.size(), std::size_t{2});
    QCOMPARE(w.metrics.value("orderdeck_lock_wait_seconds"), 1.0);
    QCOMPARE(w.metrics.value("orderdeck_lock_hold_seconds"), 1.0);
    QCOMPARE(w.service.takeTally().moves.at({Paid, Reserved}), 2);
  }

  void whatAnEventTellsIsNotRead() {
    World w;
    w.put(Paid, "o1");
    const auto events = w.run({deliverPaid("o1")});
    QCOMPARE(w.store.calls("find"), 0);
    QCOMPARE(events[0].userId, std::string("user1"));
    QCOMPARE(events[0].items.at(1).unitPriceMinor, std::int64_t{500});
    QVERIFY(events[0].placedAt == w.store.order("o1")->createdAt);
    w.put(Paid, "o2");
    QCOMPARE(brief(w.run({barelyPaid("o2")})), (Lines{"InventoryUpdated o2 items reserved"}));
    QCOMPARE(w.store.calls("find"), 1);
    QCOMPARE(w.lock.acquired.back(), (Lines{"product:abc", "product:xyz"}));
  }

  void anEventThatNamesOtherItemsChangesNothingButThoseOfTheOrder() {
    World w;
    w.put(Paid, "o1");
    w.store.setFence("abc", 100);
    auto wrong = deliverPaid("o1");
    wrong.event.items = {{"xyz", 7, 500}};
    const auto events = w.run({wrong});
    QCOMPARE(brief(events), (Lines{"InventoryUpdated o1 items reserved"}));
    QVERIFY(events[0].items == orderIn(Paid, "o1").items);
    QCOMPARE(w.lock.acquired, (std::vector<Lines>{{"product:xyz"}, {"product:abc", "product:xyz"}}));
    QCOMPARE(w.sold("abc"), std::int64_t{2});
    QCOMPARE(w.sold("xyz"), std::int64_t{1});
  }

  void aRepeatEmitsTheSameAndSellsNothing() {
    World w;
    w.put(Paid, "o1");
    const auto first = w.run({deliverPaid("o1")});
    const auto again = w.run({deliverPaid("o1")});
    QVERIFY(again == first);
    QCOMPARE(w.sold("abc"), std::int64_t{2});
    QCOMPARE(w.service.takeTally().duplicates, 1);
    for (const auto state : {Reserved, Shipped, Completed}) {
      World later;
      later.put(state, "o1");
      QCOMPARE(brief(later.run({deliverPaid("o1")})), (Lines{"InventoryUpdated o1 items reserved"}));
    }
  }

  void anOrderThatWasReservedAndThenReturnedStillTellsSo() {
    World w;
    w.put(Refunding, "o1", true);
    QCOMPARE(brief(w.run({deliverPaid("o1")})), (Lines{"InventoryUpdated o1 items reserved"}));
  }

  void ordersThatMayNotBeReservedAreLeftAlone() {
    World w;
    w.put(Refunding, "o1");
    w.put(Refunded, "o2");
    w.put(Cancelled, "o3");
    auto late = deliverPaid("o3");
    late.event.reason = domain::kLatePayment;
    QVERIFY(w.run({deliverPaid("o1"), deliverPaid("o2"), late, deliverPaid("gone"), barelyPaid("gone"),
                   deliver(EventKind::PaymentRefunded, "o2")})
                .empty());
    for (const char* product : {"abc", "xyz"}) QCOMPARE(w.sold(product), std::int64_t{0});
    QVERIFY(w.store.order("o1")->state == Refunding && w.store.order("o2")->state == Refunded &&
            w.store.order("o3")->state == Cancelled);
    QVERIFY(w.lock.inspect().value().empty());
    QCOMPARE(w.service.takeTally().duplicates, 2);
  }

  void anOrderThatIsCancelledUnderTheLockIsNotReserved() {
    World w;
    w.put(Paid, "o1");
    w.put(Paid, "o2");
    w.lock.afterAcquire = [&] { w.put(Refunding, "o1"); };
    QCOMPARE(brief(w.run({deliverPaid("o1"), deliverPaid("o2")})), (Lines{"InventoryUpdated o2 items reserved"}));
  }

  void aPaidOrderPastItsDeadlineIsGivenUp() {
    World w;
    auto order = orderIn(Paid, "o1");
    order.deadline = core::now() - core::Millis{1};
    w.store.putOrder(order);
    w.put(Paid, "o2");
    const auto paid = deliver(services::confirmedEvent(order, "test"));
    const auto events = w.run({paid, deliverPaid("o2")});
    QCOMPARE(brief(events), (Lines{"OrderCancelled o1 items released", "InventoryUpdated o2 items reserved"}));
    QCOMPARE(events[0].reason, std::string("deadline passed"));
    QCOMPARE(events[0].paymentId, std::string("pay-o1"));
    QVERIFY(domain::stateAfter(events[0]) == Refunding);
    QVERIFY(w.store.order("o1")->state == Refunding);
    QCOMPARE(w.store.level("abc")->value().available, std::int64_t{2});
    QCOMPARE(w.service.takeTally().moves.at({Paid, Refunding}), 1);
    QVERIFY(w.run({paid}) == std::vector{events[0]});
    QCOMPARE(w.store.level("abc")->value().available, std::int64_t{2});
    // What was reserved in time goes on to its end.
    order.stock = "sold";
    for (const auto state : {Reserved, Completed}) {
      order.state = state;
      w.store.putOrder(order);
      QCOMPARE(brief(w.run({paid})), (Lines{"InventoryUpdated o1 items reserved"}));
      QVERIFY(w.store.order("o1")->state == state);
    }
  }

  void whatIsNotThereAnyMoreIsGivenUp() {
    World w;
    auto order = orderIn(Paid, "o1");
    order.stock = "released";  // as if the reservation was lost
    w.store.putOrder(order);
    w.put(Paid, "o2");
    const auto events = w.run({deliverPaid("o1"), deliverPaid("o2")});
    QCOMPARE(brief(events), (Lines{"InventoryUpdated o2 items reserved", "InventoryUpdated o1 out of stock",
                                   "OrderCancelled o1 items released"}));
    QCOMPARE(events[1].userId, std::string("user1"));
    QCOMPARE(events[2].reason, std::string("out of stock"));
    QCOMPARE(events[2].paymentId, std::string("pay-o1"));
    QVERIFY(domain::stateAfter(events[2]) == Refunding);
    QVERIFY(w.store.order("o1")->state == Refunding);
    QVERIFY(w.run({deliverPaid("o1")}) == (std::vector{events[1], events[2]}));
    // The money goes back, and a repeat still says the same.
    FakePayments payments;
    services::PaymentService payment(w.store, payments, "payment-1");
    QCOMPARE(brief(payment.process(std::vector{deliver(events[2])}).value().events), (Lines{"PaymentRefunded o1"}));
    QCOMPARE(payments.refunded.at("pay-o1"), 1);
    QCOMPARE(brief(w.run({deliverPaid("o1")})),
             (Lines{"InventoryUpdated o1 out of stock", "OrderCancelled o1 items released"}));
    QVERIFY(w.lock.inspect().value().empty());
  }

  void whatWasCancelledForAnotherReasonIsNotTold() {
    World w;
    auto order = orderIn(Refunding, "o1");
    order.reason = domain::kReasonRequested;
    w.store.putOrder(order);
    QVERIFY(w.run({deliverPaid("o1")}).empty());
    order.deadline = core::now() - core::Millis{1};
    QVERIFY(w.run({deliver(services::confirmedEvent(order, "test"))}).empty());
    QCOMPARE(w.store.order("o1")->reason, std::string("cancelled by request"));
    QCOMPARE(w.store.level("abc")->value().available, std::int64_t{0});
  }

  void aDeclinedPaymentReleasesTheItems() {
    World w;
    auto order = orderIn(Cancelled, "o1");
    order.paymentId = domain::kPaymentDeclined;
    w.store.putOrder(order);
    const auto declined = deliver(EventKind::PaymentProcessed, "o1", "declined");
    const auto events = w.run({declined});
    QCOMPARE(brief(events), (Lines{"InventoryUpdated o1 items released"}));
    QCOMPARE(events[0].items.size(), std::size_t{2});
    QVERIFY(w.run({declined}) == events);
    QVERIFY(w.lock.acquired.empty());
  }

  void aStaleTokenIsTriedAgainWithNewLocks() {
    World w;
    w.put(Paid, "o1");
    int stolen = 0;
    w.store.onCall([&](const std::string& call) {
      if (call == "transition" && stolen++ == 0) w.store.stealFence("xyz");
    });
    QCOMPARE(brief(w.run({deliverPaid("o1")})), (Lines{"InventoryUpdated o1 items reserved"}));
    QCOMPARE(w.lock.acquired.size(), std::size_t{2});
    QCOMPARE(w.metrics.value("orderdeck_stale_fence_total"), 1.0);
    QVERIFY(w.lock.inspect().value().empty());
    QCOMPARE(w.sold("abc"), std::int64_t{2});
  }

  void locksLostForeverEndInARetryableError() {
    World w;
    w.put(Paid, "o1");
    w.store.onCall([&](const std::string& call) {
      if (call == "transition") w.store.stealFence("abc");
    });
    const auto result = w.service.process(std::vector{deliverPaid("o1")});
    QVERIFY(!result);
    QCOMPARE(result.error().code, core::ErrorCode::StaleFence);
    QVERIFY(result.error().retryable);
    QVERIFY(w.store.order("o1")->state == Paid);
    QCOMPARE(w.sold("abc"), std::int64_t{0});
  }

  void failuresAreRetryableAndNothingStaysLocked() {
    World w;
    w.put(Paid, "o1");
    w.lock.failures = 1;
    QVERIFY(!w.service.process(std::vector{deliverPaid("o1")}));
    for (const bool after : {false, true}) {
      for (const char* call : {"find", "draw", "transition"}) {
        w.put(Paid, "o1");
        w.store.failNext(call, 1, timeoutError(), after);
        const auto result = w.service.process(std::vector{barelyPaid("o1")});
        QVERIFY(!result && result.error().retryable);
        QVERIFY(w.lock.inspect().value().empty());
        QCOMPARE(brief(w.run({deliverPaid("o1")})), (Lines{"InventoryUpdated o1 items reserved"}));
      }
    }
  }
};

ORDERDECK_TEST(InventoryServiceTest)
#include "inventory_service_test.moc"
