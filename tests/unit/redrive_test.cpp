// The redrive: publish, wait, mark; at its rate, until it is done or cancelled. On fakes.
#include <QtTest>

#include <chrono>

#include "runtime/recovery/redrive.h"
#include "tests/harness/test_registry.h"
#include "tests/support/fake_bus.h"
#include "tests/support/fake_dead_letters.h"
#include "tests/support/wait_until.h"

using namespace orderdeck;
using namespace orderdeck::runtime;
using support::waitUntil;

namespace {

struct World {
  support::FakeBus bus;
  support::FakeDeadLetters letters;
  EventLog events;
  Redrive redrive{[this] { return letters.open(); }, bus, events};

  std::vector<std::string> put(int count, const std::string& topic = "order-paid") {
    std::vector<std::string> ids;
    for (int i = 0; i < count; ++i) {
      ports::DeadLetter letter;
      letter.letterId = ids.emplace_back("l" + std::to_string(i));
      letter.topic = topic;
      letter.key = "o" + std::to_string(i);
      letter.body = "body " + std::to_string(i);
      letters.put(letter);
    }
    return ids;
  }
  std::string state() const { return redrive.view() ? std::string(redrive.view()->state.text()) : ""; }
  bool ended() const {
    return waitUntil([this] { return state() != "running"; });
  }
  std::size_t published() const { return bus.messages("order-paid").size(); }
};

}  // namespace

class RedriveTest : public QObject {
  Q_OBJECT

