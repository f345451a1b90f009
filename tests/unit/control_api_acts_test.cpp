// The control API keeps account: every act is in the log, with who, why and what came of it, and no call is answered
// whose token has too small a scope.
#include <QtTest>

#include <filesystem>
#include <set>

#include <nlohmann/json.hpp>

#include "api/caller.h"
#include "api/calls.h"
#include "api/query.h"
#include "tests/harness/test_registry.h"
#include "tests/unit/control_api_world.h"

using namespace orderdeck;
using namespace orderdeck::runtime;
using Json = nlohmann::json;
using namespace orderdeck::test::control_api;

namespace {

std::vector<api::ActView> entries(World& world) {
  return api::decodeJson<api::ActsAnswer>(world.call(api::listActs(0, 1'000)).body, "acts").value().acts;
}

/// "arm fault payment-1: name=x (refused invalid_argument)"
std::string told(const api::ActView& act) {
  return std::string(act.act.text()) + (act.target.empty() ? "" : " " + act.target) +
         (act.arguments.empty() ? "" : ": " + act.arguments) + " (" + std::string(act.outcome.text()) +
         (act.code.empty() ? "" : " " + act.code) + ")";
}

std::string codeOf(const ports::HttpReply& reply) { return Json::parse(reply.body).value("code", ""); }

/// Every call of the description: method, path, the scope that it names ("" where it asks for no token).
struct Described {
  std::string method, path, scope;
  bool isAct = false;
};
std::vector<Described> everyCall(World& world) {
  std::vector<Described> calls;
  const auto document = Json::parse(world.call(api::openApi()).body);
  for (const auto& [path, methods] : document.at("paths").items()) {
    for (const auto& [method, operation] : methods.items()) {
      const auto& security = operation.at("security");
      bool isAct = false;
      for (const auto& parameter : operation.value("parameters", Json::array()))
        isAct = isAct || parameter.at("name") == "X-Reason";
      std::string upper = method;
      for (char& c : upper) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
      calls.push_back(
          {upper, path, security.empty() ? "" : security.at(0).at("token").at(0).get<std::string>(), isAct});
    }
  }
  return calls;
}

/// Something stands in every {place}.
std::string filled(std::string path) {
  for (std::size_t open = path.find('{'); open != path.npos; open = path.find('{'))
    path.replace(open, path.find('}') + 1 - open, "x");
  return path;
}

}  // namespace

class ControlApiActsTest : public QObject {
  Q_OBJECT
 private slots:
  void anActIsEnteredWithWhoAndWhy() {
    World world;
    world.userAgent = "orderdeckctl/1.0", world.operatorName = "%C3%84nne", world.reason = "a drill";
    QCOMPARE(world.call(api::controlNode("payment-1", "pause")).status, 200);
    world.userAgent = "curl/7.88.1", world.operatorName = "", world.reason = "";
    QCOMPARE(world.call(api::armFault("payment-slow", "payment-1", {{"latencyMs", 50}}, 60)).status, 200);
    const auto acts = entries(world);
    QCOMPARE(acts.size(), std::size_t{2});
    QCOMPARE(told(acts.at(1)), "control node payment-1: pause (done)");
    QCOMPARE(acts.at(1).who, "Änne");
    QCOMPARE(acts.at(1).through.text(), "ctl");
    QCOMPARE(acts.at(1).token, "run.json");
    QCOMPARE(acts.at(1).reason, "a drill");
    QVERIFY(core::now() - acts.at(1).at < std::chrono::minutes(1));
    QCOMPARE(told(acts.at(0)),
             R"(arm fault payment-1: name=payment-slow, params={"latencyMs":50}, seconds=60, seed=1, by=operator)"
             " (done)");
    QCOMPARE(acts.at(0).who, "unknown");
    QCOMPARE(acts.at(0).through.text(), "api");
    QCOMPARE(acts.at(0).reason, "");
  }

  void whatIsRefusedIsEnteredWithItsReason() {
    World world;
    QCOMPARE(world.call(api::controlNode("nobody", "kill")).status, 404);
    QCOMPARE(world.call(api::changeLoadRate(0)).status, 400);
    world.directory.setGateway("http://127.0.0.1:1");
    QCOMPARE(world.call(api::restock("abc", 5)).status, 503);
    const auto acts = entries(world);
    QCOMPARE(told(acts.at(2)), "control node nobody: kill (refused not_found)");
    QCOMPARE(acts.at(2).detail, "no process is named nobody");
    QCOMPARE(told(acts.at(1)), "change load rate (refused invalid_argument)");
    QCOMPARE(told(acts.at(0)), "restock abc: quantity=5 (failed busy)");
  }

  void whatChangesNothingIsNotEntered() {
    World world;
    world.call(api::listFaults());
    world.call(api::audit(0));
    world.call(api::rebuildStore(true, false, 0));
    world.call(api::redriveDeadLetters({.all = true}, 100, true));
    world.call(api::controlNode("payment-1", "kill"), "wrong");
    QVERIFY(entries(world).empty());
    QCOMPARE(world.call({"POST", "/api/nodes/payment-1/kill", R"({"dryRun":true})", ""}).status, 200);
    QCOMPARE(told(entries(world).at(0)), "control node payment-1: kill, dryRun=true (done)");  // it was none
    world.call(api::redriveDeadLetters({.all = true}, 100, false));
    QCOMPARE(told(entries(world).at(0)), "redrive: all=true, rate=100 (refused not_found)");
  }

  void whatIsLongIsToldInShort() {
    World world;
    api::LoadSpec spec;
    spec.fileText = std::string(100'000, 'x');
    world.call(api::startLoad(spec));
    world.call(api::placeOrder(Json{{"userId", std::string(10'000, 'u')}, {"note", "\n\x1b[31m"}}.dump(), ""));
    for (const api::ActView& act : entries(world)) QVERIFY2(act.arguments.size() < 320, act.arguments.c_str());
    QVERIFY(entries(world).at(1).arguments.ends_with(" bytes"));
    QVERIFY(entries(world).at(0).arguments.contains("uuu…"));
  }

  void aHeaderThatIsNotLegalIsRefused() {
    World world;
    world.reason = "50%";
    QCOMPARE(codeOf(world.call(api::stopLoad())), "invalid_argument");
    world.reason = std::string(501, 'x');
    QCOMPARE(codeOf(world.call(api::stopLoad())), "invalid_argument");
    world.reason = "", world.operatorName = std::string(65, 'x');
    QCOMPARE(codeOf(world.call(api::stopLoad())), "invalid_argument");
    QVERIFY(!world.load.stopped);
    QCOMPARE(world.call(api::listFaults()).status, 200);  // it is asked of acts alone
  }

  void withoutItsEntryAnActIsNotDone() {
    World world;
    std::filesystem::create_directory(world.folder.filePath("acts.jsonl").toStdString());
    const auto refused = world.call(api::stopLoad());
    QCOMPARE(refused.status, 503);
    QVERIFY2(refused.body.contains("nothing was changed, since the log of acts cannot be written"),
             refused.body.c_str());
    QVERIFY(!world.load.stopped);
    // What makes the system well, or ends it, is.
    QCOMPARE(world.call(api::clearFaults()).status, 200);
    QCOMPARE(world.call(api::clearFaults("f0")).status, 404);
    QCOMPARE(world.call(api::shutDown()).status, 202);
    QTRY_VERIFY(world.shut.load());
    QCOMPARE(told(entries(world).at(0)), "shut down (done)");
    QCOMPARE(told(entries(world).at(3)), "stop load (failed busy)");
    QCOMPARE(world.call(api::listFaults()).status, 200);
  }

  void everyCallNamesTheScopeThatItNeeds() {
    World world;
    std::set<std::string> withoutToken;
    int acts = 0;
    for (const auto& call : everyCall(world)) {
      if (call.scope.empty()) withoutToken.insert(call.path);
      QVERIFY2(call.method != "GET" || !call.isAct, call.path.c_str());
      QVERIFY2(!call.isAct || call.scope == "operate" || call.scope == "admin", call.path.c_str());
      acts += call.isAct ? 1 : 0;
    }
    QCOMPARE(withoutToken, std::set<std::string>{"/healthz"});
    QCOMPARE(acts, static_cast<int>(core::kWords<api::Act>.size()));  // each is the act of a call
  }

  void belowItsScopeNoCallIsAnswered() {
    World world;
    const std::map<std::string, std::string> token = {
        {"view", world.tokens.make({"viewer", api::Scope::View}).value().token},
        {"operate", world.tokens.make({"worker", api::Scope::Operate}).value().token}};
    const std::vector<std::string> scopes = {"view", "operate", "admin"};
    std::size_t refusedActs = 0;
    for (const auto& call : everyCall(world)) {
      if (call.scope.empty()) continue;
      for (const auto& scope : scopes) {
        if (scope == call.scope) break;
        const auto reply = world.call({call.method, filled(call.path), "{}", ""}, token.at(scope));
        QVERIFY2(reply.status == 403 && codeOf(reply) == "forbidden", (call.path + reply.body).c_str());
        QVERIFY2(reply.body.contains("needs the scope " + call.scope), reply.body.c_str());
        refusedActs += call.isAct ? 1 : 0;
      }
    }
    QVERIFY(!world.shut && !world.load.stopped && world.atGateway.empty() && world.forced.empty());
    const auto acts = entries(world);
    QCOMPARE(acts.size(), refusedActs);
    for (const api::ActView& act : acts) {
      QCOMPARE(act.outcome.text(), "refused");
      QCOMPARE(act.code, "forbidden");
      QVERIFY(act.token == "viewer" || act.token == "worker");
    }
  }

  void whatItsScopeAllowsATokenDoes() {
    World world;
    const auto view = world.tokens.make({"viewer", api::Scope::View}).value().token;
    const auto operate = world.tokens.make({"worker", api::Scope::Operate}).value().token;
    QCOMPARE(world.call(api::listFaults(), view).status, 200);
    QCOMPARE(world.call(api::audit(0), view).status, 200);  // changes nothing
    QCOMPARE(world.call(api::showToken(), view).body, R"({"name":"viewer","scope":"view"})");
    QCOMPARE(world.call(api::showToken()).body, R"({"name":"run.json","scope":"admin"})");
    QCOMPARE(world.call(api::controlNode("payment-1", "pause"), operate).status, 200);
    QCOMPARE(entries(world).at(0).token, "worker");
    QCOMPARE(world.call(api::discardDeadLetters({.all = true}), operate).status, 403);
  }

  void aRepliedKeyIsNotToldToASmallerScope() {
    World world;
    const auto view = world.tokens.make({"viewer", api::Scope::View}).value().token;
    api::ControlCall make = api::createToken("secret-bearer", api::Scope::Admin);
    make.idempotencyKey = "k1";
    const auto made = world.call(make);
    QCOMPARE(world.call(make).body, made.body);
    QCOMPARE(world.call(make, view).status, 403);
  }

  void tokensAreMadeAndEndedByCalls() {
    World world;
    const auto made = Json::parse(world.call(api::createToken("grafana", api::Scope::View)).body);
    const std::string token = made.at("token");
    QCOMPARE(world.call(api::listFaults(), token).status, 200);
    QCOMPARE(world.call(api::listTokens()).body, R"([{"name":"grafana","scope":"view"}])");
    QCOMPARE(world.call(api::createToken("grafana", api::Scope::View)).status, 409);
    QCOMPARE(world.call(api::revokeToken("grafana")).status, 200);
    QCOMPARE(world.call(api::listFaults(), token).status, 401);
    QCOMPARE(told(entries(world).at(0)), "revoke token grafana (done)");
    QCOMPARE(told(entries(world).at(2)), "create token: name=grafana, scope=view (done)");
    QVERIFY(!world.call(api::listActs(0, 100)).body.contains(token));  // nowhere is it told again
  }
};

ORDERDECK_TEST(ControlApiActsTest)
#include "control_api_acts_test.moc"
