// The auditor finds what is broken, names it, and raises no alarm over orders that are merely on their way.
#include <QtTest>

#include <thread>

#include "tests/unit/auditor_world.h"

using namespace orderdeck;
using namespace orderdeck::test;
using domain::OrderState;
using ops::AuditFacts;
using ops::AuditResult;
using ops::Verdict;

namespace {

QString brokenOf(const AuditResult& result) {
  QStringList broken;
  for (const auto& invariant : result.invariants) {
    if (invariant.verdict == Verdict::Broken) broken << QString::number(invariant.number);
  }
  return broken.join(',');
}

QString brokenOf(const AuditFacts& facts) { return brokenOf(AuditResult{.ok = false, .atRest = false, .invariants = ops::judge(facts), .balance = {}, .seconds = 0}); }

QString detail(const AuditResult& result, int number) { return QString::fromStdString(result.invariants[static_cast<std::size_t>(number - 1)].detail); }

}  // namespace

class AuditorTest : public QObject {
  Q_OBJECT
 private slots:
  void aSoundSystemAtRestIsOk() {
    World world;
    for (int i = 0; i < 20; ++i) world.complete(world.place());
    world.drainOutbox();
    const AuditResult result = world.audit();
    QVERIFY2(result.ok, qPrintable(brokenOf(result) + detail(result, 3)));
    QVERIFY(result.atRest);
    QCOMPARE(result.invariants.size(), 12U);
    QCOMPARE(result.balance.accepted, 20);
    QCOMPARE(result.balance.finished, 20);
    QCOMPARE(result.balance.inFlight, 0);
    QCOMPARE(result.balance.unaccounted, 0);
  }

