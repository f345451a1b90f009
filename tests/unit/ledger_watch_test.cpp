// The watch over the ledger: what appends see and what its looks see become one reason, and it goes when the ledger can
// be used again.
#include <atomic>

#include <QtTest>

#include "services/gateway/ledger_watch.h"
#include "services/orders/ledger_writer.h"
#include "tests/harness/test_registry.h"
#include "tests/support/fake_ledger.h"
#include "tests/support/fake_metrics.h"
#include "tests/support/wait_until.h"
#include "tests/unit/service_world.h"

using namespace orderdeck;
using namespace orderdeck::test;
using namespace std::chrono_literals;
using domain::EventKind;
using support::waitUntil;

namespace {

const core::Error kDamaged{core::ErrorCode::Unavailable, "the ledger /d/ledger.sqlite is damaged", true};
const core::Error kLocked{core::ErrorCode::Unavailable, "the ledger /d/ledger.sqlite is locked", true};

/// What the looks see; set by the test's thread, asked by the watch's.
struct Sight {
  std::atomic<bool> damaged = false;
  std::atomic<int> looks = 0;
};

class LookedAt : public support::FakeLedger {
 public:
  explicit LookedAt(Sight& sight) : m_sight(sight) {}
  core::Result<void> check() override {
    ++m_sight.looks;
    return m_sight.damaged ? std::unexpected(kDamaged) : core::Result<void>{};
  }

 private:
  Sight& m_sight;
};

struct World {
  explicit World(services::LedgerWatchSettings with = {.interval = core::Millis{5}})
      : watch([this] { return std::make_unique<LookedAt>(sight); }, metrics, with) {}
  Sight sight;
  support::FakeMetrics metrics;
  services::LedgerWatch watch;
};

}  // namespace

class LedgerWatchTest : public QObject {
  Q_OBJECT

 private slots:
  void whatALookFindsIsTheReasonUntilALookFindsItWell() {
    World world;
    QVERIFY(waitUntil([&] { return world.sight.looks > 1; }));
    QCOMPARE(world.watch.trouble(), std::string());
    QVERIFY(!world.watch.mustLook());
    world.sight.damaged = true;
    QVERIFY(waitUntil([&] { return world.watch.trouble() == kDamaged.what; }));
    QVERIFY(world.watch.mustLook());
    QCOMPARE(world.metrics.value("orderdeck_ledger_usable"), 0.0);
    world.sight.damaged = false;
    QVERIFY(waitUntil([&] { return world.watch.trouble().empty(); }));
    QVERIFY(!world.watch.mustLook());
    QCOMPARE(world.metrics.value("orderdeck_ledger_usable"), 1.0);
  }

  void whatAnAppendFailsOfIsTheReasonUntilOneGoesThrough() {
    World world;
    world.watch.began();
    world.watch.ended(&kLocked);
    QCOMPARE(world.watch.trouble(), kLocked.what);
    // A breaker that opened of it says less.
    const core::Error refused{core::ErrorCode::Unavailable, "the breaker to ledger is open", true};
    world.watch.began();
    world.watch.ended(&refused);
    QCOMPARE(world.watch.trouble(), kLocked.what);
    const int looks = world.sight.looks;
    QVERIFY(waitUntil([&] { return world.sight.looks > looks + 2; }));  // good ones, which write nothing for good
    QCOMPARE(world.watch.trouble(), kLocked.what);
    world.watch.began();
    world.watch.ended(nullptr);
    QCOMPARE(world.watch.trouble(), std::string());
  }

  void aReasonThatNobodyRepeatsFades() {
    World world({.interval = core::Millis{5}, .fresh = core::Millis{2'000}, .kept = core::Millis{50}});
    world.watch.began();
    world.watch.ended(&kLocked);
    QVERIFY(waitUntil([&] { return world.watch.trouble().empty(); }));
  }

  void whatSpeaksOfAnEventIsNoTrouble() {
    World world;
    const core::Error refused{core::ErrorCode::InvalidArgument, "duplicate key", false},
        unknown{core::ErrorCode::Internal, "?", false};
    for (const core::Error* error : {&refused, &unknown}) {
      world.watch.began();
      world.watch.ended(error);
    }
    QCOMPARE(world.watch.trouble(), std::string());
  }

  void nobodyLooksWhileAppendsGoWell() {
    World world({.interval = core::Millis{2}, .fresh = core::Millis{60'000}});
    QVERIFY(waitUntil([&] { return world.sight.looks > 0; }));
    world.watch.began();  // a look that runs now is the last one
    QVERIFY(waitUntil([&] {
      const int before = world.sight.looks;
      QTest::qWait(10);
      return world.sight.looks == before;
    }));
    world.watch.ended(nullptr);
    const int before = world.sight.looks;
    QTest::qWait(50);
    QCOMPARE(world.sight.looks.load(), before);
  }

  void aLedgerThatLooksDamagedIsLookedAtBeforeItIsWrittenTo() {
    World world;
    LookedAt ledger(world.sight);
    support::FakeOrderStore store;
    services::LedgerWriter writer(ledger, store, core::Millis{60'000}, world.metrics, nullptr, &world.watch);
    world.sight.damaged = true;
    QVERIFY(waitUntil([&] { return world.watch.mustLook(); }));
    const std::vector batch = {deliver(EventKind::OrderPlaced, "o1")};
    const auto refused = writer.process(batch);
    QVERIFY(!refused && refused.error().retryable);
    QCOMPARE(refused.error().what, kDamaged.what);
    QVERIFY(ledger.deliveries().empty());
    world.sight.damaged = false;
    QVERIFY(writer.process(batch).has_value());
    QCOMPARE(ledger.deliveries().size(), std::size_t{1});
  }
};

ORDERDECK_TEST(LedgerWatchTest)
#include "ledger_watch_test.moc"
