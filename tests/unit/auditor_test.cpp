// The auditor finds what is broken, names it, and raises no alarm over orders that are merely on their way.
#include <QtTest>

#include "tests/harness/test_registry.h"
#include "tests/unit/auditor_world.h"

using namespace orderdeck;
using namespace orderdeck::test;
using domain::OrderState;
using ops::AuditResult;
using ops::Verdict;

class AuditorTest : public QObject {
  Q_OBJECT
 private slots:
  void aSoundSystemAtRestIsOk() {
    World world;
    for (int i = 0; i < 20; ++i) world.complete(world.place());
    world.drainOutbox();
    const AuditResult result = world.audit();
    QVERIFY2(result.verdict == Verdict::Ok, qPrintable(brokenOf(result) + unknownOf(result) + detail(result, 3)));
    QVERIFY(result.atRest && result.unrest.empty());
    QCOMPARE(result.invariants.size(), 12U);
    QCOMPARE(result.balance.accepted, 20);
    QCOMPARE(result.balance.finished, 20);
    QCOMPARE(result.balance.inFlight, 0);
    QCOMPARE(result.balance.unaccounted, 0);
  }

  void ordersOnTheirWayAreNoAlarm() {
    World world;
    world.complete(world.place());
    world.place();  // accepted, unknown to the ledger
    const auto paid = world.place();
    world.move(paid, {OrderState::Paying, OrderState::Paid});
    world.ledger.orders[paid] = OrderState::Paid;  // its charge was not booked yet
    world.ledger.moneySums.owed += 200;
    world.ledger.unplaced = {paid};
    const AuditResult result = world.audit();
    QCOMPARE(brokenOf(result), "");
    QCOMPARE(unknownOf(result), "3,5,10");  // what needs rest is not said to hold
    QVERIFY(result.verdict == Verdict::Unknown);
    QVERIFY(!result.atRest);
    QVERIFY2(told(result).contains("2 orders are open: order-2 (created), order-3 (paid)") &&
                 told(result).contains("wait in the outbox"),
             qPrintable(told(result)));
    QCOMPARE(result.balance.accepted, 3);
    QCOMPARE(result.balance.finished, 1);
    QCOMPARE(result.balance.inFlight, 2);
    QCOMPARE(result.balance.unaccounted, 0);
  }

  void anOrderThatMovesBetweenTheReadsIsNoAlarm() {
    World world;
    world.complete(world.place());
    const auto moving = world.place();
    world.drainOutbox();
    // Just before the ledger is counted the order completes and another one is accepted.
    bool once = true;
    world.ledger.onCount = [&] {
      if (std::exchange(once, false)) {
        world.complete(moving);
        world.place();
      }
    };
    const AuditResult result = world.audit();
    QCOMPARE(brokenOf(result), "");
    QCOMPARE(result.balance.unaccounted, 0);
  }

  void anOrderThatVanishedIsMissed() {
    World world;
    world.complete(world.place());
    const auto gone = world.place();
    world.complete(gone);
    world.drainOutbox();
    world.ledger.orders.erase(gone);
    world.ledger.sums["abc"].reserved -= 2;
    world.ledger.sums["abc"].sold -= 2;
    world.ledger.moneySums = {.captured = 200, .refunded = 0, .owed = 200, .chargedTwice = 0};
    world.store.forgotten.insert(gone);
    const AuditResult result = world.audit();
    QVERIFY(brokenOf(result).contains('4'));
    QVERIFY(detail(result, 4).contains(QString::fromStdString(gone)));
    QCOMPARE(result.balance.unaccounted, 1);
  }

  void aJournaledIdThatIsNowhereIsNamed() {
    World world;
    world.complete(world.place());
    world.drainOutbox();
    world.journal.push_back("told-but-never-there");
    const AuditResult result = world.audit();
    QCOMPARE(brokenOf(result), "4");
    QVERIFY(detail(result, 4).contains("told-but-never-there"));
  }

  void stockThatDiffersFromTheLedgerIsNamedWithItsFigures() {
    World world;
    world.complete(world.place());
    world.drainOutbox();
    world.ledger.sums["abc"].sold += 1;
    AuditResult result = world.audit();
    QCOMPARE(brokenOf(result), "10");
    QVERIFY(detail(result, 10).contains("abc"));
    QCOMPARE(result.invariants[9].products, std::vector<std::string>{"abc"});
    world.ledger.sums["abc"].sold -= 1;
    world.ledger.sums["abc"].stocked += 1;
    result = world.audit();
    QCOMPARE(brokenOf(result), "3");
    QVERIFY(detail(result, 3).contains("abc"));
  }