  void ordersOnTheirWayAreNoAlarm() {
    World world;
    world.complete(world.place());
    world.place();                                                    // accepted, unknown to the ledger
    const auto paid = world.place();
    world.move(paid, {OrderState::Paying, OrderState::Paid});
    world.ledger.orders[paid] = OrderState::Paid;                     // its charge was not booked yet
    world.ledger.moneySums.owed += 200;
    world.ledger.illegal = {paid};                                    // its placement was not booked yet
    world.ledger.unplaced = {paid};
    const AuditResult result = world.audit();
    QVERIFY2(result.ok, qPrintable(brokenOf(result)));
    QVERIFY(!result.atRest);
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
    QVERIFY2(result.ok, qPrintable(brokenOf(result)));
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
    world.told.contradictions = {{.orderId = "order-1", .cause = "order-1-shipped", .effect = "order-1-completed", .topic = "order-shipped", .partition = 3,
                                  .causeOffset = 9, .effectOffset = 8, .causeOccurredAt = at, .causeRecordedAt = at + core::Millis{500}}};
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
    const AuditResult result = world.audit(core::Millis{20'000});
    QVERIFY2(result.ok, qPrintable(brokenOf(result)));
    QVERIFY(result.seconds < 10);
    QCOMPARE(result.balance.accepted, 2);
    QCOMPARE(result.balance.finished, 1);
    QCOMPARE(result.balance.inFlight, 0);
    QCOMPARE(result.balance.deadLettered, 1);
    QCOMPARE(result.balance.unaccounted, 0);
  }

  void keysAreHeldToTheirFirstAnswer() {
    const auto verdict = [](std::vector<ops::KeyedAnswer> answers) {
      ops::KeyBook book;
      for (const auto& answer : answers) book.add(answer);
      return ops::judgeKeys(book).verdict;
    };
    QCOMPARE(verdict({}), Verdict::Unknown);
    QCOMPARE(verdict({{"k", 1, 202, "a"}, {"k", 1, 202, "a"}, {"k", 2, 422, ""}}), Verdict::Ok);
    QCOMPARE(verdict({{"k", 1, 503, ""}, {"k", 2, 202, "a"}, {"k", 2, 409, ""}}), Verdict::Ok);  // a refusal promises nothing
    QCOMPARE(verdict({{"k", 1, 202, "a"}, {"k", 1, 202, "b"}}), Verdict::Broken);
    QCOMPARE(verdict({{"k", 1, 202, "a"}, {"k", 2, 202, "a"}}), Verdict::Broken);
    QCOMPARE(verdict({{"k", 1, 202, "a"}, {"k", 1, 422, ""}}), Verdict::Broken);
  }

  void aKeyBookForgetsTheOldest() {
    ops::KeyBook book(2);
    for (const char* key : {"a", "b", "c"}) book.add({key, 1, 202, std::string("order-") + key});
    book.add({"a", 1, 202, "another"});
    QCOMPARE(book.differing().count, 0);
    book.add({"c", 1, 202, "another"});
    QCOMPARE(book.differing().count, 1);
  }

  void recoveryIsTimedFromTheEndOfTheLastDisturbance() {
    const core::Timestamp t = core::now();
    const auto after = [t](int seconds) { return t + core::Millis{1'000 * seconds}; };
    ops::RecoveryWatch watch(core::Millis{10'000});
    QCOMPARE(ops::judgeRecovery(watch.look(t, "", true), t).verdict, Verdict::Ok);
    QCOMPARE(ops::judgeRecovery(watch.look(after(1), "redis is down", false), after(1)).verdict, Verdict::Unknown);
    QCOMPARE(ops::judgeRecovery(watch.look(after(60), "redis is down", true), after(60)).verdict, Verdict::Unknown);
    QCOMPARE(ops::judgeRecovery(watch.look(after(61), "", false), after(61)).verdict, Verdict::Unknown);
    QCOMPARE(ops::judgeRecovery(watch.look(after(64), "", true), after(64)).verdict, Verdict::Ok);
    QCOMPARE(watch.look(after(65), "", true).took, core::Millis{3'000});
    (void)watch.look(after(70), "fault payment-slow", true);
    (void)watch.look(after(71), "", false);
    QCOMPARE(ops::judgeRecovery(watch.look(after(81), "", false), after(81)).verdict, Verdict::Unknown);
    QCOMPARE(ops::judgeRecovery(watch.look(after(82), "", false), after(82)).verdict, Verdict::Broken);
    QCOMPARE(ops::judgeRecovery(watch.look(after(90), "", true), after(90)).verdict, Verdict::Broken);  // too late is not in time
  }

  void aLedgerThatCatchesUpSoonIsNoAlarm() {
    World world;
    world.complete(world.place());
    (void)world.store.restock("abc", 50);
    world.drainOutbox();
    int looks = 0;
    world.ledger.onCount = [&] {
      if (++looks == 3) world.ledger.sums["abc"].stocked += 50;
    };
    const AuditResult result = world.audit();
    QVERIFY2(result.ok, qPrintable(detail(result, 3)));
    QCOMPARE(looks, 3);
  }

  void waitsForRest() {
    World world;
    const auto late = world.place();
    world.drainOutbox();
    std::jthread finisher([&] {
      std::this_thread::sleep_for(std::chrono::milliseconds(300));
      world.complete(late);
    });
    const AuditResult result = world.audit(core::Millis{10'000});
    QVERIFY(result.atRest);
    QVERIFY(result.ok);
    QVERIFY(result.seconds < 5);
  }

  void eachInvariantHasItsRule() {
    AuditFacts sound;
    sound.still = sound.atRest = true;
    sound.levels = {{"abc", 8, 0, 2, 10, 3}};
    sound.movements["abc"] = {.stocked = 10, .reserved = 3, .sold = 2, .released = 1, .returned = 0};
    sound.flowBefore = sound.flowAfter = {{">created", 2}, {"created>paying", 2}};
    sound.ledgerOrders = sound.ledgerFinished = 2;
    sound.money = {.captured = 500, .refunded = 100, .owed = 400, .chargedTwice = 0};
    QCOMPARE(brokenOf(sound), "");

    const auto with = [&](auto change) {
      AuditFacts facts = sound;
      change(facts);
      return brokenOf(facts);
    };
    QCOMPARE(with([](AuditFacts& f) { f.levels[0] = {"abc", -1, 0, 11, 10, 3}; }), "1,10");
    QCOMPARE(with([](AuditFacts& f) { f.levels[0].reserved = 2; f.levels[0].available = 6; }), "2,10");  // held by no order
    QCOMPARE(with([](AuditFacts& f) { f.finishedButHolding.add("order-1"); }), "2");
    QCOMPARE(with([](AuditFacts& f) { f.levels[0].available = 7; }), "3");
    QCOMPARE(with([](AuditFacts& f) { f.ledgerOrders = f.ledgerFinished = 1; }), "4");
    QCOMPARE(with([](AuditFacts& f) { f.ledgerOrders = f.ledgerFinished = 3; }), "4");  // more than were accepted
    QCOMPARE(with([](AuditFacts& f) { f.unplaced.add("order-1"); }), "4");
    QCOMPARE(with([](AuditFacts& f) { f.strayed.add("order-1"); }), "4");
    QCOMPARE(with([](AuditFacts& f) { f.money.chargedTwice = 1; }), "5");
    QCOMPARE(with([](AuditFacts& f) { f.money.captured = 600; }), "5");
    QCOMPARE(with([](AuditFacts& f) { f.illegal.add("order-1"); }), "6");
    QCOMPARE(with([](AuditFacts& f) { f.reopened.add("order-1"); }), "6");
    QCOMPARE(with([](AuditFacts& f) { f.flowAfter["completed>paid"] = 1; }), "6");
    QCOMPARE(with([](AuditFacts& f) { f.misbooked.add("order-1"); }), "5");
    QCOMPARE(with([](AuditFacts& f) { f.misordered.add("order-1"); }), "7");
    QCOMPARE(with([](AuditFacts& f) { f.keys.add({"k", 1, 202, "a"}); f.keys.add({"k", 1, 202, "b"}); }), "8");
    QCOMPARE(with([](AuditFacts& f) { f.fencesBack.add("abc"); }), "9");
    QCOMPARE(with([](AuditFacts& f) { f.oldTokenRefused = false; }), "9");
    QCOMPARE(with([](AuditFacts& f) { f.differing.add("order-1"); }), "10");
    QCOMPARE(with([](AuditFacts& f) { f.bounds = {{"outbox", 11, 10, ""}}; }), "11");
    QCOMPARE(with([](AuditFacts& f) { f.bounds = {{"outbox", 10, 10, ""}}; }), "");
    QCOMPARE(with([](AuditFacts& f) {
      f.recovery.emplace();
      f.recovery->limit = core::Millis{1'000};
      f.recovery->since = core::now() - core::Millis{2'000};
    }), "12");
    // What depends on two stores being in step is not held against a system that moves.
    QCOMPARE(with([](AuditFacts& f) { f.still = f.atRest = false; f.money.captured = 600; f.levels[0].reserved = 2; f.levels[0].available = 6; }), "");
    // Too few orders are always held against it.
    QCOMPARE(with([](AuditFacts& f) { f.still = f.atRest = false; f.ledgerOrders = f.ledgerFinished = 1; }), "4");
  }

  void namesTenOffendersAndCountsTheRest() {
    AuditFacts facts;
    for (int i = 0; i < 25; ++i) facts.lost.add("order-" + std::to_string(i));
    const QString text = QString::fromStdString(ops::judge(facts)[3].detail);
    QVERIFY(text.contains("25 orders") && text.contains("order-9") && !text.contains("order-10"));
  }

  void aStoreThatCannotBeReadIsAnError() {
    World world;
    world.store.failAlways("", {core::ErrorCode::Disconnected, "gone", true});
    ops::Auditor auditor({world.store, world.store, world.ledger, world.told, world.probe, world.letters}, world.witnesses());
    QVERIFY(!auditor.run(core::Millis{0}));
  }
};

QTEST_GUILESS_MAIN(AuditorTest)
#include "auditor_test.moc"
