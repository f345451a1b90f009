// A node's breakers as they are seen and forced from outside: through the node's API, its metrics, and the events that
// the daemon makes of them.
#include <QtTest>

#include <nlohmann/json.hpp>

#include "api/node_status.h"
#include "runtime/collect/breaker_watch.h"
#include "runtime/node/node_api.h"
#include "runtime/node/node_breakers.h"
#include "tests/harness/test_registry.h"
#include "tests/support/fake_metrics.h"

using namespace orderdeck;
using namespace orderdeck::runtime;

namespace {

const core::Error kTimeout{core::ErrorCode::Timeout, "no answer", true};

struct World {
  support::FakeMetrics metrics;
  faults::FaultRegistry registry{"payment-1"};
  NodeBreakers breakers{metrics};
  NodeApi api{{.node = "payment-1",
               .token = "secret",
               .partitions = [] { return std::vector<std::string>{"order-created/3"}; },
               .breakers = &breakers},
              metrics,
              registry};

  ports::HttpReply ask(const std::string& method, const std::string& path, const std::string& body = {},
                       const std::string& token = "secret") {
    ports::HttpReply out;
    api.handle({.method = method,
                .path = path,
                .query = {},
                .body = body,
                .idempotencyKey = {},
                .authorization = "Bearer " + token,
                .contentType = {}},
               [&out](ports::HttpReply reply) { out = std::move(reply); });
    return out;
  }
  core::Result<void> call(const std::string& dependency, const core::Error* error = nullptr) {
    auto link = breakers.links(dependency)();
    return ports::over(link.get(), [error]() -> core::Result<void> {
      return error ? core::Result<void>(std::unexpected(*error)) : core::Result<void>();
    });
  }
  void trip(const std::string& dependency) {
    for (int i = 0; i < 100 && breakers.breaker(dependency).isClosed(); ++i)
      static_cast<void>(call(dependency, &kTimeout));
  }
};

api::NodeView node(core::BreakerStateWord state, std::int64_t opened, std::int64_t pid = 7,
                   api::HeldBreakerWord forced = {}) {
  api::NodeView view;
  view.name = "payment-1", view.pid = pid, view.state = "up";
  view.breakers = {{.dependency = "redis",
                    .state = state,
                    .forced = forced,
                    .failureShare = 0,
                    .opened = opened,
                    .probeSeconds = {},
                    .why = {}}};
  return view;
}

}  // namespace

class NodeBreakersTest : public QObject {
  Q_OBJECT

 private slots:
  void everyConnectionSharesTheBreaker() {
    World w;
    auto one = w.breakers.links("redis")(), other = w.breakers.links("redis")();
    w.trip("redis");
    QVERIFY(!one->begin());
    QVERIFY(!other->begin());
    QVERIFY(w.call("kafka"));  // another dependency's is its own
  }

  void aCallThatIsRefusedIsNotMade() {
    World w;
    w.breakers.breaker("mail").force(core::BreakerForce::Open);
    auto link = w.breakers.links("mail")();
    bool made = false;
    const auto answer = ports::over(link.get(), [&made]() -> core::Result<int> {
      made = true;
      return 1;
    });
    QVERIFY(!answer);
    QCOMPARE(answer.error().code, core::ErrorCode::Unavailable);
    QVERIFY(!made);
    QCOMPARE(ports::over(nullptr, []() -> core::Result<int> { return 2; }).value(), 2);
  }

  void statusTellsThem() {
    World w;
    QVERIFY(w.call("kafka"));
    w.trip("redis");
    const auto status = api::decodeStatus(w.ask("GET", "/status").body);
    QVERIFY2(status.has_value(), status ? "" : status.error().what.c_str());
    QCOMPARE(status->node, std::string("payment-1"));
    QCOMPARE(status->partitions, std::vector<std::string>{"order-created/3"});
    QCOMPARE(status->breakers.size(), 2u);
    QCOMPARE(status->breakers[0].dependency, std::string("kafka"));
    QCOMPARE(status->breakers[0].state.text(), "closed");
    QVERIFY(!status->breakers[0].probeSeconds);
    QCOMPARE(status->breakers[1].state.text(), "open");
    QCOMPARE(status->breakers[1].opened, 1);
    QCOMPARE(status->breakers[1].failureShare, 1.0);
    QVERIFY(status->breakers[1].probeSeconds && *status->breakers[1].probeSeconds > 0);
    QCOMPARE(status->breakers[0].why, std::string());
    QCOMPARE(status->breakers[1].why, std::string(kTimeout.what));
    QVERIFY(!api::decodeStatus(R"({"node":"x","partitions":[]})"));
  }

