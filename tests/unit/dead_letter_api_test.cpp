// The control API of dead letters: what it shows, what it refuses, what a redrive and a discard do. On fakes.
#include <QtTest>

#include <future>

#include <nlohmann/json.hpp>

#include "api/command.h"
#include "runtime/control/control_api_dead_letters.h"
#include "tests/harness/test_registry.h"
#include "tests/support/fake_bus.h"
#include "tests/support/fake_dead_letters.h"
#include "tests/support/wait_until.h"

using namespace orderdeck;
using namespace orderdeck::runtime;
using Json = nlohmann::json;
using support::waitUntil;

namespace {

struct World {
  support::FakeBus bus;
  support::FakeDeadLetters letters;
  EventLog events;
  Redrive redrive{[this] { return letters.open(); }, bus, events};
  DeadLetterApi api{[this] { return letters.open(); }, redrive, events};
  Router router;

  World() { api.addRoutes(router); }

  void put(const std::string& id, const std::string& topic, const std::string& service,
           const std::string& body = "{}") {
    ports::DeadLetter letter;
    letter.letterId = id, letter.topic = topic, letter.service = service, letter.body = body, letter.key = id,
    letter.why = "because of " + id;
    letter.bodyBytes = static_cast<std::int64_t>(body.size());
    letters.put(letter);
  }

  ports::HttpReply call(const api::ControlCall& call) {
    ports::HttpRequest request{.method = call.method,
                               .path = call.target,
                               .query = {},
                               .body = call.body,
                               .idempotencyKey = {},
                               .authorization = {},
                               .contentType = {}};
    if (const auto question = request.path.find('?'); question != std::string::npos) {
      std::string query = request.path.substr(question + 1);
      request.path.resize(question);
      while (!query.empty()) {
        const auto end = std::min(query.find('&'), query.size()), equals = query.find('=');
        request.query[query.substr(0, equals)] = query.substr(equals + 1, end - equals - 1);
        query.erase(0, end + 1);
      }
    }
    std::promise<ports::HttpReply> promise;
    auto answer = promise.get_future();
    router.route(std::move(request), [&promise](ports::HttpReply reply) { promise.set_value(std::move(reply)); });
    return answer.get();
  }
  Json json(const api::ControlCall& what) {
    const auto reply = call(what);
    return reply.status == 200 ? Json::parse(reply.body) : Json{{"status", reply.status}};
  }
  std::string statusOf(const std::string& id) { return std::string(letters.letter(id)->status.text()); }
};

std::vector<std::string> idsOf(const Json& list) {
  std::vector<std::string> ids;
  for (const auto& letter : list) ids.push_back(letter.at("letterId"));
  return ids;
}

using Ids = std::vector<std::string>;

}  // namespace

class DeadLetterApiTest : public QObject {
  Q_OBJECT

