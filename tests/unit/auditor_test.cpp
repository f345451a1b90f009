// The auditor finds what is broken, names it, and raises no alarm over orders that are merely on their way.
#include <QtTest>

#include <thread>

#include "ops/audit/invariants/rules.h"
#include "tests/harness/test_registry.h"
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

QString brokenOf(const AuditFacts& facts) {
  AuditResult result;
  result.invariants = ops::judge(facts);
  return brokenOf(result);
}

QString unknownOf(const AuditResult& result) {
  QStringList unknown;
  for (const auto& invariant : result.invariants) {
    if (invariant.verdict == Verdict::Unknown) unknown << QString::number(invariant.number);
  }
  return unknown.join(',');
}

QString told(const AuditResult& result) {
  QStringList words;
  for (const auto& text : result.unrest) words << QString::fromStdString(text);
  return words.join("; ");
}

QString detail(const AuditResult& result, int number) {
  return QString::fromStdString(result.invariants[static_cast<std::size_t>(number - 1)].detail);
}

}  // namespace

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

  void keysAreHeldToTheirFirstAnswer() {
    const auto verdict = [](std::vector<ops::KeyedAnswer> answers) {
      ops::KeyBook book;
      for (const auto& answer : answers) book.add(answer);
      return ops::judgeKeys({.book = &book}).verdict;
    };
    QCOMPARE(verdict({}), Verdict::Unknown);
    QCOMPARE(verdict({{"k", 1, 202, "a"}, {"k", 1, 202, "a"}, {"k", 2, 422, ""}}), Verdict::Ok);
    QCOMPARE(verdict({{"k", 1, 503, ""}, {"k", 2, 202, "a"}, {"k", 2, 409, ""}}),
             Verdict::Ok);  // a refusal promises nothing
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
    const auto t = std::chrono::steady_clock::now();
    const auto after = [t](int seconds) { return t + core::Millis{1'000 * seconds}; };
    ops::RecoveryWatch watch(core::Millis{10'000});
    const auto verdict = [&](int second, const std::string& disturbedBy, bool holds) {
      return ops::judgeRecovery(watch.look(after(second), disturbedBy, {}, holds), after(second)).verdict;
    };
    QCOMPARE(verdict(0, "", true), Verdict::Ok);
    QCOMPARE(verdict(1, "redis is down", false), Verdict::Unknown);
    QCOMPARE(verdict(60, "redis is down", true), Verdict::Unknown);
    QCOMPARE(verdict(61, "", false), Verdict::Unknown);
    QCOMPARE(verdict(64, "", true), Verdict::Ok);
    QCOMPARE(watch.look(after(65), "", {}, true).took, core::Millis{3'000});
    (void)verdict(70, "fault payment-slow", true);
    (void)verdict(71, "", false);
    QCOMPARE(verdict(81, "", false), Verdict::Unknown);
    QCOMPARE(verdict(82, "", false), Verdict::Broken);
    QCOMPARE(verdict(90, "", true), Verdict::Broken);  // too late is not in time
  }

  void aProcessThatStaysAwayIsNoDisturbanceButAViolation() {
    const auto t = std::chrono::steady_clock::now();
    const std::vector<ops::Progress> away = {{"ledger-1", true, {}, "paused"}};
    ops::RecoveryWatch watch(core::Millis{10'000});
    const auto result = [&](int second, std::span<const ops::Progress> gone) {
      const auto at = t + core::Millis{1'000 * second};
      return ops::judgeRecovery(watch.look(at, gone.empty() ? "" : "ledger-1 is paused", gone, true), at);
    };
    QCOMPARE(result(0, away).verdict, Verdict::Unknown);
    QCOMPARE(result(10, away).verdict, Verdict::Unknown);
    const auto late = result(11, away);
    QCOMPARE(late.verdict, Verdict::Broken);
    QVERIFY(late.detail.find("ledger-1 has been paused for 11 s (limit 10 s)") != std::string::npos);
    QCOMPARE(result(12, {}).verdict, Verdict::Ok);
  }

  void whatDoesNotMoveIsBrokenHoweverLittleWaits() {
    const auto t = std::chrono::steady_clock::now();
    ops::StandstillWatch watch(core::Millis{30'000});
    const auto look = [&](int second, bool waits, const char* mark) {
      const std::vector<ops::Progress> all = {{"group ledger", waits, mark, "STOPPED, 1 messages wait"},
                                              {"the outbox", false, "7-0", ""}};
      return watch.look(t + core::Millis{1'000 * second}, all);
    };
    const auto verdict = [](std::vector<ops::Standstill> standing) {
      return ops::judgeBounds(
          {.bounds = {{"lag of ledger", 1, 1e6, ""}}, .standing = std::move(standing), .missing = {}});
    };
    QVERIFY(look(0, true, "a").empty());  // it has just come
    QCOMPARE(verdict(look(1, true, "a")).verdict, Verdict::Unknown);
    QCOMPARE(verdict(look(30, true, "a")).verdict, Verdict::Unknown);
    const auto over = verdict(look(31, true, "a"));
    QCOMPARE(over.verdict, Verdict::Broken);
    QVERIFY(over.detail.find("group ledger has not moved for 31 s: STOPPED, 1 messages wait (limit 30 s)") !=
            std::string::npos);
    QVERIFY(look(32, true, "b").empty());                          // it moved
    QCOMPARE(verdict(look(40, false, "b")).verdict, Verdict::Ok);  // nothing waits any more
    QVERIFY(look(80, true, "b").empty());                          // what waits now has not waited since then
    QCOMPARE(ops::judgeBounds({.bounds = {{"lag", 1, 2, ""}}, .missing = "no broker answers"}).verdict,
             Verdict::Unknown);
    QCOMPARE(ops::judgeBounds({.bounds = {{"lag", 3, 2, ""}}, .missing = "no broker answers"}).verdict,
             Verdict::Broken);
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
    QVERIFY2(result.verdict == Verdict::Ok, qPrintable(detail(result, 3)));
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
    QVERIFY(result.verdict == Verdict::Ok);
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
    QCOMPARE(with([](AuditFacts& f) {
               f.levels[0].reserved = 2;
               f.levels[0].available = 6;
             }),
             "2,10");  // held by no order
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
    QCOMPARE(with([](AuditFacts& f) {
               f.keys.add({"k", 1, 202, "a"});
               f.keys.add({"k", 1, 202, "b"});
             }),
             "8");
    QCOMPARE(with([](AuditFacts& f) { f.keyed = {.count = 2, .shared = {{"k", {"a", "b"}, true}}}; }), "8");
    QCOMPARE(with([](AuditFacts& f) { f.gone.add("order-1"); }), "4");
    QCOMPARE(with([](AuditFacts& f) { f.movements["ghost"].stocked = 5; }), "3");
    QCOMPARE(with([](AuditFacts& f) {
               f.movements["ghost"] = {.stocked = 0, .reserved = 5, .sold = 0, .released = 5, .returned = 0};
             }),
             "10");
    QCOMPARE(with([](AuditFacts& f) { f.miscounted.add("completed", "3 in Redis, 2 in the ledger"); }), "10");
    QCOMPARE(with([](AuditFacts& f) { f.flowAfter["paying>paid"] = 3; }), "6");  // more than came into paying
    QCOMPARE(with([](AuditFacts& f) { f.fencesBack.add("abc"); }), "9");
    QCOMPARE(with([](AuditFacts& f) { f.oldTokenRefused = false; }), "9");
    QCOMPARE(with([](AuditFacts& f) { f.differing.add("order-1"); }), "10");
    QCOMPARE(with([](AuditFacts& f) { f.measured.bounds = {{"outbox", 11, 10, ""}}; }), "11");
    QCOMPARE(with([](AuditFacts& f) { f.measured.bounds = {{"outbox", 10, 10, ""}}; }), "");
    QCOMPARE(with([](AuditFacts& f) {
               f.recovery.emplace();
               f.recovery->limit = core::Millis{1'000};
               f.recovery->since = std::chrono::steady_clock::now() - core::Millis{2'000};
             }),
             "12");
    // What depends on two stores being in step is not held against a system that moves.
    QCOMPARE(with([](AuditFacts& f) {
               f.still = f.atRest = false;
               f.money.captured = 600;
               f.levels[0].reserved = 2;
               f.levels[0].available = 6;
             }),
             "");
    // Too few orders are always held against it.
    QCOMPARE(with([](AuditFacts& f) {
               f.still = f.atRest = false;
               f.ledgerOrders = f.ledgerFinished = 1;
             }),
             "4");
  }

  void namesTenOffendersAndCountsTheRest() {
    AuditFacts facts;
    for (int i = 0; i < 25; ++i) facts.lost.add("order-" + std::to_string(i));
    const QString text = QString::fromStdString(ops::judge(facts)[3].detail);
    QVERIFY(text.contains("25 orders") && text.contains("order-9") && !text.contains("order-10"));
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

  void whatNeverComesToRestIsNamed() {
    World world;
    world.complete(world.place());
    const auto stands = world.place();
    world.drainOutbox();
    const AuditResult result = world.audit(core::Millis{500});
    QVERIFY(result.seconds >= 0.5);
    QVERIFY(!result.atRest && result.verdict == Verdict::Unknown);
    QVERIFY2(told(result).contains(QString::fromStdString(stands)), qPrintable(told(result)));
  }

  void waitsForWhatComesToAStandWhileItReads() {
    World world;
    world.complete(world.place());
    world.drainOutbox();
    int asked = 0;
    auto witnesses = world.witnesses();
    witnesses.measured = [&] {  // 1: before all is read, 2: with it, 3: after it
      ops::Measured now = world.measured;
      if (++asked == 2 || asked == 3) now.standing = {{"group logistics", "UNASSIGNED, 0 messages wait", 1}};
      return now;
    };
    ops::Auditor auditor({world.store, world.store, world.ledger, world.ledger, world.probe, world.letters}, witnesses);
    const AuditResult result = auditor.run(core::Millis{20'000});
    QVERIFY2(result.verdict == Verdict::Ok, qPrintable(told(result)));
    QVERIFY(result.seconds < 10);
  }

  void waitsForWhatRecoversAndNotForAnArmedFault() {
    World world;
    world.complete(world.place());
    world.drainOutbox();
    world.recovery->limit = core::Millis{60'000};
    world.recovery->since = std::chrono::steady_clock::now();
    int asked = 0;
    auto witnesses = world.witnesses();
    witnesses.recovery = [&]() -> std::optional<ops::Recovery> {
      if (++asked == 3) world.recovery->since.reset();
      return world.recovery;
    };
    ops::Auditor auditor({world.store, world.store, world.ledger, world.ledger, world.probe, world.letters}, witnesses,
                         core::Millis{700});
    QVERIFY(auditor.run(core::Millis{20'000}).verdict == Verdict::Ok);
    // As a look showed it that is a second old: it is over.
    asked = 0;
    world.recovery->disturbedBy = "risk-1 was restarted";
    witnesses.recovery = [&]() -> std::optional<ops::Recovery> {
      if (++asked == 3) world.recovery->disturbedBy.clear();
      return world.recovery;
    };
    QVERIFY(ops::Auditor({world.store, world.store, world.ledger, world.ledger, world.probe, world.letters}, witnesses)
                .run(core::Millis{20'000})
                .verdict == Verdict::Ok);
    world.recovery->disturbedBy = "fault payment-slow";
    const AuditResult result = auditor.run(core::Millis{20'000});
    QVERIFY(result.seconds < 10);
    QCOMPARE(unknownOf(result), "12");
  }
};

ORDERDECK_TEST(AuditorTest)
#include "auditor_test.moc"
