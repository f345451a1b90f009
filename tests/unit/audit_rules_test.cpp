// What each rule says of facts that are given: the stores need not be read for it.
#include <QtTest>

#include "tests/harness/test_registry.h"
#include "tests/unit/auditor_world.h"

using namespace orderdeck;
using namespace orderdeck::test;
using ops::AuditFacts;
using ops::Verdict;

class AuditRulesTest : public QObject {
  Q_OBJECT
 private slots:
  void keysAreHeldToTheirFirstAnswer() {
    const auto verdict = [](std::vector<ops::KeyedAnswer> answers) {
      ops::KeyJournal journal;
      for (const auto& answer : answers) journal.add(answer);
      return ops::judgeKeys({.journal = &journal}).verdict;
    };
    QCOMPARE(verdict({}), Verdict::Unknown);
    QCOMPARE(verdict({{"k", 1, 202, "a"}, {"k", 1, 202, "a"}, {"k", 2, 422, ""}}), Verdict::Ok);
    QCOMPARE(verdict({{"k", 1, 503, ""}, {"k", 2, 202, "a"}, {"k", 2, 409, ""}}),
             Verdict::Ok);  // a refusal promises nothing
    QCOMPARE(verdict({{"k", 1, 202, "a"}, {"k", 1, 202, "b"}}), Verdict::Broken);
    QCOMPARE(verdict({{"k", 1, 202, "a"}, {"k", 2, 202, "a"}}), Verdict::Broken);
    QCOMPARE(verdict({{"k", 1, 202, "a"}, {"k", 1, 422, ""}}), Verdict::Broken);
  }

  void aKeyJournalForgetsTheOldest() {
    ops::KeyJournal journal(2);
    for (const char* key : {"a", "b", "c"}) journal.add({key, 1, 202, std::string("order-") + key});
    journal.add({"a", 1, 202, "another"});
    QCOMPARE(journal.differing().count, 0);
    journal.add({"c", 1, 202, "another"});
    QCOMPARE(journal.differing().count, 1);
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
};

ORDERDECK_TEST(AuditRulesTest)
#include "audit_rules_test.moc"
