// The ledger's pure rules: when an order is whole, and which histories contradict the state machine.
#include <algorithm>

#include <QtTest>

#include "adapters/sql/ledger_batch.h"
#include "domain/events/completeness.h"
#include "domain/events/history.h"
#include "domain/events/stock_movement.h"
#include "tests/harness/test_registry.h"
#include "tests/support/ledger_stories.h"

using namespace orderdeck;
using namespace orderdeck::adapters::sql;
using namespace orderdeck::tests;
using domain::isLegalHistory;
using domain::isWhole;
using domain::OrderState;
using domain::seenBitsOf;
using enum domain::SeenBit;

namespace {

std::string_view movementOf(const Event& event) {
  const auto kind = domain::movementKindOf(event);
  return kind ? core::nameOf(*kind) : "";
}

}  // namespace

class LedgerRulesTest : public QObject {
  Q_OBJECT

 private slots:
  void wholeCallsForEveryEventOfTheEnd() {
    struct End {
      OrderState state;
      int needed;
    };
    const End ends[] = {
        {OrderState::Completed,
         kSeenPlaced | kSeenPaid | kSeenPoints | kSeenReserved | kSeenNotified | kSeenShipped | kSeenCompleted},
        {OrderState::Cancelled, kSeenPlaced | kSeenCancelled},
        {OrderState::Cancelled, kSeenPlaced | kSeenCancelled | kSeenPaid | kSeenRefunded},
        {OrderState::Rejected, kSeenPlaced | kSeenRejected},
        {OrderState::Refunded, kSeenPlaced | kSeenPaid | kSeenPoints | kSeenCancelled | kSeenRefunded | kSeenReversed}};
    const int returned =
        kSeenPlaced | kSeenPaid | kSeenPoints | kSeenCancelled | kSeenReturned | kSeenRefunded | kSeenReversed;
    QVERIFY(isWhole(OrderState::Refunded, returned | kSeenReserved));
    QVERIFY(!isWhole(OrderState::Refunded, returned));
    for (const auto& [state, needed] : ends) {
      // Of a completed order a payment is always called for; of a closed one only its refund, once it was paid.
      if (state == OrderState::Completed) QVERIFY(!isWhole(state, needed & ~kSeenPaid));
      QVERIFY(isWhole(state, needed) || state == OrderState::Completed);
      for (int bit = 1; bit <= kSeenReversed; bit <<= 1) {
        const bool isSpare = (needed & bit) == 0;
        const bool paidClose = bit == kSeenPaid && (state == OrderState::Cancelled || state == OrderState::Rejected);
        if (!isSpare && !paidClose) QVERIFY(!isWhole(state, needed & ~bit));
      }
    }
    QVERIFY(!isWhole(OrderState::Rejected, kSeenPlaced | kSeenRejected | kSeenPaid));
    // Closed while its charge ran: whole once it is known what became of that.
    const int charging = kSeenPlaced | kSeenCancelled | kSeenCharging;
    QVERIFY(!isWhole(OrderState::Cancelled, charging));
    QVERIFY(!isWhole(OrderState::Cancelled, charging | kSeenPaid));
    QVERIFY(isWhole(OrderState::Cancelled, charging | kSeenDeclined));
    QVERIFY(isWhole(OrderState::Cancelled, charging | kSeenPaid | kSeenRefunded));
  }

  void everyEventLeavesItsMark() {
    int seen = 0;
    for (const Event& event : refundedOrder("A")) seen |= seenBitsOf(event);
    QCOMPARE(seen, kSeenPlaced | kSeenPaid | kSeenReserved | kSeenCancelled | kSeenReturned | kSeenRefunded |
                       kSeenPoints | kSeenReversed);
    QVERIFY(seenBitsOf(latelyPaidOrder("A")[1]) & kSeenCharging);
    QVERIFY(!(seenBitsOf(refundedOrder("A")[3]) & kSeenCharging));
    QVERIFY(!(seenBitsOf(at(0, EventKind::OrderRejected, "A", "items released")) & kSeenReturned));
    QCOMPARE(seenBitsOf(restock("R", "abc", 5)), 0);
  }

  void onlyTerminalStatesAreWhole() {
    for (const OrderState state : domain::kOrderStates)
      QCOMPARE(isWhole(state, ~kSeenPaid | kSeenPaid), domain::isTerminal(state));
  }

