// Changes with an idempotency key: done once, answered alike, and only what was done is kept.
#include <QtTest>

#include "runtime/control/kept_replies.h"
#include "tests/harness/test_registry.h"

using namespace orderdeck;
using namespace std::chrono_literals;
using runtime::KeptReplies;

namespace {

/// Makes calls whose answers a test gives, now or later.
struct Calls {
  KeptReplies kept;
  std::vector<ports::HttpRespond> running;
  std::vector<int> answered;  // statuses

  explicit Calls(std::size_t most = 10, KeptReplies::Steady::duration life = 24h) : kept(most, life) {}

  void ask(const std::string& key, std::uint64_t asked, KeptReplies::Steady::time_point now = {}) {
    kept.answer(
        key, asked, [this](const ports::HttpReply& reply) { answered.push_back(reply.status); },
        [this](ports::HttpRespond respond) { running.push_back(std::move(respond)); }, now);
  }
  void answer(int status) {
    ports::HttpRespond respond = std::move(running.back());
    running.pop_back();
    respond({.status = status, .body = {}, .contentType = {}, .headers = {}});
  }
};

}  // namespace

class KeptRepliesTest : public QObject {
  Q_OBJECT

 private slots:
  void aRepeatIsAnsweredAndNotMade() {
    Calls calls;
    calls.ask("k", 1);
    calls.answer(202);
    calls.ask("k", 1);
    QVERIFY(calls.running.empty());
    QCOMPARE(calls.answered, (std::vector{202, 202}));
  }

  void aRepeatWaitsForTheFirst() {
    Calls calls;
    calls.ask("k", 1);
    calls.ask("k", 1);
    calls.ask("k", 2);
    QCOMPARE(calls.running.size(), std::size_t{1});
    QCOMPARE(calls.answered, std::vector{422});
    calls.answer(200);
    QCOMPARE(calls.answered, (std::vector{422, 200, 200}));
  }

  void aKeyIsOfOneRequest() {
    Calls calls;
    calls.ask("k", 1);
    calls.answer(200);
    calls.ask("k", 2);
    QCOMPARE(calls.answered, (std::vector{200, 422}));
  }

  void whatWasRefusedMayBeAskedAgain() {
    Calls calls;
    for (const int status : {503, 409, 400, 200}) {
      calls.ask("k", static_cast<std::uint64_t>(status));
      QCOMPARE(calls.running.size(), std::size_t{1});
      calls.answer(status);
    }
  }

  void theOldestGo() {
    Calls calls(2, 10s);
    const KeptReplies::Steady::time_point start{};
    for (const char* key : {"a", "b", "c"}) {
      calls.ask(key, 1, start);
      calls.answer(200);
    }
    calls.ask("b", 1, start + 1s);
    QVERIFY(calls.running.empty());
    calls.ask("a", 1, start + 1s);
    QCOMPARE(calls.running.size(), std::size_t{1});  // forgotten: made again
    calls.answer(200);
    calls.ask("c", 1, start + 11s);
    QCOMPARE(calls.running.size(), std::size_t{1});
    calls.answer(200);
  }

  void anAnswerMayComeWhenItIsGone() {
    ports::HttpRespond late;
    int status = 0;
    {
      KeptReplies kept;
      kept.answer(
          "k", 1, [&](const ports::HttpReply& reply) { status = reply.status; },
          [&](ports::HttpRespond respond) { late = std::move(respond); });
    }
    late({.status = 200, .body = {}, .contentType = {}, .headers = {}});
    QCOMPARE(status, 200);
  }
};

ORDERDECK_TEST(KeptRepliesTest)
#include "kept_replies_test.moc"
