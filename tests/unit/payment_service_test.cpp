// Payment: one charge per order, whatever is delivered how often, and money goes back when the order was closed.
#include <QtTest>

#include "services/orders/payment_service.h"
#include "tests/harness/test_registry.h"
#include "tests/unit/service_world.h"

using namespace orderdeck;
using namespace orderdeck::test;
using domain::EventKind;
using enum domain::OrderState;

namespace {

struct World {
  support::FakeOrderStore store;
  FakePayments payments;
  services::PaymentService service{store, payments, "payment-1"};

  World() { store.addStock("abc", 0), store.addStock("xyz", 0); }
  void put(domain::OrderState state, const std::string& id, bool sold = false) {
    store.putOrder(orderIn(state, id, sold));
  }
  std::vector<domain::Event> run(std::vector<services::Delivery> batch) {
    auto events = service.process(batch);
    if (!events) qFatal("%s", events.error().what.c_str());
    return events->events;
  }
  domain::OrderState state(const std::string& id) { return store.order(id)->state; }
  std::int64_t available(const char* product) { return store.level(product)->value().available; }
};

const domain::Event& find(const std::vector<domain::Event>& events, EventKind kind) {
  return *std::ranges::find(events, kind, &domain::Event::kind);
}

}  // namespace

class PaymentServiceTest : public QObject {
  Q_OBJECT

 private slots:
  void aPlacedOrderIsChargedAndPaid() {
    World w;
    w.put(Created, "o1");
    w.put(Created, "o2");
    const auto events = w.run({deliverPlaced("o1"), deliverPlaced("o2")});
    QCOMPARE(brief(events), (Lines{"PaymentProcessed o1 confirmed", "PaymentProcessed o2 confirmed"}));
    QCOMPARE(w.payments.calls, 1);
    QCOMPARE(w.store.calls("transition"), 2);
    const auto order = w.store.order("o1");
    QVERIFY(order->state == Paid);
    QCOMPARE(order->paymentId, std::string("pay-o1"));
    QCOMPARE(events[0].paymentId, std::string("pay-o1"));
    QCOMPARE(events[0].amountMinor, std::int64_t{4498});
    QCOMPARE(events[0].node, std::string("payment-1"));
    QVERIFY(events[0].occurredAt == order->updatedAt);
    QVERIFY(events[0].placedAt == order->createdAt);
    const auto tally = w.service.takeTally();
    QCOMPARE(tally.moves.at({Created, Paying}), 2);
    QCOMPARE(tally.moves.at({Paying, Paid}), 2);
    QCOMPARE(tally.duplicates, 0);
  }

  void aDeclinedOrderIsCancelledAndGivesItsStockBack() {
    World w;
    w.put(Created, "o1");
    w.payments.declined = {"o1"};
    const auto events = w.run({deliverPlaced("o1")});
    QCOMPARE(brief(events), (Lines{"PaymentProcessed o1 declined", "OrderCancelled o1 items released"}));
    QVERIFY(w.state("o1") == Cancelled);
    QCOMPARE(w.available("abc"), std::int64_t{2});
    QCOMPARE(w.available("xyz"), std::int64_t{1});
    QCOMPARE(events[0].reason, std::string("card declined"));
    QVERIFY(events[0].paymentId.empty());
    QCOMPARE(events[1].reason, std::string("payment declined"));
    QCOMPARE(events[1].items.size(), std::size_t{2});
    QVERIFY(domain::stateAfter(events[1]) == Cancelled);
    QCOMPARE(w.service.takeTally().moves.at({Paying, Cancelled}), 1);
  }

  void aRepeatEmitsTheSameAndChargesNothing() {
    World w;
    w.put(Created, "paid");
    w.put(Created, "refused");
    w.payments.declined = {"refused"};
    const std::vector batch = {deliverPlaced("paid"), deliverPlaced("refused")};
    const auto first = w.run(batch);
    w.service.takeTally();
    const auto again = w.run(batch);
    QCOMPARE(brief(again), brief(first));
    for (std::size_t i = 0; i < first.size(); ++i) {
      QCOMPARE(again[i].eventId, first[i].eventId);
      QVERIFY(again[i].occurredAt == first[i].occurredAt);
    }
    QCOMPARE(w.payments.charged.at("paid"), 1);
    QCOMPARE(w.available("abc"), std::int64_t{2});
    QCOMPARE(w.service.takeTally().duplicates, 2);
    for (const auto state : {Reserved, Shipped, Completed, Refunding, Refunded}) {
      World later;
      later.put(state, "o1");
      QCOMPARE(brief(later.run({deliverPlaced("o1")})), (Lines{"PaymentProcessed o1 confirmed"}));
      QVERIFY(later.payments.charged.empty());
    }
  }

