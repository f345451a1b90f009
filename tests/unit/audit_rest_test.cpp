// A full audit waits for the system to come to rest, and says what does not.
#include <QtTest>

#include <thread>

#include "tests/harness/test_registry.h"
#include "tests/unit/auditor_world.h"

using namespace orderdeck;
using namespace orderdeck::test;
using ops::AuditResult;
using ops::Verdict;

class AuditRestTest : public QObject {
  Q_OBJECT
 private slots:
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

  void aStopEndsTheWaiting() {
    World world;
    world.place();
    world.drainOutbox();
    ops::Auditor auditor({world.store, world.store, world.ledger, world.ledger, world.probe, world.letters},
                         world.witnesses());
    std::stop_source stop;
    stop.request_stop();
    QVERIFY(!auditor.run(std::chrono::hours{1}, stop.get_token()).atRest);
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

ORDERDECK_TEST(AuditRestTest)
#include "audit_rest_test.moc"
