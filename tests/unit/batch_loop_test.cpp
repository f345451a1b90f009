// The batch loop: whatever fails, and wherever, every message is handled at last, its outputs are there, and only then
// it is committed.
#include <QtTest>

#include <atomic>
#include <mutex>
#include <set>

#include "services/loop/batch_loop.h"
#include "services/loop/dead_letter.h"
#include "services/loop/outbound.h"
#include "services/orders/payment_service.h"
#include "tests/harness/test_registry.h"
#include "tests/support/fake_bus.h"
#include "tests/support/fake_metrics.h"
#include "tests/support/wait_until.h"
#include "tests/unit/service_world.h"

using namespace orderdeck;
using namespace orderdeck::test;
using domain::EventKind;
using enum domain::OrderState;
using support::waitUntil;

namespace {

const services::BatchSettings kQuick{.batch = 7,
                                     .pollWait = core::Millis{5},
                                     .pace = core::Millis{0},
                                     .firstRetry = core::Millis{1},
                                     .lastRetry = core::Millis{4},
                                     .firstAlone = core::Millis{1},
                                     .lastAlone = core::Millis{4}};
const core::Error kGone{core::ErrorCode::Disconnected, "gone", true};
const core::Error kLater{core::ErrorCode::Busy, "451 mailbox is busy", true};
const core::Error kUnknown{core::ErrorCode::Internal, "something else", false};
const core::Error kCorrupt{core::ErrorCode::Corrupt, "cannot be read", false};

/// Answers every OrderPlaced with an OrderShipped; fails as told.
class Echo : public services::Service {
 public:
  std::atomic<int> failures = 0;
  std::set<std::string> poison;              // orders that fail for good
  std::map<std::string, core::Error> named;  // orders of which it says that they failed, and why
  std::mutex mutex;                          // guards `named` and `done`
  std::map<std::string, int> done;           // how often, by order
  std::atomic<int> calls = 0;
  std::atomic<bool> healthy = false;
  std::chrono::steady_clock::time_point lastCall;  // read when the loop is stopped

  std::string_view name() const override { return "payment"; }
  bool isHealthy() override { return healthy; }
  core::Result<services::Outcome> process(std::span<const services::Delivery> batch) override {
    lastCall = std::chrono::steady_clock::now();
    ++calls;
    if (failures > 0 && failures-- > 0) return std::unexpected(timeoutError());
    const std::lock_guard lock(mutex);
    services::Outcome outcome;
    for (std::size_t i = 0; i < batch.size(); ++i) {
      const domain::Event& event = batch[i].event;
      if (poison.contains(event.orderId)) return std::unexpected(kCorrupt);
      if (const auto failed = named.find(event.orderId); failed != named.end()) {
        outcome.failures.push_back({i, failed->second});
        continue;
      }
      ++done[event.orderId];
      outcome.events.push_back(domain::makeEvent(EventKind::OrderShipped, event.orderId, event.placedAt, "echo"));
      countMove(Reserved, Shipped);
    }
    return outcome;
  }
  void heal(const std::string& order) {
    const std::lock_guard lock(mutex);
    named.erase(order);
  }
  bool isDoneOnce(int from, int to) {
    const std::lock_guard lock(mutex);
    for (int i = from; i < to; ++i) {
      const std::string order = "o" + std::to_string(i);
      if (done[order] != (named.contains(order) ? 0 : 1)) return false;
    }
    return true;
  }
};

struct World {
  support::FakeBus bus;
  support::FakeMetrics metrics;
  Echo echo;
  services::BatchLoop loop;

  explicit World(services::BatchSettings settings = kQuick) : loop(echo, bus, metrics, settings) {}

