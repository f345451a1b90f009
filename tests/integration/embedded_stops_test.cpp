// A broker or a consumer that is stopped for longer than anybody's patience costs a pause: no process dies of it, the
// daemon least of all, orders go on within about the session time-out after it goes on, and meanwhile no group is
// said to keep up.
#include <QtTest>

#include <nlohmann/json.hpp>

#include "api/command.h"
#include "tests/harness/test_registry.h"
#include "tests/support/embedded_system.h"
#include "tests/support/http_test_client.h"
#include "tests/support/wait_until.h"

using namespace orderdeck;
using namespace std::chrono_literals;
using nlohmann::json;
using support::EmbeddedSystem;
using support::HttpTestClient;
using support::waitUntil;

namespace {

const QString kProgram = ORDERDECK_BIN_DIR "/orderdeckd";
constexpr auto kRecovered = 20s;  // session 6 s, a rebalance 5 s, and a busy machine

std::string place(int port) {
  const auto reply = HttpTestClient(port).request("POST", "/orders",
                                                  R"({"userId":"user1","items":[{"productId":"abc","quantity":1}]})");
  return reply && reply->status == 202 ? json::parse(reply->body)["orderId"].get<std::string>() : std::string();
}

/// How long a new order takes to be completed; a minute at most.
std::chrono::milliseconds completion(int port) {
  const auto begun = std::chrono::steady_clock::now();
  std::string order;
  waitUntil(
      [&] {
        if (order.empty()) order = place(port);
        const auto reply = HttpTestClient(port).request("GET", "/orders/" + order);
        return reply && reply->status == 200 && json::parse(reply->body).value("state", "") == "completed";
      },
      60s);
  return std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - begun);
}

std::string verdictOf(EmbeddedSystem& system, const std::string& group) {
  const auto snapshot = system.control().snapshot();
  if (!snapshot) return "?";
  const auto found = std::ranges::find(snapshot->groups, group, &api::GroupView::group);
  return found == snapshot->groups.end() ? "?" : std::string(found->verdict.text());
}

}  // namespace

class EmbeddedStopsTest : public QObject {
  Q_OBJECT
 private slots:
  void aBrokerThatIsPausedKillsNobody() {
    EmbeddedSystem system(kProgram);
    QVERIFY2(system.start(), system.log().constData());
    auto control = system.control();
    api::LoadSpec load;
    load.duplicates = 0.05;
    load.rate = 50;
    load.seconds = 600;
    QVERIFY(control.send(api::startLoad(load)).has_value());
    QVERIFY(completion(system.gatewayPort()) < 30s);
    const pid_t daemon = system.daemonPid();
    for (const auto& [lasts, gap] : {std::pair(7s, 0s), {8s, 3s}, {12s, 0s}}) {
      QVERIFY(control.send(api::controlNode("broker", "pause")).has_value());
      QVERIFY(waitUntil([&] { return verdictOf(system, "payment") == "unknown"; }, 30s));
      QTest::qWait(static_cast<int>(std::chrono::milliseconds(lasts).count()) - 4'000);
      QVERIFY(control.send(api::controlNode("broker", "resume")).has_value());
      QTest::qWait(static_cast<int>(std::chrono::milliseconds(gap).count()));
      if (gap > 0s) continue;
      const auto took = completion(system.gatewayPort());
      qInfo("an order is completed %lld ms after a pause", static_cast<long long>(took.count()));
      QVERIFY2(took < kRecovered, system.log().constData());
    }
    QCOMPARE(system.daemonPid(), daemon);
    const auto snapshot = control.snapshot();
    QVERIFY(snapshot.has_value());
    for (const auto& node : snapshot->nodes)
      QVERIFY2(node.restarts == 0, (node.name + " " + (node.lastExit ? api::inEnglish(*node.lastExit) : "")).c_str());
    QVERIFY(control.send(api::stopLoad()).has_value());
    QCOMPARE(system.complaints(), QString());
  }

  void aGroupWhoseConsumerIsPausedIsReadByNobody() {
    EmbeddedSystem system(kProgram);
    QVERIFY2(system.start(), system.log().constData());
    QVERIFY(waitUntil([&] { return verdictOf(system, "payment") == "keeping up"; }, 30s));
    QVERIFY(system.control().send(api::controlNode("payment-1", "pause")).has_value());
    QVERIFY(waitUntil([&] { return verdictOf(system, "payment") == "nobody reads"; }, 20s));
    QVERIFY(waitUntil([&] { return verdictOf(system, "ledger") == "keeping up"; }, 30s));
    QVERIFY(system.control().send(api::controlNode("payment-1", "resume")).has_value());
    QVERIFY(waitUntil([&] { return verdictOf(system, "payment") == "keeping up"; }, 30s));
  }
};

ORDERDECK_TEST(EmbeddedStopsTest)
#include "embedded_stops_test.moc"
