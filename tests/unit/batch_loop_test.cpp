// The batch loop: whatever fails, and wherever, every message is handled at last, its outputs are there, and only then
// it is committed.
#include <QtTest>

#include <set>

#include "services/orders/payment_service.h"
#include "tests/harness/test_registry.h"
#include "tests/support/wait_until.h"
#include "tests/unit/batch_loop_world.h"

using namespace orderdeck;
using namespace orderdeck::test;
using domain::EventKind;
using enum domain::OrderState;
using support::waitUntil;
using namespace orderdeck::test::batch_loop;

class BatchLoopTest : public QObject {
  Q_OBJECT

 private slots:
  void batchesKeepTheirPace() {
    constexpr core::Millis kPace{200};
    auto settings = kQuick;
    settings.pace = kPace;
    World w(settings);
    w.loop.start();
    const auto before = std::chrono::steady_clock::now();
    w.place(0, 1);
    QVERIFY(waitUntil([&] { return w.drained(); }));
    w.place(1, 2);
    QVERIFY(waitUntil([&] { return w.echo.calls == 2; }));
    w.loop.stop();
    QVERIFY(w.echo.lastCall - before >= kPace);
  }

  void afterAFullBatchTheNextComesAtOnce() {
    auto settings = kQuick;
    settings.pace = core::Millis{600'000};
    World w(settings);
    w.place(0, 15);
    w.loop.start();
    QVERIFY(waitUntil([&] { return w.drained(); }));
    QCOMPARE(w.echo.calls.load(), 3);
  }

  void messagesAreHandledAndCommitted() {
    World w;
    w.place(0, 40);
    w.loop.start();
    QVERIFY(waitUntil([&] { return w.drained(); }));
    w.loop.stop();
    QCOMPARE(w.shipped().size(), std::size_t{40});
    QCOMPARE(w.bus.messages("order-shipped").size(), std::size_t{40});
    QCOMPARE(w.count("orderdeck_events_in_total"), 40.0);
    QCOMPARE(w.count("orderdeck_events_out_total"), 40.0);
    QCOMPARE(w.count("orderdeck_event_seconds"), 40.0);
    QCOMPARE(w.count("orderdeck_errors_total"), 0.0);
    QCOMPARE(w.metrics.value("orderdeck_transitions_total", {{"from", "reserved"}, {"to", "shipped"}}), 40.0);
    QVERIFY(w.echo.calls >= 40 / 7);
  }

  void itTellsBetweenWhichStepsItStands() {
    std::vector<std::string> told;  // of the loop's thread; read when it has stopped
    auto settings = kQuick;
    World* world = nullptr;
    settings.reached = [&](std::string_view point) {
      told.push_back(fmt::format("{}: {} done, {} emitted, {} not committed", point, world->echo.calls.load(),
                                 world->shipped().size(), world->bus.lag("payment", "order-created")));
    };
    World w(settings);
    world = &w;
    w.place(0, 3);
    w.loop.start();
    QVERIFY(waitUntil([&] { return w.drained(); }));
    w.loop.stop();
    QCOMPARE(told, (std::vector<std::string>{"after-effect: 1 done, 0 emitted, 3 not committed",
                                             "after-emit: 1 done, 3 emitted, 3 not committed"}));
  }

  void whereverItFailsAllIsHandledInTheEnd_data() {
    QTest::addColumn<QString>("where");
    QTest::addColumn<bool>("gone");
    QTest::addColumn<bool>("effective");
    for (const char* where : {"process", "publish", "commit", "poll"})
      for (const bool gone : {false, true})
        for (const bool effective : {false, true})
          QTest::addRow("%s%s%s", where, gone ? " disconnected" : "", effective ? " after the effect" : "")
              << where << gone << effective;
  }

  void whereverItFailsAllIsHandledInTheEnd() {
    QFETCH(QString, where);
    QFETCH(bool, gone);
    QFETCH(bool, effective);
    World w;
    const core::Error error = gone ? kGone : timeoutError();
    if (where == "process") w.echo.failures = 3;
    if (where == "publish") w.bus.failPublishes(3, error, effective);
    if (where == "commit") w.bus.failCommits(3, error, effective);
    if (where == "poll") w.bus.failPolls(3, error);
    w.place(0, 40);
    w.loop.start();
    QVERIFY(waitUntil([&] { return w.drained() && w.shipped().size() == 40; }));
    w.loop.stop();
    QCOMPARE(w.count("orderdeck_errors_total"), 3.0);
    QVERIFY(w.drained());
  }

  void aFailedBatchIsNotCommitted() {
    World w;
    w.echo.failures = 1'000'000;
    w.place(0, 5);
    w.loop.start();
    QVERIFY(waitUntil([&] { return w.echo.calls > 5; }));
    QCOMPARE(w.bus.lag("payment", "order-created"), std::int64_t{5});
    QVERIFY(w.count("orderdeck_retries_total") >= 5);
    w.loop.stop();
    QVERIFY(w.bus.messages("order-shipped").empty());
    QCOMPARE(w.bus.lag("payment", "order-created"), std::int64_t{5});
    w.echo.failures = 0;
    w.loop.start();
    QVERIFY(waitUntil([&] { return w.drained(); }));
    QCOMPARE(w.shipped().size(), std::size_t{5});
  }

  void whatWasNotPublishedIsNotCommitted() {
    World w;
    w.bus.failPublishes(1'000'000);
    w.place(0, 5);
    w.loop.start();
    QVERIFY(waitUntil([&] { return w.count("orderdeck_errors_total") > 5; }));
    w.loop.stop();
    QCOMPARE(w.bus.lag("payment", "order-created"), std::int64_t{5});
  }

  void aLateCommitIsMadeUpForWithoutNewMessages() {
    World w;
    w.bus.failCommits(1);
    w.place(0, 1);
    w.loop.start();
    QVERIFY(waitUntil([&] { return w.drained(); }));
    QCOMPARE(w.bus.messages("order-shipped").size(), std::size_t{1});
  }

  void aBrokerThatForgotEverythingIsJoinedAgain() {
    World w;
    w.place(0, 5);
    w.loop.start();
    QVERIFY(waitUntil([&] { return w.drained(); }));
    w.bus.restart();
    w.place(100, 110);
    QVERIFY(waitUntil([&] { return w.drained() && w.shipped().contains("o109"); }));
    QCOMPARE(w.shipped().size(), std::size_t{10});
  }

  void anEventTwiceInABatchIsHandedOverOnce() {
    World w;
    w.place(0, 2);
    w.place(0, 2);
    w.loop.start();
    QVERIFY(waitUntil([&] { return w.drained(); }));
    w.loop.stop();
    QCOMPARE(w.bus.messages("order-shipped").size() + static_cast<std::size_t>(w.count("orderdeck_duplicates_total")),
             std::size_t{4});
    QCOMPARE(w.shipped().size(), std::size_t{2});
  }

  void itStopsSoonWhateverItIsDoing() {
    for (const int failing : {0, 1, 2}) {
      World w;
      if (failing == 1) w.echo.failures = 1'000'000;
      if (failing == 2) w.bus.failPublishes(1'000'000);
      services::BatchLoop slow(w.echo, w.bus, w.metrics,
                               {.batch = 7,
                                .pollWait = core::Millis{50},
                                .firstRetry = core::Millis{60'000},
                                .lastRetry = core::Millis{60'000}});
      w.place(0, 5);
      slow.start();
      QVERIFY(waitUntil([&] { return failing == 0 ? w.drained() : w.count("orderdeck_retries_total") >= 1; }));
      const auto begun = std::chrono::steady_clock::now();
      slow.stop();
      QVERIFY(std::chrono::steady_clock::now() - begun < std::chrono::seconds{1});
      slow.stop();
    }
  }

  void itSaysWhatItHolds() {
    World w;
    QVERIFY(w.loop.assignment().empty());
    w.loop.start();
    QVERIFY(waitUntil([&] { return w.loop.assignment().size() == 24; }));  // order-created and order-closed
    w.loop.stop();
    QVERIFY(w.loop.assignment().empty());
  }

  void aRealServiceEndsTheSameThroughARainOfFailures() {
    support::FakeBus bus;
    support::FakeMetrics metrics;
    support::FakeOrderStore store;
    store.addStock("abc", 0);
    store.addStock("xyz", 0);
    FakePayments payments;
    services::PaymentService service(store, payments, "payment-1");
    services::BatchLoop loop(service, bus, metrics, kQuick);
    for (int i = 0; i < 60; ++i) {
      const std::string id = "o" + std::to_string(i);
      store.putOrder(orderIn(Created, id));
      if (i % 5 == 0) payments.declined.insert(id);
      bus.put("order-created", id, domain::encodeEvent([&] {
                auto event = domain::makeEvent(EventKind::OrderPlaced, id, core::now(), "test");
                event.userId = "user1";
                event.items = {{"abc", 2, 1999}};
                return event;
              }()));
    }
    bus.failPublishes(2, timeoutError(), true);
    bus.failCommits(2, kGone);
    int calls = 0;
    store.onCall([&](const std::string& call) {
      if (++calls % 3 == 0 && calls < 40) store.failNext(call, 1, timeoutError(), calls % 2 == 0);
    });
    loop.start();
    QVERIFY(
        waitUntil([&] { return bus.lag("payment", "order-created") == 0 && bus.lag("payment", "order-closed") == 0; }));
    loop.stop();
    QVERIFY(metrics.value("orderdeck_errors_total", {{"service", "payment"}}) >= 10);
    std::set<std::string> paid, declined, cancelled;
    for (const auto& message : bus.messages("order-paid")) {
      const auto event = domain::decodeEvent(message.value).value();
      (event.status == "confirmed" ? paid : declined).insert(event.orderId);
    }
    for (const auto& message : bus.messages("order-closed")) cancelled.insert(message.key);
    QCOMPARE(paid.size(), std::size_t{48});
    QCOMPARE(declined.size(), std::size_t{12});
    QVERIFY(declined == payments.declined);
    QVERIFY(cancelled == declined);
    QCOMPARE(store.level("abc")->value().available, std::int64_t{24});
    QVERIFY(payments.refunded.empty());
  }
};

ORDERDECK_TEST(BatchLoopTest)
#include "batch_loop_test.moc"
