// Risk: whoever breaks a rule is stopped where his order stands, stock and money go back, and a repeat says the same.
#include <QtTest>

#include "services/orders/payment_service.h"
#include "services/orders/risk_service.h"
#include "tests/harness/test_registry.h"
#include "tests/support/fake_metrics.h"
#include "tests/unit/service_world.h"

using namespace orderdeck;
using namespace orderdeck::test;
using domain::EventKind;
using enum domain::OrderState;

namespace {

/// Counts as it is told to; remembers what it was asked.
class FakeVelocity : public ports::VelocityStore {
 public:
  std::int64_t answer = 1;
  std::vector<ports::Placement> asked;
  int calls = 0;
  std::pair<core::Millis, std::int64_t> asking;
  std::optional<core::Error> failure;

  core::Result<std::vector<std::int64_t>> count(std::span<const ports::Placement> placements, core::Millis window,
                                                std::int64_t enough) override {
    ++calls;
    asking = {window, enough};
    if (failure) return std::unexpected(*failure);
    asked.assign(placements.begin(), placements.end());
    return std::vector<std::int64_t>(placements.size(), answer);
  }
};

struct World {
  support::FakeOrderStore store;
  FakeVelocity velocity;
  support::FakeMetrics metrics;
  services::RiskService service;

  explicit World(domain::RiskLimits limits = {}) : service(store, velocity, std::move(limits), "risk-1", metrics) {
    store.addStock("abc", 0), store.addStock("xyz", 0);
  }
  void put(domain::OrderState state, const std::string& id) { store.putOrder(orderIn(state, id)); }
  std::vector<domain::Event> run(const std::vector<services::Delivery>& batch) {
    auto events = service.process(batch);
    if (!events) qFatal("%s", events.error().what.c_str());
    return events->events;
  }
  std::int64_t available(const char* product) { return store.level(product)->value().available; }
};

constexpr const char* kTooMany = "velocity: 601 orders of user1 in 60 s";

}  // namespace

class RiskServiceTest : public QObject {
  Q_OBJECT