  void aHistoryFollowsTheStateMachine_data() {
    QTest::addColumn<std::vector<Event>>("events");
    QTest::addColumn<bool>("legal");
    const auto without = [](std::vector<Event> events, std::size_t index) {
      events.erase(events.begin() + static_cast<std::ptrdiff_t>(index));
      return events;
    };
    const auto with = [](std::vector<Event> events, Event event) {
      events.push_back(std::move(event));
      return events;
    };
    QTest::newRow("nothing") << std::vector<Event>{} << true;
    QTest::newRow("completed") << completedOrder("A") << true;
    QTest::newRow("declined") << declinedOrder("A") << true;
    QTest::newRow("refunded") << refundedOrder("A") << true;
    QTest::newRow("paid late") << latelyPaidOrder("A") << true;
    QTest::newRow("payment not there yet") << without(completedOrder("A"), 1) << true;
    QTest::newRow("placement not there yet") << without(completedOrder("A"), 0) << true;
    QTest::newRow("two ends") << with(completedOrder("A"), at(20, EventKind::OrderCancelled, "A", "items returned"))
                              << false;
    QTest::newRow("shipped after cancelled") << with(declinedOrder("A"), at(20, EventKind::OrderShipped, "A")) << false;
    QTest::newRow("placed twice") << with(completedOrder("A"), at(0, EventKind::OrderPlaced, "A")) << false;
    QTest::newRow("paid twice") << with(completedOrder("A"), at(10, EventKind::PaymentProcessed, "A", "confirmed"))
                                << false;
    // The clock of a node that was set back, or forward: the order is as healthy as it was.
    for (const int hours : {-1, 1, 24 * 365}) {
      for (std::size_t i = 0; i < completedOrder("A").size(); ++i) {
        std::vector<Event> skewed = completedOrder("A");
        skewed[i].occurredAt += std::chrono::hours(hours);
        QTest::addRow("event %zu dated %d hours off", i, hours) << skewed << true;
      }
    }
    std::vector<Event> overtaken = refundedOrder("A");
    overtaken[3].occurredAt = kStart + core::Millis{1};
    QTest::newRow("cancellation written before the confirmation") << overtaken << true;
  }
  void aHistoryFollowsTheStateMachine() {
    QFETCH(std::vector<Event>, events);
    QFETCH(bool, legal);
    QCOMPARE(isLegalHistory(events), legal);
    std::ranges::reverse(events);
    QCOMPARE(isLegalHistory(events), legal);
  }

  void movementsFollowTheStock() {
    QCOMPARE(movementOf(restock("R", "abc", 5)), "stocked");
    QCOMPARE(movementOf(at(0, EventKind::OrderPlaced, "A")), "reserved");
    QCOMPARE(movementOf(at(0, EventKind::InventoryUpdated, "A", "items reserved")), "sold");
    QCOMPARE(movementOf(at(0, EventKind::InventoryUpdated, "A", "items released")), "released");
    QCOMPARE(movementOf(at(0, EventKind::InventoryUpdated, "A", "out of stock")), "");
    QCOMPARE(movementOf(at(0, EventKind::OrderRejected, "A", "items released")), "released");
    QCOMPARE(movementOf(at(0, EventKind::OrderCancelled, "A", "items returned")), "returned");
    QCOMPARE(movementOf(at(0, EventKind::OrderCancelled, "A")), "");
    QCOMPARE(movementOf(at(0, EventKind::OrderShipped, "A")), "");
  }

  void aBatchWritesAnOrderOnce() {
    const std::vector<Event> events = completedOrder("A");
    LedgerBatch batch;
    for (auto event = events.rbegin(); event != events.rend(); ++event) batch.add(*event);
    QCOMPARE(batch.orders().size(), 1u);
    QCOMPARE(batch.orders()[0].state, OrderState::Completed);
    QCOMPARE(batch.orders()[0].userId, "user1");
    QCOMPARE(batch.orders()[0].updatedAt, kStart + core::Millis{13});
    QCOMPARE(batch.payments().size(), 1u);
    QCOMPARE(batch.points().size(), 1u);
    QCOMPARE(batch.points()[0].accrued, kAmount / 100);
    QCOMPARE(batch.points()[0].reversed, 0);
    QCOMPARE(batch.movements().size(), 4u);
    QVERIFY(batch.touches("A"));
    QVERIFY(!batch.touches("B"));
  }
};

ORDERDECK_TEST(LedgerRulesTest)
#include "ledger_rules_test.moc"
