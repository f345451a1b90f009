// The batch loop and what cannot be handled: which message becomes a dead letter, which is tried again alone, and what
// that is to the others.
#include <QtTest>

#include <set>

#include "services/loop/dead_letter.h"
#include "services/loop/outbound.h"
#include "tests/harness/test_registry.h"
#include "tests/support/wait_until.h"
#include "tests/unit/batch_loop_world.h"

using namespace orderdeck;
using namespace orderdeck::test;
using enum domain::OrderState;
using support::waitUntil;
using namespace orderdeck::test::batch_loop;

class BatchLoopFailuresTest : public QObject {
  Q_OBJECT

 private slots:
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
};

ORDERDECK_TEST(BatchLoopFailuresTest)
#include "batch_loop_failures_test.moc"