  void anOperatorForcesThem() {
    World w;
    QVERIFY(w.call("redis"));
    const std::string open = R"({"dependency":"redis","force":"open"})";
    QCOMPARE(w.ask("POST", "/breakers", open, "wrong").status, 401);
    QVERIFY(w.call("redis"));
    QCOMPARE(w.ask("POST", "/breakers", open).status, 200);
    QVERIFY(!w.call("redis"));
    QCOMPARE(api::decodeStatus(w.ask("GET", "/status").body)->breakers[0].forced.text(), "open");
    QCOMPARE(w.ask("POST", "/breakers", R"({"dependency":"redis","force":"closed"})").status, 200);
    QVERIFY(w.call("redis"));
    QCOMPARE(w.ask("POST", "/breakers", R"({"dependency":"redis","force":"auto"})").status, 200);
    QCOMPARE(api::decodeStatus(w.ask("GET", "/status").body)->breakers[0].forced.text(), "");
    QCOMPARE(w.ask("POST", "/breakers", R"({"dependency":"redis","force":"ajar"})").status, 400);
    QCOMPARE(w.ask("POST", "/breakers", R"({"dependency":"redis","force":1})").status, 400);
    QCOMPARE(w.ask("POST", "/breakers", R"({"dependency":"none","force":"open"})").status, 404);
    QCOMPARE(w.ask("POST", "/breakers", "nonsense").status, 400);
  }

  void metricsFollow() {
    World w;
    const ports::Labels redis{{"dependency", "redis"}};
    QVERIFY(w.call("redis"));
    w.breakers.measure();
    QCOMPARE(w.metrics.value("orderdeck_breaker_state", redis), 0.0);
    w.trip("redis");
    w.breakers.measure();
    w.breakers.measure();
    QCOMPARE(w.metrics.value("orderdeck_breaker_state", redis), 2.0);
    QCOMPARE(w.metrics.value("orderdeck_breaker_opened_total", redis), 1.0);
    w.breakers.breaker("redis").force(core::BreakerForce::Open);
    w.breakers.breaker("redis").force(core::BreakerForce::Auto);  // a probe is due
    w.breakers.measure();
    QCOMPARE(w.metrics.value("orderdeck_breaker_state", redis), 1.0);
  }

  void eventsTellWhatOpenedAndClosed() {
    using News = std::vector<std::string>;
    const std::string which = "payment-1: the breaker to redis";
    BreakerWatch watch;
    const auto look = [&watch](const api::NodeView& view) {
      News news;
      for (const api::OpsEvent& event : watch.look(std::span(&view, 1))) news.push_back(event.text);
      return news;
    };
    QCOMPARE(look(node("closed", 0)), News{});
    QCOMPARE(look(node("open", 1)), News{which + " opened"});
    QCOMPARE(look(node("half-open", 1)), News{});
    QCOMPARE(look(node("open", 1)), News{});
    QCOMPARE(look(node("closed", 1)), News{which + " closed"});
    QCOMPARE(look(node("closed", 2)), (News{which + " opened", which + " closed"}));  // between two looks
    QCOMPARE(look(node("open", 2, 7, "open")), News{which + " is held open"});
    QCOMPARE(look(node("closed", 2, 7, "closed")), News{which + " is held closed"});
    api::NodeView full = node("open", 3);
    full.breakers.front().why = "the disk is full";
    QCOMPARE(look(full), News{which + " opened: the disk is full"});
    QCOMPARE(look(node("closed", 0, 8)), News{});  // another process
    QCOMPARE(look(node("closed", 0, 8)), News{});
  }
};

ORDERDECK_TEST(NodeBreakersTest)
#include "node_breakers_test.moc"
