// A dependency that stands still in the whole system: with Redis stopped the gateway says 503 at once and takes nothing
// that is not stored; with the ledger locked nothing is acknowledged; both show, both heal by themselves, and the audit
// finds nothing missing.
#include <QtTest>

#include <nlohmann/json.hpp>

#include "tests/harness/test_registry.h"
#include "tests/integration/raw_ledger.h"
#include "tests/support/embedded_system.h"
#include "tests/support/http_test_client.h"
#include "tests/support/raw_redis.h"
#include "tests/support/wait_until.h"

using namespace orderdeck;
using namespace std::chrono_literals;
using nlohmann::json;
using support::EmbeddedSystem;
using support::HttpTestClient;
using support::waitUntil;

namespace {

std::optional<support::TestReply> place(int port) {
  return HttpTestClient(port).request("POST", "/orders",
                                      R"({"userId":"user1","items":[{"productId":"abc","quantity":1}]})");
}

api::BreakerView breakerOf(const EmbeddedSystem& system, const std::string& node, const std::string& dependency) {
  const auto now = system.control().snapshot();
  if (!now) return {};
  for (const auto& view : now->nodes) {
    if (view.name != node) continue;
    for (const auto& breaker : view.breakers)
      if (breaker.dependency == dependency) return breaker;
  }
  return {};
}

bool happened(const EmbeddedSystem& system, const std::string& text) {
  const auto now = system.control().snapshot();
  return now &&
         std::ranges::any_of(now->events, [&](const api::OpsEvent& event) { return event.text.starts_with(text); });
}

/// An outsider who keeps the ledger's write lock.
class LedgerLock {
 public:
  explicit LedgerLock(const QString& file) {
    QSqlDatabase database = QSqlDatabase::addDatabase("QSQLITE", "lock");
    database.setDatabaseName(file);
    database.setConnectOptions("QSQLITE_BUSY_TIMEOUT=10000");
    if (!database.open() || !QSqlQuery(database).exec("BEGIN EXCLUSIVE")) qFatal("the ledger cannot be locked");
  }
  ~LedgerLock() {
    QSqlQuery(QSqlDatabase::database("lock")).exec("ROLLBACK");
    QSqlDatabase::database("lock").close();
    QSqlDatabase::removeDatabase("lock");
  }
  LedgerLock(const LedgerLock&) = delete;
  LedgerLock& operator=(const LedgerLock&) = delete;
};

std::int64_t committedOf(const api::Snapshot& snapshot, const std::string& group) {
  std::int64_t sum = 0;
  for (const auto& view : snapshot.groups) {
    if (view.group != group) continue;
    for (const auto& partition : view.partitions) sum += partition.committed.value_or(0);
  }
  return sum;
}

}  // namespace

class EmbeddedBreakerTest : public QObject {
  Q_OBJECT