  void theSameOrderTwiceInABatchEndsOnce() {
    World w;
    w.put(Created, "o1");
    const auto events = w.run({deliverPlaced("o1"), deliverPlaced("o1")});
    QVERIFY(!events.empty());
    for (const auto& event : events) QCOMPARE(event.eventId, std::string("o1-paid"));
    QVERIFY(w.state("o1") == Paid);
  }

  void anOrderLeftInPayingIsChargedAgain() {
    World w;
    w.put(Paying, "o1");
    QCOMPARE(brief(w.run({deliverPlaced("o1")})), (Lines{"PaymentProcessed o1 confirmed"}));
    QCOMPARE(w.payments.charged.at("o1"), 1);
  }

  void whatWasClosedBeforeItsChargeIsLeftAlone() {
    World w;
    w.put(Cancelled, "c");
    w.put(Rejected, "r");
    QVERIFY(w.run({deliverPlaced("c"), deliverPlaced("r"), deliverPlaced("gone")}).empty());
    QVERIFY(w.payments.charged.empty());
    QCOMPARE(w.service.takeTally().duplicates, 3);
  }

  void aPaymentThatComesTooLateIsRefunded() {
    World w;
    w.put(Created, "o1");
    w.payments.whileCharging = [&] {
      static_cast<void>(w.store.transition(std::vector{ports::OrderTransition{.orderId = "o1",
                                                                              .path = {Cancelled},
                                                                              .stock = ports::StockEffect::GiveBack,
                                                                              .at = core::now(),
                                                                              .fields = {},
                                                                              .fences = nullptr,
                                                                              .event = {}}}));
    };
    const auto events = w.run({deliverPlaced("o1")});
    QCOMPARE(brief(events), (Lines{"PaymentProcessed o1 confirmed", "PaymentRefunded o1"}));
    QCOMPARE(w.payments.refunded.at("pay-o1"), 1);
    QVERIFY(w.state("o1") == Cancelled);
    QCOMPARE(w.available("abc"), std::int64_t{2});
    for (const auto& event : events) {
      QVERIFY(!domain::stateAfter(event));
      QCOMPARE(event.amountMinor, std::int64_t{4498});
      QCOMPARE(event.paymentId, std::string("pay-o1"));
    }
    // A crash before the events were out: the order says that a charge may have been made, so they come again.
    w.payments.whileCharging = {};
    QCOMPARE(brief(w.run({deliverPlaced("o1")})), brief(events));
  }

  // An emptied store has no order any more. None of them was closed for that: no money goes back, whatever happens to
  // the store afterwards.
  void aStoreThatIsEmptiedWhileItChargesClosesNoOrder() {
    World w;
    w.put(Created, "o1");
    w.payments.whileCharging = [&] { w.store.flush(); };
    const std::vector batch = {deliverPlaced("o1")};
    for (int attempt = 0; attempt < 3; ++attempt) {
      const auto failed = w.service.process(batch);
      QVERIFY(!failed && failed.error().retryable);
      QVERIFY(failed.error().code == core::ErrorCode::StoreRolledBack);
    }
    QVERIFY(w.payments.refunded.empty());
    QCOMPARE(w.payments.charged.at("o1"), 1);  // and none is begun
    // Rebuilt from the ledger, which knows it as created or, since its charge may have begun, as paying.
    w.payments.whileCharging = {};
    for (const auto state : {Created, Paying}) {
      World rebuilt;
      rebuilt.put(state, "o1");
      QCOMPARE(brief(rebuilt.run(batch)), (Lines{"PaymentProcessed o1 confirmed"}));
      QVERIFY(rebuilt.payments.refunded.empty());
    }
  }

  void anOrderThatIsLostWhileItIsChargedClosesTheStore() {
    World w;
    w.put(Created, "o1");
    w.put(Created, "o2");
    w.payments.whileCharging = [&] { w.store.lose("o1"); };
    const auto failed = w.service.process(std::vector{deliverPlaced("o1"), deliverPlaced("o2")});
    QVERIFY(!failed && failed.error().retryable);
    QVERIFY(!w.store.distrust().empty());
    QVERIFY(w.payments.refunded.empty());
    QVERIFY(w.state("o2") == Paying);
  }