 private slots:
  void whoKeepsTheRulesIsNotTouched() {
    World w;
    w.put(Created, "o1");
    w.put(Created, "o2");
    QVERIFY(w.run({deliverPlaced("o1"), deliverPlaced("o2"), deliver(EventKind::OrderShipped, "o3")}).empty());
    QCOMPARE(w.store.calls("transition"), 0);
    QCOMPARE(w.store.calls("find"), 0);
    QCOMPARE(w.velocity.calls, 1);
    QCOMPARE(w.velocity.asked.size(), std::size_t{2});
    QVERIFY(w.velocity.asking == (std::pair{core::Millis{60'000}, std::int64_t{600}}));
    QCOMPARE(w.velocity.asked[0].userId, std::string("user1"));
    QVERIFY(w.velocity.asked[0].placedAt == orderIn(Created, "o1").createdAt);
  }

  void anUnpaidOrderIsRejected() {
    for (const auto state : {Created, Paying}) {
      World w;
      w.velocity.answer = 601;
      w.put(state, "o1");
      const auto events = w.run({deliverPlaced("o1")});
      QCOMPARE(brief(events), (Lines{"OrderRejected o1 items released"}));
      QCOMPARE(events[0].reason, std::string(kTooMany));
      QCOMPARE(events[0].items.size(), std::size_t{2});
      QCOMPARE(events[0].paymentId, std::string(state == Paying ? domain::kPaymentPending : ""));
      QVERIFY(domain::stateAfter(events[0]) == Rejected);
      QVERIFY(events[0].deadline == orderIn(Created, "o1").deadline);
      QVERIFY(w.store.order("o1")->state == Rejected);
      QCOMPARE(w.store.order("o1")->reason, std::string(kTooMany));
      QCOMPARE(w.available("abc"), std::int64_t{2});
      QCOMPARE(w.service.takeTally().moves.at({state, Rejected}), 1);
    }
  }

  void aPaidOrderIsRefunded() {
    for (const auto state : {Paid, Reserved}) {
      World w;
      w.velocity.answer = 601;
      w.put(state, "o1");
      const auto events = w.run({deliverPlaced("o1")});
      QCOMPARE(brief(events),
               (Lines{state == Paid ? "OrderRejected o1 items released" : "OrderRejected o1 items returned"}));
      QCOMPARE(events[0].paymentId, std::string("pay-o1"));
      QVERIFY(domain::stateAfter(events[0]) == Refunding);
      QVERIFY(w.store.order("o1")->state == Refunding);
      QCOMPARE(w.available("abc"), std::int64_t{2});
      QCOMPARE(w.service.takeTally().moves.at({state, Refunding}), 1);
      // Payment does the rest.
      FakePayments payments;
      services::PaymentService payment(w.store, payments, "payment-1");
      QCOMPARE(brief(payment.process(std::vector{deliver(events[0])}).value().events),
               state == Paid ? (Lines{"PaymentProcessed o1 confirmed", "PaymentRefunded o1"})
                             : (Lines{"PaymentRefunded o1"}));
      QCOMPARE(payments.refunded.at("pay-o1"), 1);
      QVERIFY(w.store.order("o1")->state == Refunded);
      // A repeat says the same, though it comes after the refund.
      QCOMPARE(brief(w.run({deliverPlaced("o1")})), brief(events));
    }
  }

  void anOrderThatMovesOnMeanwhileIsCaughtWhereItIs() {
    World w;
    w.velocity.answer = 601;
    w.put(Paid, "o1");
    // The first call finds it Paid; before the second, which closes it from there, it is Reserved.
    w.store.onCall([&](const std::string& call) {
      if (call == "transition" && w.store.calls("transition") == 2) w.put(Reserved, "o1");
    });
    QCOMPARE(brief(w.run({deliverPlaced("o1")})), (Lines{"OrderRejected o1 items returned"}));
    QVERIFY(w.store.order("o1")->state == Refunding);
    QCOMPARE(w.store.calls("transition"), 3);
    QCOMPARE(w.store.level("abc")->value().sold, std::int64_t{0});  // given back from there
    QCOMPARE(w.available("abc"), std::int64_t{2});
  }

  void whatWasShippedIsTooLate() {
    for (const auto state : {Shipped, Completed}) {
      World w;
      w.velocity.answer = 601;
      w.put(state, "o1");
      QVERIFY(w.run({deliverPlaced("o1")}).empty());
      QVERIFY(w.store.order("o1")->state == state);
      QCOMPARE(w.metrics.value("orderdeck_risk_too_late_total"), 1.0);
    }
  }

  void whatWasClosedForAnotherReasonStaysAsItIs() {
    World w;
    w.velocity.answer = 601;
    w.put(Cancelled, "o1");
    w.put(Refunding, "o2");
    QVERIFY(w.run({deliverPlaced("o1"), deliverPlaced("o2"), deliverPlaced("gone")}).empty());
    QVERIFY(w.store.order("o1")->state == Cancelled && w.store.order("o2")->state == Refunding);
    QCOMPARE(w.store.order("o1")->reason, std::string());
    QCOMPARE(w.service.takeTally().duplicates, 3);
    QCOMPARE(w.metrics.value("orderdeck_risk_too_late_total"), 0.0);
  }

  void aRepeatSaysTheSame() {
    World w;
    w.velocity.answer = 601;
    w.put(Created, "o1");
    const auto first = w.run({deliverPlaced("o1")});
    w.service.takeTally();
    w.velocity.answer = 650;  // others became known meanwhile
    QVERIFY(w.run({deliverPlaced("o1")}) == first);
    QCOMPARE(w.available("abc"), std::int64_t{2});
    QCOMPARE(w.service.takeTally().duplicates, 1);
  }

  void theOtherRulesNeedNoCount() {
    World w({.velocityOrders = 0, .velocityWindow = core::Millis{60'000}, .maxAmountMinor = 4'497, .deny = {}});
    w.put(Created, "o1");
    QCOMPARE(w.run({deliverPlaced("o1")}).at(0).reason, std::string("amount: 44.98 EUR is more than 44.97 EUR"));
    domain::Event forged = services::placedEvent(orderIn(Created, "o1"), "test");
    forged.amountMinor = 0;
    forged.items = {{"abc", 1'000'000, std::numeric_limits<std::int64_t>::max() / 1'000}};
    World overflowing(
        {.velocityOrders = 0, .velocityWindow = core::Millis{60'000}, .maxAmountMinor = 4'497, .deny = {}});
    overflowing.put(Created, "o1");
    QVERIFY(overflowing.run({deliver(forged)}).at(0).reason.starts_with("amount: "));
    World denied({.velocityOrders = 0, .velocityWindow = core::Millis{60'000}, .maxAmountMinor = 0, .deny = {"user1"}});
    denied.put(Created, "o1");
    QCOMPARE(denied.run({deliverPlaced("o1")}).at(0).reason, std::string("denied: user1 may not order"));
    QCOMPARE(w.velocity.calls + denied.velocity.calls, 0);
  }

  void aChargeThatRunsMeanwhileIsGivenBack() {
    World w;
    w.velocity.answer = 601;
    w.put(Created, "o1");
    FakePayments payments;
    services::PaymentService payment(w.store, payments, "payment-1");
    payments.whileCharging = [&] { w.run({deliverPlaced("o1")}); };
    QCOMPARE(brief(payment.process(std::vector{deliverPlaced("o1")}).value().events),
             (Lines{"PaymentProcessed o1 confirmed", "PaymentRefunded o1"}));
    QVERIFY(w.store.order("o1")->state == Rejected);
    QCOMPARE(payments.refunded.at("pay-o1"), 1);
    QCOMPARE(w.available("abc"), std::int64_t{2});
  }

  void failuresAreRetryableAndARepeatEndsTheSame() {
    World w;
    w.velocity.answer = 601;
    w.velocity.failure = timeoutError();
    w.put(Paid, "o1");
    QVERIFY(!w.service.process(std::vector{deliverPlaced("o1")}));
    w.velocity.failure.reset();
    for (const bool after : {false, true}) {
      w.put(Paid, "o1");
      w.store.failNext("transition", 1, timeoutError(), after);
      const auto failed = w.service.process(std::vector{deliverPlaced("o1")});
      QVERIFY(!failed && failed.error().retryable);
      QCOMPARE(brief(w.run({deliverPlaced("o1")})), (Lines{"OrderRejected o1 items released"}));
    }
  }
};

ORDERDECK_TEST(RiskServiceTest)
#include "risk_service_test.moc"