  void anOrderThatDiffersIsNamedWithBothStates() {
    World world;
    const auto id = world.place();
    world.complete(id);
    world.drainOutbox();
    world.ledger.orders[id] = OrderState::Cancelled;
    const AuditResult result = world.audit();
    QCOMPARE(brokenOf(result), "10");
    QCOMPARE(result.invariants[9].orders, std::vector<std::string>{id});
    QVERIFY(detail(result, 10).contains("completed in Redis, cancelled in the ledger"));
  }

  void anEffectBeforeItsCauseIsNamedUnlessTheBrokerBeganAnew() {
    World world;
    world.complete(world.place());
    world.drainOutbox();
    const core::Timestamp at = core::now() - core::Millis{60'000};
    world.ledger.contradictions = {{.orderId = "order-1",
                                    .cause = "order-1-shipped",
                                    .effect = "order-1-completed",
                                    .topic = "order-shipped",
                                    .partition = 3,
                                    .causeOffset = 9,
                                    .effectOffset = 8,
                                    .causeOccurredAt = at,
                                    .causeRecordedAt = at + core::Millis{500}}};
    world.brokerStarts = {at - core::Millis{30'000}};
    const AuditResult result = world.audit();
    QCOMPARE(brokenOf(result), "7");
    QVERIFY(detail(result, 7).contains("order-1-completed at 8 before order-1-shipped at 9 of order-shipped/3"));
    world.brokerStarts.push_back(at + core::Millis{200});
    QCOMPARE(brokenOf(world.audit()), "");
  }

  void aFencingTokenThatWentBackIsNamed() {
    World world;
    world.store.setFence("abc", 7);
    QCOMPARE(brokenOf(world.audit()), "");
    world.store.setFence("abc", 6);
    const AuditResult result = world.audit();
    QCOMPARE(brokenOf(result), "9");
    QCOMPARE(result.invariants[8].products, std::vector<std::string>{"abc"});
    world.store.setFence("abc", 7);
    QCOMPARE(brokenOf(world.audit()), "");
    world.probe.refuses = false;
    QCOMPARE(brokenOf(world.audit()), "9");
  }

  void deadLetteredOrdersAreNotInFlightAndNotWaitedFor() {
    World world;
    world.complete(world.place());
    const auto stuck = world.place();
    world.drainOutbox();
    world.letters.open = {stuck};
    world.ledger.orders[stuck] = OrderState::Created;
    world.ledger.sums["abc"].reserved += 2;
    const AuditResult result = world.audit(core::Millis{20'000});
    QVERIFY2(result.verdict == Verdict::Ok, qPrintable(brokenOf(result) + unknownOf(result)));
    QVERIFY(result.atRest && result.seconds < 10);
    QVERIFY2(detail(result, 4).contains("dead letters wait of " + QString::fromStdString(stuck)),
             qPrintable(detail(result, 4)));
    QCOMPARE(result.balance.accepted, 2);
    QCOMPARE(result.balance.finished, 1);
    QCOMPARE(result.balance.inFlight, 0);
    QCOMPARE(result.balance.deadLettered, 1);
    QCOMPARE(result.balance.unaccounted, 0);
  }

  // Each source that cannot be read leaves unknown what depends on it, with its reason; the rest is judged all the
  // same.
  void whatCannotBeReadIsNotChecked() {
    World world;
    world.complete(world.place());
    world.drainOutbox();
    world.store.failAlways("", {core::ErrorCode::Disconnected, "no route to Redis", true});
    AuditResult result = world.audit();
    QCOMPARE(brokenOf(result), "");
    QCOMPARE(unknownOf(result), "1,2,3,4,5,6,9,10");
    for (const int number : {1, 2, 3, 4, 6, 9, 10})
      QVERIFY2(detail(result, number).contains("no route to Redis"), qPrintable(detail(result, number)));
    QVERIFY(result.verdict == Verdict::Unknown);
    QVERIFY(told(result).contains("Redis does not answer: no route to Redis"));
    world.store.healAll();
    world.ledger.failure = core::Error{core::ErrorCode::Unavailable, "file is not a database", true};
    result = world.audit();
    QCOMPARE(brokenOf(result), "");
    QCOMPARE(unknownOf(result), "3,4,5,6,7,8,10");
    for (const int number : {3, 4, 5, 6, 7, 8, 10})
      QVERIFY2(detail(result, number).contains("file is not a database"), qPrintable(detail(result, number)));
    world.ledger.failure.reset();
    world.journalFailure = core::Error{core::ErrorCode::Unavailable, "permission denied", true};
    result = world.audit();
    QCOMPARE(unknownOf(result), "4,8");
    QVERIFY(detail(result, 4).contains("permission denied"));
    world.journalFailure.reset();
    world.measured.missing = "no broker answers";
    world.recovery.reset();
    QCOMPARE(unknownOf(world.audit()), "11,12");
    QVERIFY(world.audit().verdict == Verdict::Unknown);
  }

  void aBreakIsToldThoughSomethingElseCannotBeRead() {
    World world;
    world.complete(world.place());
    world.drainOutbox();
    world.store.addStock("abc", -2'000);
    world.ledger.failure = core::Error{core::ErrorCode::Unavailable, "locked", true};
    QCOMPARE(brokenOf(world.audit()), "1");
  }

  void withoutAKeyTheEighthIsNotChecked() {
    World world;
    world.complete(world.place());
    world.drainOutbox();
    world.keyed.clear();
    QCOMPARE(unknownOf(world.audit()), "8");
    QVERIFY(world.audit().verdict == Verdict::Unknown);
    world.ledger.keyed.count = 1;
    QCOMPARE(unknownOf(world.audit()), "");
  }

  // The hash is gone, its place in the index of open orders is not; or both are. What it held is reserved all the same.
  void anOpenOrderThatIsGoneFromRedisIsLost() {
    for (const bool isIndexed : {true, false}) {
      World world;
      world.complete(world.place());
      const auto gone = world.place();
      world.drainOutbox();
      world.ledger.orders[gone] = OrderState::Created;
      world.ledger.sums["abc"].reserved += 2;
      world.store.forgotten.insert(gone);
      if (!isIndexed) world.store.unindexed.insert(gone);
      const AuditResult result = world.audit();
      QCOMPARE(brokenOf(result), "4");
      QCOMPARE(result.invariants[3].orders, std::vector<std::string>{gone});
      QVERIFY2(detail(result, 4).contains("(created in the ledger)"), qPrintable(detail(result, 4)));
      QCOMPARE(result.balance.unaccounted, 1);
      QCOMPARE(result.balance.inFlight, 0);
      QVERIFY(result.atRest);
    }
    World world;
    const auto gone = world.place();
    world.drainOutbox();
    world.store.forgotten.insert(gone);  // the ledger does not know it either: what it held nobody knows
    const AuditResult result = world.audit();
    QCOMPARE(brokenOf(result), "4");
    QCOMPARE(unknownOf(result), "2,10");
    QVERIFY(detail(result, 4).contains("not in the ledger either"));
  }

  // A mail that was refused for good: its order is completed everywhere and stays open, for it is not whole.
  void aCompletedOrderThatOwesAMailIsAccountedFor() {
    World world;
    world.complete(world.place());
    const auto owing = world.place();
    world.complete(owing);
    world.store.reopen(owing);
    world.drainOutbox();
    world.letters.waiting = {owing};
    AuditResult result = world.audit(core::Millis{20'000});
    QVERIFY2(result.verdict == Verdict::Ok, qPrintable(brokenOf(result) + unknownOf(result)));
    QVERIFY(result.atRest && result.seconds < 10);
    QVERIFY(detail(result, 4).contains(QString::fromStdString(owing)));
    QCOMPARE(result.balance.finished, 2);
    QCOMPARE(result.balance.unaccounted, 0);
    // Without the letter it is what does not come to rest, by name.
    world.letters.waiting.clear();
    result = world.audit();
    QVERIFY(!result.atRest);
    QVERIFY2(told(result).contains(QString::fromStdString(owing) + " (completed)"), qPrintable(told(result)));
  }

  // What the ledger could not take is a dead letter: the order is not lost, and what it lacks of it is held against
  // nobody.
  void whatTheLedgerCouldNotTakeIsNamedAndNotABreak() {
    World world;
    world.complete(world.place());
    const auto stuck = world.place();
    world.complete(stuck);
    world.store.reopen(stuck);
    world.drainOutbox();
    world.ledger.orders[stuck] = OrderState::Shipped;
    world.ledger.sums["abc"].sold -= 2;
    world.letters.open = world.letters.untaken = {stuck};
    const AuditResult result = world.audit();
    QVERIFY2(result.verdict == Verdict::Ok, qPrintable(brokenOf(result) + unknownOf(result) + told(result)));
    world.letters.untaken.clear();
    QCOMPARE(brokenOf(world.audit()), "10");
  }
};

ORDERDECK_TEST(AuditorTest)
#include "auditor_test.moc"