 private slots:
  void aStoppedRedisIsAnswered503AtOnce() {
    EmbeddedSystem system(ORDERDECK_BIN_DIR "/orderdeckd");
    QVERIFY2(system.start(), system.log().constData());
    auto control = system.control();
    api::LoadSpec spec;
    spec.rate = 200;
    spec.duplicates = 0.05;
    spec.seconds = 20;
    QVERIFY(control.send(api::startLoad(spec)).has_value());
    QCOMPARE(place(system.gatewayPort())->status, 202);

    QVERIFY(control.send(api::controlNode("redis", "pause")).has_value());
    // What is on its way waits for its time-out; then the breaker is open.
    QVERIFY(waitUntil(
        [&] {
          const auto reply = place(system.gatewayPort());
          return reply && reply->status == 503;
        },
        15s));
    QVERIFY(waitUntil([&] { return breakerOf(system, "gateway-1", "redis").opened == 1; }));
    std::vector<qint64> times;
    for (int i = 0; i < 100; ++i) {
      QElapsedTimer timer;
      timer.start();
      const auto reply = place(system.gatewayPort());
      times.push_back(timer.elapsed());
      QVERIFY(reply);
      QCOMPARE(reply->status, 503);
      QCOMPARE(reply->headers.at("retry-after"), std::string("1"));
      QCOMPARE(reply->code(), std::string("busy"));
      QTest::qWait(20);  // over some probes
    }
    std::ranges::sort(times);
    qInfo() << "503 after" << times[50] << "ms, at the worst" << times.back() << "ms";
    QVERIFY2(times[90] < 1'000, qPrintable(QString::number(times[90])));  // half a time-out
    QVERIFY(waitUntil([&] { return happened(system, "gateway-1: the breaker to redis opened"); }));
    const auto metrics = HttpTestClient(system.gatewayPort()).request("GET", "/metrics");
    QVERIFY(metrics && metrics->body.contains("orderdeck_breaker_opened_total{dependency=\"redis\"} 1\n"));

    QVERIFY(control.send(api::controlNode("redis", "resume")).has_value());
    QElapsedTimer timer;
    timer.start();
    QVERIFY(waitUntil(
        [&] {
          const auto reply = place(system.gatewayPort());
          return reply && reply->status == 202;
        },
        15s));
    qInfo() << "202 again after" << timer.elapsed() << "ms";
    QVERIFY(waitUntil([&] { return happened(system, "gateway-1: the breaker to redis closed"); }));
    allIsWell(system);
  }

  void anOperatorHoldsABreakerOpen() {
    EmbeddedSystem system(ORDERDECK_BIN_DIR "/orderdeckd");
    QVERIFY2(system.start(), system.log().constData());
    auto control = system.control();
    QCOMPARE(place(system.gatewayPort())->status, 202);
    QVERIFY(control.send(api::forceBreaker("gateway-1", "redis", "open")).has_value());
    QCOMPARE(place(system.gatewayPort())->status, 503);
    QVERIFY(waitUntil([&] { return breakerOf(system, "gateway-1", "redis").forced == "open"; }));
    QVERIFY(happened(system, "breaker redis of gateway-1: open"));
    QVERIFY(control.send(api::forceBreaker("gateway-1", "redis", "auto")).has_value());
    QVERIFY(waitUntil([&] { return place(system.gatewayPort())->status == 202; }));
    QCOMPARE(control.send(api::forceBreaker("gateway-1", "mail", "open")).error().code, core::ErrorCode::NotFound);
    QCOMPARE(control.send(api::forceBreaker("gateway-9", "redis", "open")).error().code, core::ErrorCode::NotFound);
    api::ControlCall ajar = api::forceBreaker("gateway-1", "redis", "open");
    ajar.body = R"({"force":"ajar"})";
    QCOMPARE(control.send(ajar).error().code, core::ErrorCode::InvalidArgument);
  }

  void aLockedLedgerIsWaitedFor() {
    EmbeddedSystem system(ORDERDECK_BIN_DIR "/orderdeckd");
    QVERIFY2(system.start(), system.log().constData());
    auto control = system.control();
    api::LoadSpec spec;
    spec.rate = 300;
    spec.duplicates = 0.05;
    spec.seconds = 25;
    QVERIFY(control.send(api::startLoad(spec)).has_value());
    QVERIFY(waitUntil(
        [&] {
          const auto now = control.snapshot();
          return now && now->load && now->load->accepted > 500 && committedOf(*now, "ledger") > 0;
        },
        20s));
    {
      const LedgerLock lock(system.ledgerFile());
      QVERIFY(waitUntil([&] { return breakerOf(system, "ledger-1", "ledger").opened == 1; }, 20s));
      const auto then = control.snapshot();
      QTest::qWait(3'000);  // nothing may move in this time
      const auto now = control.snapshot();
      QVERIFY(then && now);
      QCOMPARE(committedOf(*now, "ledger"), committedOf(*then, "ledger"));
      QVERIFY(now->load->accepted > then->load->accepted);  // orders are taken all the same
      QVERIFY(breakerOf(system, "ledger-1", "ledger").state != "closed");
    }
    QVERIFY(waitUntil([&] { return breakerOf(system, "ledger-1", "ledger").state == "closed"; }, 20s));
    allIsWell(system);
  }

 private:
  /// The load ends, everything comes to rest, and the auditor agrees.
  void allIsWell(const EmbeddedSystem& system) {
    auto control = system.control();
    QVERIFY(waitUntil(
        [&] {
          const auto now = control.snapshot();
          return now && (!now->load || now->load->state != "running");
        },
        60s));
    support::RawRedis redis(system.redisSocket());
    QVERIFY2(
        waitUntil([&] { return redis.integer({"ZCARD", "deadlines"}) == 0 && redis.integer({"XLEN", "outbox"}) == 0; },
                  120s),
        qPrintable(QString("%1 orders still open").arg(redis.integer({"ZCARD", "deadlines"}))));
    QCOMPARE(system.complaints(), QString());
  }
};

ORDERDECK_TEST(EmbeddedBreakerTest)
#include "embedded_breaker_test.moc"