  void place(int from, int to) {
    for (int i = from; i < to; ++i) {
      domain::Event event = domain::makeEvent(EventKind::OrderPlaced, "o" + std::to_string(i), core::now(), "test");
      event.userId = "user1";
      event.items = {{"abc", 1, 1}};
      bus.put("order-created", event.orderId, domain::encodeEvent(event));
    }
  }
  std::set<std::string> shipped() const {
    std::set<std::string> ids;
    for (const auto& message : bus.messages("order-shipped")) ids.insert(message.key);
    return ids;
  }
  bool drained() const { return bus.lag("payment", "order-created") == 0; }
  double count(const char* name) { return metrics.value(name, {{"service", "payment"}}); }
};

}  // namespace

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

  void whatIsNoEventBecomesADeadLetterAndTheRestGoesOn() {
    World w;
    w.place(0, 3);
    w.bus.put("order-created", "o1", "nonsense");
    w.bus.put("order-created", "o2", R"({"event":"OrderLost","orderId":"o2"})");
    w.place(3, 6);
    w.loop.start();
    QVERIFY(waitUntil([&] { return w.drained(); }));
    w.loop.stop();
    QCOMPARE(w.shipped().size(), std::size_t{6});
    const auto letters = w.bus.messages("order-created.dlq");
    QCOMPARE(letters.size(), std::size_t{2});
    std::set<std::string> values;
    for (const auto& letter : letters) values.insert(letter.key + " " + letter.value);
    QVERIFY(values.contains("o1 nonsense"));
    const auto letter = services::fromDeadLetter(letters[0]);
    QCOMPARE(letter.service, std::string("payment"));
    QCOMPARE(letter.topic, std::string("order-created"));
    QCOMPARE(letter.attempts, 1);
    QVERIFY(!letter.why.empty() && letter.event.empty());
    QCOMPARE(w.count("orderdeck_dlq_total"), 2.0);
    QCOMPARE(w.count("orderdeck_events_out_total"), 6.0);
  }

  void nullsAndHeadersGoIntoTheLetter() {
    World w;
    const ports::Headers headers = {{"trace", "abc"}, {"null", {}}};
    w.bus.put(
        {.topic = "order-created", .key = {}, .value = {}, .headers = headers, .nullKey = true, .nullValue = true});
    w.echo.named = {{"o0", kLater}, {"o1", {core::ErrorCode::InvalidArgument, "no", false}}};
    for (const char* order : {"o0", "o1"}) {
      domain::Event event = deliverPlaced(order).event;
      auto message = services::toMessage(event);
      std::erase_if(message.headers, [](const auto& header) { return header.name == ports::kDeadlineHeader; });
      std::ranges::copy(headers, std::back_inserter(message.headers));
      w.bus.put(std::move(message));
    }
    w.place(2, 4);
    w.loop.start();
    QVERIFY(waitUntil([&] { return w.drained(); }));
    w.loop.stop();
    const auto letters = w.bus.messages("order-created.dlq");
    QCOMPARE(letters.size(), std::size_t{3});
    for (const auto& message : letters) {
      const auto letter = services::fromDeadLetter(message);
      QCOMPARE(letter.nullValue, letter.orderId.empty());
      QCOMPARE(letter.nullKey, letter.nullValue);
      if (letter.nullValue) QVERIFY2(letter.why.find("tombstone") != std::string::npos, letter.why.c_str());
      QVERIFY(std::ranges::equal(std::span(letter.headers).last(2), headers));
      QCOMPARE(letter.headers.size(), letter.nullValue ? std::size_t{2} : std::size_t{4});  // event, eventId
    }
  }

  void oneEventThatFailsForGoodDoesNotHoldUpTheOthers() {
    World w;
    w.echo.poison = {"o3"};
    w.place(0, 20);
    w.loop.start();
    QVERIFY(waitUntil([&] { return w.drained(); }));
    w.loop.stop();
    QCOMPARE(w.shipped().size(), std::size_t{19});
    const auto letters = w.bus.messages("order-created.dlq");
    QCOMPARE(letters.size(), std::size_t{1});
    QCOMPARE(letters[0].key, std::string("o3"));
    QVERIFY(domain::decodeEvent(letters[0].value).has_value());
    const auto letter = services::fromDeadLetter(letters[0]);
    QCOMPARE(letter.orderId, std::string("o3"));
    QCOMPARE(letter.event, std::string("OrderPlaced"));
    QCOMPARE(letter.attempts, 5);
    QCOMPARE(w.count("orderdeck_dlq_total"), 1.0);
  }

  void aMemberThatIsRefusedForGoodIsADeadLetterAtOnce() {
    World w;
    w.echo.named["o3"] = {core::ErrorCode::InvalidArgument, "550 no such user", false};
    w.place(0, 20);
    w.loop.start();
    QVERIFY(waitUntil([&] { return w.drained(); }));
    w.loop.stop();
    QCOMPARE(w.shipped().size(), std::size_t{19});
    const auto letters = w.bus.messages("order-created.dlq");
    QCOMPARE(letters.size(), std::size_t{1});
    const auto letter = services::fromDeadLetter(letters[0]);
    QCOMPARE(letter.orderId, std::string("o3"));
    QCOMPARE(letter.why, std::string("550 no such user"));
    QCOMPARE(letter.attempts, 1);
    QCOMPARE(w.count("orderdeck_retries_total"), 0.0);
    QVERIFY(w.echo.isDoneOnce(0, 20));
  }

  void aMemberThatIsRefusedForNowIsTriedAloneWhileTheOthersGoOn() {
    World w;
    w.echo.named["o3"] = kLater;
    w.place(0, 5);
    w.loop.start();
    QVERIFY(waitUntil([&] { return w.count("orderdeck_retries_total") >= 1; }));
    w.place(5, 40);
    w.echo.heal("o3");
    QVERIFY(waitUntil([&] { return w.drained() && w.shipped().size() == 40; }));
    w.loop.stop();
    QVERIFY(w.bus.messages("order-created.dlq").empty());
    QVERIFY(w.echo.isDoneOnce(0, 40));
    QCOMPARE(w.bus.messages("order-shipped").size(), std::size_t{40});
  }

  void itIsGivenUpOnceOthersShowThatTheDependencyWorks() {
    for (const core::Error& error :
         {kLater, kUnknown, core::Error{core::ErrorCode::Unavailable, "never again", false}}) {
      World w;
      w.echo.named["o3"] = error;
      w.place(0, 20);
      w.loop.start();
      QVERIFY(waitUntil([&] { return w.drained(); }));
      w.loop.stop();
      QVERIFY(w.echo.isDoneOnce(0, 20));
      const auto letters = w.bus.messages("order-created.dlq");
      QCOMPARE(letters.size(), std::size_t{1});
      QCOMPARE(services::fromDeadLetter(letters[0]).attempts, 5);
      QCOMPARE(services::fromDeadLetter(letters[0]).orderId, std::string("o3"));
    }
  }

  void whileNothingWorksNothingIsGivenUp() {
    for (const core::Error& error : {kLater, kUnknown}) {
      World w;
      for (int i = 0; i < 20; ++i) w.echo.named["o" + std::to_string(i)] = error;
      w.place(0, 20);
      w.loop.start();
      QVERIFY(waitUntil([&] { return w.count("orderdeck_retries_total") >= 50; }));
      QVERIFY(w.bus.messages("order-created.dlq").empty());
      QCOMPARE(w.bus.lag("payment", "order-created"), std::int64_t{20});
      for (int i = 0; i < 20; ++i) w.echo.heal("o" + std::to_string(i));
      QVERIFY(waitUntil([&] { return w.drained(); }));
      w.loop.stop();
      QCOMPARE(w.shipped().size(), std::size_t{20});
      QVERIFY(w.echo.isDoneOnce(0, 20));
      QVERIFY(w.bus.messages("order-created.dlq").empty());
    }
  }

  void oneThatNothingSpeaksForEndsToo() {
    auto settings = kQuick;
    settings.longestAlone = core::Millis{50};
    World w(settings);
    w.echo.named["o0"] = kLater;
    w.place(0, 1);
    w.loop.start();
    QVERIFY(waitUntil([&] { return w.drained(); }));
    w.loop.stop();
    QCOMPARE(w.bus.messages("order-created.dlq").size(), std::size_t{1});
  }

  void aHealthyServiceSpeaksForItself() {
    World w;
    w.echo.healthy = true;
    w.echo.named["o0"] = kUnknown;
    w.place(0, 1);
    w.loop.start();
    QVERIFY(waitUntil([&] { return w.drained(); }));
    w.loop.stop();
    QCOMPARE(w.bus.messages("order-created.dlq").size(), std::size_t{1});
  }

  void whatADependencyLeftUndoneWaitsAndWhatItDidIsTold() {
    World w;
    for (const char* order : {"o1", "o2"}) w.echo.named[order] = timeoutError();
    w.place(0, 3);
    w.loop.start();
    QVERIFY(waitUntil([&] { return w.count("orderdeck_retries_total") >= 10; }));
    QCOMPARE(w.shipped(), std::set<std::string>{"o0"});
    QCOMPARE(w.bus.lag("payment", "order-created"), std::int64_t{3});
    QVERIFY(w.bus.messages("order-created.dlq").empty());
    for (const char* order : {"o1", "o2"}) w.echo.heal(order);
    QVERIFY(waitUntil([&] { return w.drained(); }));
    w.loop.stop();
    QCOMPARE(w.bus.messages("order-shipped").size(), std::size_t{3});
    QVERIFY(w.echo.isDoneOnce(0, 3));
  }

  void whatIsTriedAgainIsNotCommittedAndComesBackAfterACrash() {
    World w;
    w.echo.named["o3"] = kUnknown;
    w.place(3, 4);
    w.loop.start();
    QVERIFY(waitUntil([&] { return w.count("orderdeck_retries_total") >= 1; }));
    w.loop.stop();
    QCOMPARE(w.bus.lag("payment", "order-created"), std::int64_t{1});
    w.echo.heal("o3");
    w.loop.start();
    QVERIFY(waitUntil([&] { return w.drained(); }));
    w.loop.stop();
    QCOMPARE(w.shipped(), std::set<std::string>{"o3"});
  }

  void whatADependencyFailedOfIsNotCountedAgainstAMessage() {
    World w;
    w.echo.failures = 20;
    w.echo.poison = {"o0"};
    w.place(0, 1);
    w.loop.start();
    QVERIFY(waitUntil([&] { return w.drained(); }));
    w.loop.stop();
    QCOMPARE(w.echo.calls, 25);
    QCOMPARE(services::fromDeadLetter(w.bus.messages("order-created.dlq").at(0)).attempts, 5);
  }

  void aLetterThatTheBrokerFindsTooLargeIsCut() {
    World w;
    w.bus.put("order-created", "o1", std::string(100'000, 'x'));
    w.bus.put("order-created", "o1", std::string(20'000, 'y'));
    w.place(2, 3);
    w.bus.limitMessages(30'000);
    w.loop.start();
    QVERIFY(waitUntil([&] { return w.drained(); }));
    w.loop.stop();
    const auto letters = w.bus.messages("order-created.dlq");
    QCOMPARE(letters.size(), std::size_t{2});
    QCOMPARE(letters[1].value.size(), std::size_t{20'000});  // the other one is left whole
    QCOMPARE(letters[0].value.size(), std::size_t{25'000});
    const auto letter = services::fromDeadLetter(letters[0]);
    QVERIFY(letter.truncated);
    QCOMPARE(letter.bodyBytes, std::int64_t{100'000});
    QCOMPARE(w.shipped().size(), std::size_t{1});
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