 private slots:
  void everyLetterGoesBackAsItWas() {
    World w;
    QVERIFY(!w.redrive.view());
    const auto id = w.redrive.start({.letterIds = w.put(250), .what = "order-paid", .rate = 10'000});
    QVERIFY(id);
    QVERIFY(w.ended());
    QCOMPARE(w.state(), std::string("done"));
    QCOMPARE(w.redrive.view()->redriven, std::int64_t{250});
    QCOMPARE(w.published(), std::size_t{250});
    std::map<std::string, std::string> sent;
    for (const auto& message : w.bus.messages("order-paid")) sent[message.key] = message.value;
    QCOMPARE(sent["o17"], std::string("body 17"));
    for (const auto& letter : w.letters.all()) {
      QCOMPARE(letter.status.text(), "redriven");
      QCOMPARE(letter.redrives, 1);
      QVERIFY(letter.redrivenAt.has_value());
    }
    QVERIFY(waitUntil([&] { return w.events.newest(1)[0].text == "redrive-1 done: 250 of 250 redriven, 0 skipped"; }));
  }

  void nullsAndHeadersGoBackToo() {
    World w;
    ports::DeadLetter letter;
    letter.topic = "order-paid";
    letter.nullKey = letter.nullValue = true;
    const ports::Headers headers = {{"trace", "abc"}, {"null", {}}, {"trace", "twice"}};
    letter.headers = headers;
    letter.headers.insert(letter.headers.begin(), {"redriveOf", "an earlier one"});
    letter.letterId = "a";
    w.letters.put(letter);
    letter.letterId = "b";  // of another service: the same message
    letter.headers[0].value = "yet another";
    w.letters.put(letter);
    letter.letterId = "c";
    letter.headers.pop_back();
    w.letters.put(letter);
    QVERIFY(w.redrive.start({.letterIds = {"a", "b", "c"}, .what = "two messages", .rate = 1'000}));
    QVERIFY(w.ended());
    const auto messages = w.bus.messages("order-paid");
    QCOMPARE(messages.size(), std::size_t{2});
    auto wanted = headers;
    wanted.push_back({"redriveOf", "a"});
    QVERIFY(messages[0].headers.read() == wanted);
    QVERIFY(messages[0].nullKey && messages[0].nullValue);
  }

  void whatIsNotWaitingOrWasCutIsSkipped() {
    World w;
    auto ids = w.put(3);
    ports::DeadLetter letter;
    letter.topic = "order-paid";
    letter.letterId = ids.emplace_back("discarded"), letter.status = "discarded";
    w.letters.put(letter);
    letter.letterId = ids.emplace_back("cut"), letter.status = "waiting", letter.truncated = true;
    w.letters.put(letter);
    ids.push_back("never-was");
    QVERIFY(w.redrive.start({.letterIds = ids, .what = "six", .rate = 1'000}));
    QVERIFY(w.ended());
    QCOMPARE(w.redrive.view()->redriven, std::int64_t{3});
    QCOMPARE(w.redrive.view()->skipped, std::int64_t{3});
    QCOMPARE(w.published(), std::size_t{3});
    QCOMPARE(w.letters.letter("discarded")->status.text(), "discarded");
  }

  void aMessageThatSeveralCouldNotTakeGoesOutOnce() {
    World w;
    std::vector<std::string> ids;
    for (const std::string service : {"inventory", "ledger", "points"}) {
      for (int i = 0; i < 30; ++i) {
        ports::DeadLetter letter;
        letter.letterId = ids.emplace_back(service + std::to_string(i));
        letter.topic = "order-paid", letter.service = service, letter.body = "body " + std::to_string(i);
        w.letters.put(letter);
      }
    }
    ids.erase(ids.begin() + 60, ids.end());  // points' letters are not asked for
    QVERIFY(w.redrive.start({.letterIds = ids, .what = "two services", .rate = 250}));
    QVERIFY(w.ended());
    QCOMPARE(w.published(), std::size_t{30});
    QCOMPARE(w.redrive.view()->redriven, std::int64_t{60});
    QCOMPARE(w.redrive.view()->skipped, std::int64_t{0});
    for (const auto& letter : w.letters.all()) QCOMPARE(letter.status.text(), "redriven");
  }

  void itKeepsToItsRate() {
    World w;
    const auto begun = std::chrono::steady_clock::now();
    QVERIFY(w.redrive.start({.letterIds = w.put(30), .what = "all", .rate = 60}));
    QVERIFY(w.ended());
    const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begun).count();
    QVERIFY2(seconds >= 0.35 && seconds < 3, std::to_string(seconds).c_str());  // the last 6 go at 0.4 s
    QCOMPARE(w.published(), std::size_t{30});
  }

  void cancelledItLosesNothing() {
    World w;
    QVERIFY(w.redrive.start({.letterIds = w.put(1'000), .what = "all", .rate = 50}));
    QVERIFY(waitUntil([&] { return w.redrive.view()->redriven > 0; }));
    QVERIFY(w.redrive.cancel());
    QVERIFY(w.ended());
    QCOMPARE(w.state(), std::string("cancelled"));
    std::size_t redriven = 0;
    for (const auto& letter : w.letters.all()) redriven += letter.status == "redriven" ? 1 : 0;
    QVERIFY(redriven > 0 && redriven < 1'000);
    QCOMPARE(w.published(), redriven);
    QVERIFY(!w.redrive.cancel());
  }

  void aCrashBetweenTheTwoRepeats() {
    World w;
    auto ids = w.put(5);
    w.letters.failWrites(1, {core::ErrorCode::Corrupt, "the disk is gone", false});  // published, but not marked
    QVERIFY(w.redrive.start({.letterIds = ids, .what = "all", .rate = 1'000}));
    QVERIFY(w.ended());
    QCOMPARE(w.state(), std::string("failed"));
    QCOMPARE(w.redrive.view()->error, std::string("the disk is gone"));
    QCOMPARE(w.letters.letter("l0")->status.text(), "waiting");
    QVERIFY(w.redrive.start({.letterIds = ids, .what = "all", .rate = 1'000}));
    QVERIFY(w.ended());
    QCOMPARE(w.published(), std::size_t{10});
    QCOMPARE(w.letters.letter("l4")->redrives, 1);
  }

  void whatPassesIsWaitedFor() {
    World w;
    w.bus.failPublishes(2);
    w.letters.failWrites(1);
    QVERIFY(w.redrive.start({.letterIds = w.put(5), .what = "all", .rate = 1'000}));
    QVERIFY(w.ended());
    QCOMPARE(w.state(), std::string("done"));
    QCOMPARE(w.published(), std::size_t{5});
    QVERIFY(w.redrive.view()->error.empty());
  }

  void itCanBeCancelledWhileTheBrokerIsAway() {
    World w;
    w.bus.failPublishes(1'000'000);
    QVERIFY(w.redrive.start({.letterIds = w.put(5), .what = "all", .rate = 1'000}));
    QVERIFY(waitUntil([&] { return !w.redrive.view()->error.empty(); }));
    QVERIFY(w.redrive.cancel());
    QVERIFY(w.ended());
    QCOMPARE(w.state(), std::string("cancelled"));
    QCOMPARE(w.letters.letter("l0")->status.text(), "waiting");
  }

  void whatCannotBeDoneIsRefused() {
    World w;
    const auto codeOf = [&](RedriveJob job) { return w.redrive.start(std::move(job)).error().code; };
    QCOMPARE(codeOf({.letterIds = {}, .what = "none", .rate = 1}), core::ErrorCode::InvalidArgument);
    QCOMPARE(codeOf({.letterIds = {"a"}, .what = "a", .rate = 0}), core::ErrorCode::InvalidArgument);
    QCOMPARE(codeOf({.letterIds = {"a"}, .what = "a", .rate = 10'001}), core::ErrorCode::InvalidArgument);
    QVERIFY(w.redrive.start({.letterIds = w.put(100), .what = "all", .rate = 1}));
    QCOMPARE(codeOf({.letterIds = {"a"}, .what = "a", .rate = 1}), core::ErrorCode::Conflict);
    const auto begun = std::chrono::steady_clock::now();
    w.redrive.stop();
    QVERIFY(std::chrono::steady_clock::now() - begun < std::chrono::seconds{1});
    QCOMPARE(w.state(), std::string("cancelled"));
  }

  void aBookThatCannotBeOpenedIsSaid() {
    support::FakeBus bus;
    EventLog events;
    Redrive redrive([]() -> std::unique_ptr<ports::DeadLetterStore> { throw std::runtime_error("no file"); }, bus,
                    events);
    QVERIFY(redrive.start({.letterIds = {"a"}, .what = "a", .rate = 1}));
    QVERIFY(waitUntil([&] { return redrive.view()->state == "failed"; }));
    QCOMPARE(redrive.view()->error, std::string("no file"));
  }
};

ORDERDECK_TEST(RedriveTest)
#include "redrive_test.moc"
