// Points: one a whole euro that was paid for an order, none for what moved no order, and none is left when the money
// went back.
#include <QtTest>

#include "services/orders/payment_service.h"
#include "services/orders/points_service.h"
#include "tests/harness/test_registry.h"
#include "tests/unit/service_world.h"

using namespace orderdeck;
using namespace orderdeck::test;
using domain::EventKind;
using enum domain::OrderState;

namespace {

std::vector<domain::Event> run(const std::vector<services::Delivery>& batch) {
  return services::PointsService("points-1").process(batch).value().events;
}

}  // namespace

class PointsServiceTest : public QObject {
  Q_OBJECT

 private slots:
  void aPaidOrderEarnsAPointAWholeEuro() {
    const auto paid = deliverPaid("o1");
    const auto events = run({paid});
    QCOMPARE(brief(events), (Lines{"PointsAccrued o1 accrued"}));
    QCOMPARE(events[0].points, std::int64_t{44});
    QCOMPARE(events[0].userId, std::string("user1"));
    QCOMPARE(events[0].eventId, std::string("o1-points"));
    QCOMPARE(events[0].node, std::string("points-1"));
    QVERIFY(events[0].occurredAt == paid.event.occurredAt && events[0].placedAt == paid.event.placedAt);
    QVERIFY(events[0].deadline == orderIn(Paid, "o1").deadline);
    QVERIFY(run({paid}) == events);
    auto withoutAmount = paid;
    withoutAmount.event.amountMinor = 0;
    QCOMPARE(run({withoutAmount}).at(0).points, std::int64_t{44});
  }

  void aRefundTakesThemBack() {
    const auto refunded = deliver(services::refundedEvent(orderIn(Refunded, "o1"), "test", "cancelled"));
    const auto events = run({deliverPaid("o1"), refunded, refunded});
    // Before each reversal what it takes back: the payment's own event may come later, out of a dead letter.
    const Lines pair = {"PointsAccrued o1 accrued", "PointsAccrued o1 reversed"};
    QCOMPARE(brief(events), (Lines{pair[0], pair[0], pair[1], pair[0], pair[1]}));
    QCOMPARE(events[1].points + events[2].points, std::int64_t{0});
    QCOMPARE(events[0].eventId, events[1].eventId);
    QCOMPARE(events[0].points, events[1].points);
    QCOMPARE(events[2].eventId, std::string("o1-points-reversed"));
    QCOMPARE(events[2].userId, std::string("user1"));
    QVERIFY(events[2] == events[4]);
    QVERIFY(domain::decodeEvent(domain::encodeEvent(events[2])).value() == events[2]);
  }

  void whatMovedNoOrderEarnsNothing() {
    QVERIFY(run({deliver(services::declinedEvent(orderIn(Cancelled, "o1"), "test", "card declined")),
                 deliver(EventKind::OrderCancelled, "o2")})
                .empty());
    // A payment that came through after the order was cancelled, and its refund, as payment tells of them.
    support::FakeOrderStore store;
    FakePayments payments;
    services::PaymentService payment(store, payments, "payment-1");
    store.addStock("abc", 0), store.addStock("xyz", 0);
    store.putOrder(orderIn(Created, "o3"));
    payments.whileCharging = [&] { store.putOrder(orderIn(Cancelled, "o3")); };
    const auto told = payment.process(std::vector{deliverPlaced("o3")}).value().events;
    QCOMPARE(brief(told), (Lines{"PaymentProcessed o3 confirmed", "PaymentRefunded o3"}));
    std::vector<services::Delivery> late;
    for (const auto& event : told) late.push_back(deliver(event));
    QVERIFY(run(late).empty());
  }
};

ORDERDECK_TEST(PointsServiceTest)
#include "points_service_test.moc"