  // Another member took the batch over while this one stood still, and the order has left the store since.
  void aMemberThatStoodStillRefundsNothingThatHasEnded() {
    for (const bool declined : {false, true}) {
      World w;
      w.put(Created, "o1");
      if (declined) w.payments.declined = {"o1"};
      w.payments.whileCharging = [&] { w.store.retireAndForget("o1"); };
      QVERIFY(w.run({deliverPlaced("o1")}).empty());
      QVERIFY(w.payments.refunded.empty());
      QCOMPARE(w.service.takeTally().duplicates, 1);
    }
  }

  void anOrderThatIsCreatedAgainWasNotClosed() {
    World w;
    w.put(Created, "o1");
    w.payments.whileCharging = [&] { w.put(Created, "o1"); };  // an older state of the store is put in its place
    const std::vector batch = {deliverPlaced("o1")};
    const auto failed = w.service.process(batch);
    QVERIFY(!failed && failed.error().retryable);
    QVERIFY(w.payments.refunded.empty());
    w.payments.whileCharging = {};
    QCOMPARE(brief(w.run(batch)), (Lines{"PaymentProcessed o1 confirmed"}));
  }

  void aRefundWaitsForAStoreThatIsEmptied() {
    World w;
    w.put(Refunding, "o1", true);
    w.store.flush();
    const auto failed = w.service.process(std::vector{deliver(EventKind::OrderCancelled, "o1", "items returned")});
    QVERIFY(!failed && failed.error().retryable);
    QVERIFY(w.payments.refunded.empty());
  }

  void aRefusalThatComesTooLateChangesNothing() {
    World w;
    w.put(Created, "o1");
    w.payments.declined = {"o1"};
    w.payments.whileCharging = [&] {
      static_cast<void>(w.store.transition(std::vector{ports::OrderTransition{.orderId = "o1",
                                                                              .path = {Cancelled},
                                                                              .stock = ports::StockEffect::GiveBack,
                                                                              .at = core::now(),
                                                                              .fields = {},
                                                                              .fences = nullptr,
                                                                              .event = {}}}));
    };
    // Told all the same: whoever waits for the charge's end need not wait any more.
    const auto events = w.run({deliverPlaced("o1")});
    QCOMPARE(brief(events), (Lines{"PaymentProcessed o1 declined"}));
    QVERIFY(!domain::stateAfter(events[0]));
    QVERIFY(w.state("o1") == Cancelled);
    QCOMPARE(w.available("abc"), std::int64_t{2});
  }

  void aChargeIsNotBegunPastTheDeadline() {
    World w;
    const auto overdue = [](domain::OrderState state, const std::string& id) {
      auto order = orderIn(state, id);
      order.deadline = core::now() - core::Millis{1};
      return order;
    };
    std::vector<services::Delivery> batch;
    for (const auto state : {Created, Paying, Paid, Rejected}) {
      const std::string id(domain::stateName(state));
      w.store.putOrder(overdue(state, id));
      batch.push_back(deliver(services::placedEvent(overdue(Created, id), "test")));
    }
    batch.push_back(deliverPlaced("gone"));
    const auto events = w.run(batch);
    // What was begun is seen to its end; what was paid is not payment's to stop.
    QCOMPARE(brief(events), (Lines{"OrderCancelled created items released", "PaymentProcessed paid confirmed",
                                   "PaymentProcessed paying confirmed"}));
    QCOMPARE(events[0].reason, std::string("deadline passed"));
    QVERIFY(events[0].paymentId.empty());
    QVERIFY(w.state("created") == Cancelled && w.state("paying") == Paid && w.state("rejected") == Rejected);
    QVERIFY(!w.payments.charged.contains("created"));
    QCOMPARE(w.available("abc"), std::int64_t{2});
    QCOMPARE(w.service.takeTally().moves.at({Created, Cancelled}), 1);
    QVERIFY(w.run({batch[0]}) == std::vector{events[0]});
    QCOMPARE(w.available("abc"), std::int64_t{2});
  }

  void withoutADeadlineNothingIsOverdue() {
    World w;
    w.put(Created, "o1");
    auto placed = deliverPlaced("o1");
    placed.event.deadline.reset();
    QCOMPARE(brief(w.run({placed})), (Lines{"PaymentProcessed o1 confirmed"}));
    w.put(Created, "o2");
    QVERIFY(w.run({deliverPlaced("o2")}).at(0).deadline == orderIn(Created, "o2").deadline);
  }