 private slots:
  void theListIsFilteredAndPaged() {
    World w;
    w.put("a", "order-paid", "inventory");
    w.put("b", "order-paid", "ledger");
    w.put("c", "order-created", "payment");
    QCOMPARE(idsOf(w.json(api::listDeadLetters({}, {}, "", 200))), (Ids{"c", "b", "a"}));
    QCOMPARE(idsOf(w.json(api::listDeadLetters({.topic = "order-paid"}, domain::LetterStatus::Waiting, "", 1))),
             (Ids{"b"}));
    QCOMPARE(idsOf(w.json(api::listDeadLetters({.topic = "order-paid"}, domain::LetterStatus::Waiting, "b", 1))),
             (Ids{"a"}));
    QCOMPARE(idsOf(w.json(api::listDeadLetters({.service = "payment"}, {}, "", 9))), (Ids{"c"}));
    QCOMPARE(w.json({"GET", "/api/dead-letters?status=lost", {}, {}}).at("status"), 400);
    QCOMPARE(w.json(api::listDeadLetters({}, {}, "", 1'001)).at("status"), 400);
  }

  void aLetterIsShownWithTheBeginningOfItsBody() {
    World w;
    w.put("text", "order-paid", "inventory", "{\"name\":\"\xc3\xa4\"}");
    w.put("binary", "order-paid", "inventory", std::string("{\0\xff", 3));
    w.put("latin", "order-paid", "inventory", "caf\xe9!\xff");
    w.put("long", "order-paid", "inventory", std::string(100'000, 'x'));
    auto letter = w.json(api::showDeadLetter("text"));
    QCOMPARE(letter.at("encoding"), "text");
    QCOMPARE(letter.at("preview"), "{\"name\":\"\xc3\xa4\"}");
    QCOMPARE(letter.at("why"), "because of text");
    letter = w.json(api::showDeadLetter("binary"));
    QCOMPARE(letter.at("encoding"), "hex");
    QCOMPARE(letter.at("preview"), "7b 00 ff");
    QCOMPARE(w.json(api::showDeadLetter("latin")).at("preview"), "63 61 66 e9 21 ff");
    letter = w.json(api::showDeadLetter("long"));
    QCOMPARE(letter.at("bodyBytes"), 100'000);
    QCOMPARE(letter.at("shownBytes"), 16'384);
    QCOMPARE(w.json(api::showDeadLetter("nobody")).at("status"), 404);
  }

  void aDryRunOnlySays() {
    World w;
    w.put("a", "order-paid", "inventory");
    w.put("b", "order-created", "payment");
    auto plan = w.json(api::redriveDeadLetters({}, 10, true));
    QCOMPARE(plan.at("letters"), 2);
    QCOMPARE(plan.at("byTopic"), (Json{{"order-created", 1}, {"order-paid", 1}}));
    QCOMPARE(plan.at("seconds").get<double>(), 0.2);
    plan = w.json(api::redriveDeadLetters({.letterIds = Ids{"a", "gone"}}, 10, true));
    QCOMPARE(plan.at("letters"), 1);
    QCOMPARE(plan.at("skipped"), 1);
    QCOMPARE(w.statusOf("a"), std::string("waiting"));
    QVERIFY(w.bus.messages("order-paid").empty());
  }

  void aFilterChoosesWhatIsRedriven() {
    World w;
    w.put("a", "order-paid", "inventory");
    w.put("b", "order-paid", "ledger");
    QCOMPARE(w.json(api::showRedrive()).at("status"), 404);
    const auto started = w.json(api::redriveDeadLetters({.topic = "order-paid", .service = "ledger"}, 100, false));
    QCOMPARE(started.at("letters"), 1);
    QVERIFY(waitUntil([&] { return w.json(api::showRedrive()).at("state") == "done"; }));
    QCOMPARE(w.statusOf("a"), std::string("waiting"));
    QCOMPARE(w.statusOf("b"), std::string("redriven"));
    QCOMPARE(w.json(api::showRedrive()).at("what"), "order-paid, ledger");
    QCOMPARE(w.json(api::cancelRedrive()).at("status"), 404);
    QCOMPARE(w.json(api::redriveDeadLetters({.topic = "order-closed"}, 100, false)).at("status"), 404);
  }

  void oneRedriveAtATimeAndItCanBeCancelled() {
    World w;
    for (int i = 0; i < 50; ++i) w.put("l" + std::to_string(i), "order-paid", "inventory");
    QCOMPARE(w.json(api::redriveDeadLetters({}, 1, false)).at("letters"), 50);
    QCOMPARE(w.json(api::redriveDeadLetters({}, 1, false)).at("status"), 409);
    QCOMPARE(w.call(api::cancelRedrive()).status, 200);
    QVERIFY(waitUntil([&] { return w.json(api::showRedrive()).at("state") == "cancelled"; }));
  }

  void whatIsDiscardedIsOnlyMarked() {
    World w;
    w.put("a", "order-paid", "inventory");
    w.put("b", "order-paid", "inventory");
    const auto answer = w.json(api::discardDeadLetters({.letterIds = Ids{"a", "gone"}}));
    QCOMPARE(answer.at("discarded"), 1);
    QCOMPARE(answer.at("skipped"), 1);
    QCOMPARE(w.statusOf("a"), std::string("discarded"));
    QCOMPARE(w.statusOf("b"), std::string("waiting"));
    QVERIFY(w.bus.messages("order-paid").empty());
    QCOMPARE(w.events.newest(1)[0].text, std::string("discarded 1 dead letters (2 by id)"));
  }

  void aCallThatDoesNotSayWhichIsRefused() {
    World w;
    w.put("a", "order-paid", "inventory");
    for (const std::string body :
         {"", "{}", R"({"all":false})", R"({"ids":["a"],"topic":"order-paid"})", R"({"ids":"a"})", R"({"ids":[]})",
          R"({"ids":[1]})", R"({"ids":["a/b"]})", R"({"all":true,"rate":0})", R"({"all":true,"rate":"fast"})",
          R"({"all":true,"dryRun":1})", "["}) {
      QCOMPARE(w.call({"POST", "/api/dead-letters/redrive", body, ""}).status, 400);
    }
    QCOMPARE(w.call({"POST", "/api/dead-letters/discard", "{}", ""}).status, 400);
    QCOMPARE(w.call({"PUT", "/api/dead-letters", "", ""}).status, 405);
    QCOMPARE(w.statusOf("a"), std::string("waiting"));
  }
};

ORDERDECK_TEST(DeadLetterApiTest)
#include "dead_letter_api_test.moc"