  void aRefundingOrderGetsItsMoneyBackOnce() {
    World w;
    w.put(Refunding, "o1", true);
    auto closed = deliver(EventKind::OrderCancelled, "o1", "items returned");
    closed.event.reason = "cancelled by request";
    const auto events = w.run({closed});
    QCOMPARE(brief(events), (Lines{"PaymentRefunded o1"}));
    QCOMPARE(events[0].paymentId, std::string("pay-o1"));
    QCOMPARE(events[0].amountMinor, std::int64_t{4498});
    QCOMPARE(events[0].reason, std::string("cancelled by request"));
    QVERIFY(domain::stateAfter(events[0]) == Refunded);
    QVERIFY(w.state("o1") == Refunded);
    QCOMPARE(brief(w.run({closed})), (Lines{"PaymentRefunded o1"}));
    QCOMPARE(w.payments.refunded.at("pay-o1"), 1);
  }

  // It was charged, whoever did it died before telling, and the cancellation is handled before the placing is handled
  // again.
  void aRefundIsToldAfterItsPayment() {
    World w;
    w.put(Refunding, "o1");
    auto closed = deliver(EventKind::OrderCancelled, "o1", "items released");
    closed.event.reason = domain::kReasonRequested;
    const auto events = w.run({closed});
    QCOMPARE(brief(events), (Lines{"PaymentProcessed o1 confirmed", "PaymentRefunded o1"}));
    QCOMPARE(brief(w.run({closed})), brief(events));
    QCOMPARE(events[0].eventId, w.run({deliverPlaced("o1")}).at(0).eventId);
    // Inventory has acted on it: then it is told, and another would only make inventory say its own again.
    for (const auto reason : {domain::kReasonOutOfStock, domain::kReasonDeadline}) {
      auto order = orderIn(Refunding, "o2");
      order.reason = reason;
      w.store.putOrder(order);
      QCOMPARE(brief(w.run({deliver(EventKind::OrderCancelled, "o2", "items released")})),
               (Lines{"PaymentRefunded o2"}));
    }
  }

  void whatWasClosedUnpaidNeedsNoRefund() {
    World w;
    w.put(Cancelled, "o1");
    w.put(Paid, "o2");
    QVERIFY(w.run({deliver(EventKind::OrderCancelled, "o1"), deliver(EventKind::OrderRejected, "o2"),
                   deliver(EventKind::OrderCancelled, "gone")})
                .empty());
    QVERIFY(w.payments.refunded.empty());
  }

  void everyFailureLeavesARepeatThatEndsTheSame_data() {
    QTest::addColumn<QString>("call");
    QTest::addColumn<int>("nth");
    QTest::addColumn<bool>("after");
    for (const bool after : {false, true})
      for (const auto& [call, most] : std::map<QString, int>{{"transition", 3}, {"find", 1}})
        for (int nth = 1; nth <= most; ++nth)
          QTest::addRow("%s %d %s", qPrintable(call), nth, after ? "answer lost" : "not done") << call << nth << after;
    QTest::addRow("charge") << "charge" << 1 << false;
    QTest::addRow("refund") << "refund" << 1 << false;
  }
  void everyFailureLeavesARepeatThatEndsTheSame() {
    QFETCH(QString, call);
    QFETCH(int, nth);
    QFETCH(bool, after);
    World w;
    w.put(Created, "o1");
    w.put(Created, "o2");
    w.put(Refunding, "o3");
    w.payments.declined = {"o2"};
    const std::vector batch = {deliverPlaced("o1"), deliverPlaced("o2"), deliver(EventKind::OrderCancelled, "o3")};
    int seen = 0;
    if (call == "charge" || call == "refund") {
      if (call == "charge")
        w.payments.failure = timeoutError();
      else
        w.store.onCall([&](const std::string& name) {
          if (name == "find") w.payments.failure = timeoutError();
        });
    } else {
      w.store.onCall([&](const std::string& name) {
        if (QString::fromStdString(name) == call && ++seen == nth) w.store.failNext(name, 1, timeoutError(), after);
      });
    }
    const auto failed = w.service.process(batch);
    QVERIFY(!failed);
    QVERIFY(failed.error().retryable);
    w.payments.failure.reset();
    w.store.onCall({});
    const auto events = w.run(batch);
    auto lines = brief(events);
    std::ranges::sort(lines);
    QCOMPARE(lines, (Lines{"OrderCancelled o2 items released", "PaymentProcessed o1 confirmed",
                           "PaymentProcessed o2 declined", "PaymentProcessed o3 confirmed", "PaymentRefunded o3"}));
    QVERIFY(w.state("o1") == Paid && w.state("o2") == Cancelled && w.state("o3") == Refunded);
    QCOMPARE(w.available("abc"), std::int64_t{2});
    QCOMPARE(find(events, EventKind::PaymentRefunded).eventId, std::string("o3-refunded"));
  }
};

ORDERDECK_TEST(PaymentServiceTest)
#include "payment_service_test.moc"
