// Redis comes back with an old append-only file, or with none: intake is closed and says so, nothing moves, and
// `orderdeckctl rebuild` restores what the ledger knows. Then every open order ends and the audit finds nothing wrong.
#include <QtTest>

#include <set>

#include <nlohmann/json.hpp>

#include "tests/harness/test_registry.h"
#include "tests/integration/raw_ledger.h"
#include "tests/support/embedded_system.h"
#include "tests/support/http_test_client.h"
#include "tests/support/raw_redis.h"
#include "tests/support/wait_until.h"

using namespace orderdeck;
using nlohmann::json;
using support::EmbeddedSystem;
using support::HttpTestClient;
using support::RawRedis;
using support::waitUntil;

namespace {

constexpr const char* kEnded = "state IN ('completed', 'cancelled', 'refunded', 'rejected')";
constexpr const char* kOrder = R"({"userId":"user1","items":[{"productId":"abc","quantity":2}]})";

QString joined(const std::vector<std::string>& ids) {
  QStringList list;
  for (const std::string& id : ids) list << QString::fromStdString(id);
  return list.join("','");
}

void copyFolder(const QString& from, const QString& to) {
  QDir(to).removeRecursively();
  QDir().mkpath(to);
  for (const QString& name : QDir(from).entryList(QDir::Files)) QFile::copy(from + '/' + name, to + '/' + name);
}

}  // namespace

class EmbeddedRebuildTest : public QObject {
  Q_OBJECT
 private slots:
  void aLostStoreIsClosedAndRebuilt_data() {
    QTest::addColumn<bool>("emptied");
    QTest::newRow("rolled back") << false;
    QTest::newRow("emptied") << true;
  }
  void aLostStoreIsClosedAndRebuilt() {
    QFETCH(bool, emptied);
    EmbeddedSystem system(ORDERDECK_BIN_DIR "/orderdeckd", "payment: {declineShare: 0.1}");
    QVERIFY2(system.start(), system.log().constData());
    const QString folder = system.dataDir() + "/redis/appendonlydir", kept = system.dataDir() + "/kept";

    load(system, 400, 400);
    QVERIFY(waitUntil([&] { return loadEnded(system); }, std::chrono::seconds(30)));
    // All of them to their end, so that of these none is open when Redis is lost.
    QVERIFY(waitUntil([&] { return inLedger(system, kEnded) == 400; }, std::chrono::seconds(60)));
    // From now on orders stay open, since nobody charges them. The copy is of the middle of a load; what comes after it
    // is what Redis will have forgotten: more orders, and that some are cancelled. A service that acted on the old
    // store would charge those.
    QVERIFY(system.control().send(api::controlNode("payment-1", "pause")).has_value());
    std::vector<std::string> cancelled;
    for (int i = 0; i < 5; ++i) cancelled.push_back(place(system));
    load(system, 200, 200);
    QVERIFY(waitUntil([&] { return RawRedis(system.redisSocket()).integer({"HGET", "flow", ">created"}) > 455; },
                      std::chrono::seconds(20)));
    copyFolder(folder, kept);
    QVERIFY(waitUntil([&] { return loadEnded(system); }, std::chrono::seconds(30)));
    const std::string keyed = place(system, "Idempotency-Key: key-1\r\n");
    for (const std::string& id : cancelled)
      QCOMPARE(HttpTestClient(system.gatewayPort()).request("POST", "/orders/" + id + "/cancel")->status, 202);
    QVERIFY(waitUntil([&] { return ledgerKnows(system, 606); }, std::chrono::seconds(60)));
    const QString ofThem = QString("state = 'cancelled' AND order_id IN ('%1')").arg(joined(cancelled));
    QVERIFY(waitUntil([&] { return inLedger(system, ofThem) == 5; }, std::chrono::seconds(30)));

    const auto processes = system.processes();
    system.killAll();
    QVERIFY(EmbeddedSystem::gone(processes));
    if (emptied)
      QDir(folder).removeRecursively();
    else
      copyFolder(kept, folder);

    // Closed, and it says why and what to do.
    QVERIFY2(system.start(), system.log().constData());
    for (const auto& [method, target] :
         {std::pair("POST", "/orders"), std::pair("POST", "/inventory/abc/restock"), std::pair("GET", "/readyz")}) {
      const auto reply = HttpTestClient(system.gatewayPort()).request(method, target, kOrder);
      QVERIFY(reply.has_value());
      QCOMPARE(reply->status, 503);
      QVERIFY2(reply->body.find("orderdeckctl rebuild") != std::string::npos, reply->body.c_str());
      if (target != std::string("/readyz")) QCOMPARE(reply->code(), std::string("store_rolled_back"));
    }
    QVERIFY(waitUntil([&] {
      const auto snapshot = system.control().snapshot();
      return snapshot && snapshot->state == "degraded" && !snapshot->store.distrust.empty();
    }));
    // Nothing moves, though every consumer is up and the broker is a new one, after which the reconciler repeats what
    // is open.
    RawRedis redis(system.redisSocket());
    const auto flow = redis.hash("flow");
    QTest::qWait(4'000);
    QVERIFY(redis.hash("flow") == flow);
    QCOMPARE(redis.hash("stock:abc").contains("available"), !emptied);

    const json dry = ctl(system, {"rebuild", "--dry-run", "--json"}, 0);
    const json& planned = dry["report"]["orders"];
    const int restored = planned.value("restored", 0);
    QVERIFY2(emptied ? restored == 201 : restored > 20 && restored < 160, planned.dump().c_str());
    QVERIFY2(emptied || (planned.value("dropped", 0) >= 5 && planned.value("same", 0) >= 50), planned.dump().c_str());
    QCOMPARE(dry["report"]["acceptedAfter"].get<int>(), 606);
    QVERIFY(redis.hash("flow") == flow);
    const json done = ctl(system, {"rebuild", "--yes", "--json"}, 0);
    QCOMPARE(done["report"]["orders"].dump(), planned.dump());
    qInfo("rebuilt in %.2f s: %s", done["secondsElapsed"].get<double>(), planned.dump().c_str());

    // It opens by itself; the same key still is the same order.
    QVERIFY(waitUntil([&] {
      const auto reply =
          HttpTestClient(system.gatewayPort()).request("POST", "/orders", kOrder, "Idempotency-Key: key-1\r\n");
      return reply && reply->status == 202 && json::parse(reply->body)["orderId"] == keyed;
    }));
    QCOMPARE(HttpTestClient(system.gatewayPort()).request("GET", "/readyz")->status, 200);
    load(system, 100, 100);
    QVERIFY(waitUntil([&] { return loadEnded(system); }, std::chrono::seconds(30)));
    QVERIFY2(
        waitUntil([&] { return redis.integer({"ZCARD", "deadlines"}) == 0 && redis.integer({"XLEN", "outbox"}) == 0; },
                  std::chrono::seconds(90)),
        qPrintable(QString("%1 orders still open").arg(redis.integer({"ZCARD", "deadlines"}))));
    QCOMPARE(redis.hash("flow").at(">created"), std::string("706"));
    QCOMPARE(inLedger(system, ofThem + " AND (seen & 2) = 0"), 5);  // and were not paid
    QCOMPARE(system.complaints(), QString());
    // What is whole is refused to be rebuilt.
    ctl(system, {"rebuild", "--yes", "--json"}, 1);
  }

  void aProductsKeyThatIsLostIsNoticedWhileTheSystemRuns() {
    EmbeddedSystem system(ORDERDECK_BIN_DIR "/orderdeckd");
    QVERIFY2(system.start(), system.log().constData());
    load(system, 100, 100);
    QVERIFY(waitUntil([&] { return loadEnded(system); }, std::chrono::seconds(30)));
    QVERIFY(waitUntil([&] { return ledgerKnows(system, 100); }, std::chrono::seconds(60)));
    RawRedis redis(system.redisSocket());
    QVERIFY(waitUntil([&] { return redis.integer({"ZCARD", "deadlines"}) == 0; }, std::chrono::seconds(60)));
    redis.command({"DEL", "stock:abc"});
    QVERIFY(waitUntil([&] {
      return HttpTestClient(system.gatewayPort()).request("POST", "/orders", kOrder)->code() == "store_rolled_back";
    }));
    ctl(system, {"rebuild", "--yes", "--json"}, 0);
    QVERIFY(waitUntil([&] {
      return HttpTestClient(system.gatewayPort())
                 .request("POST", "/orders", kOrder, "Idempotency-Key: key-2\r\n")
                 ->status == 202;
    }));
    QCOMPARE(system.complaints(), QString());
  }

  /// Redis forgets everything while orders are being charged, twice. Nobody's money is given back for it, nothing is
  /// called unknown, and afterwards every order is where it belongs or is named as lost.
  void whatIsFlushedWhileItIsChargedIsNeitherRefundedNorForgotten() {
    EmbeddedSystem system(ORDERDECK_BIN_DIR "/orderdeckd");
    QVERIFY2(system.start(), system.log().constData());
    RawRedis redis(system.redisSocket());
    std::set<std::string> lost;
    int before = 0;
    for (int round = 0; round < 2; ++round) {
      ctl(system, {"fault", "arm", "payment-slow", "latencyMs=400", "--json"}, 0);
      load(system, 900, 300);
      QVERIFY(waitUntil(
          [&] {
            const auto flow = redis.hash("flow");
            return flow.contains(">created") && std::stoi(flow.at(">created")) > before + 500;
          },
          std::chrono::seconds(30)));
      redis.command({"FLUSHALL"});
      // From this moment on, long before anybody has looked at the store.
      for (int i = 0; i < 20; ++i) {
        for (const auto& [method, target] :
             {std::pair("POST", "/orders"), std::pair("POST", "/inventory/abc/restock"), std::pair("GET", "/inventory"),
              std::pair("GET", "/inventory/abc"), std::pair("GET", "/orders/never"),
              std::pair("POST", "/orders/never/cancel")}) {
          const auto reply = HttpTestClient(system.gatewayPort())
                                 .request(method, target,
                                          method == std::string("GET")       ? ""
                                          : target == std::string("/orders") ? kOrder
                                                                             : R"({"quantity":1})");
          QVERIFY(reply.has_value());
          QVERIFY2(reply->status == 503 && reply->code() == "store_rolled_back", reply->body.c_str());
        }
      }
      QVERIFY(waitUntil([&] { return loadEnded(system); }, std::chrono::seconds(60)));
      const json done = ctl(system, {"rebuild", "--yes", "--json"}, 0);
      const json& report = done["report"];
      qInfo("%s", report["orders"].dump().c_str());
      QCOMPARE(report["inRedis"].get<int>(), 0);
      QVERIFY(report["acceptedBefore"].get<int>() > 500);
      QCOMPARE(report["lost"].get<int>(), report["acceptedBefore"].get<int>() - report["acceptedAfter"].get<int>());
      before = report["acceptedAfter"].get<int>();
      for (const auto& id : report["lostOrders"]) lost.insert(id.get<std::string>());
      QCOMPARE(report["lost"].get<int>() > 0, !report["actions"].empty());
      ctl(system, {"fault", "clear", "--json"}, 0);
    }
    load(system, 100, 100);
    QVERIFY(waitUntil([&] { return loadEnded(system); }, std::chrono::seconds(30)));
    QVERIFY2(
        waitUntil([&] { return redis.integer({"ZCARD", "deadlines"}) == 0 && redis.integer({"XLEN", "outbox"}) == 0; },
                  std::chrono::seconds(90)),
        qPrintable(QString("%1 orders still open").arg(redis.integer({"ZCARD", "deadlines"}))));
    tests::RawLedger ledger(system.ledgerFile());
    QCOMPARE(ledger.number("SELECT COUNT(*) FROM order_events WHERE event = 'PaymentRefunded'"), 0);
    QCOMPARE(ledger.number("SELECT COUNT(*) FROM payments WHERE refunded_minor <> 0"), 0);
    QCOMPARE(
        ledger.number(
            "SELECT COUNT(*) FROM payments p JOIN orders o USING (order_id) WHERE p.captured_minor <> o.amount_minor"),
        0);
    QCOMPARE(ledger.number("SELECT COUNT(*) FROM orders WHERE state <> 'completed'"), 0);
    const auto audit = system.control(core::Millis{120'000}).send(api::audit(60));
    QVERIFY2(audit.has_value(), audit ? "" : audit.error().what.c_str());
    const json answer = json::parse(*audit);
    for (const auto& invariant : answer["invariants"]) {
      if (invariant["status"] != "broken") continue;
      QVERIFY2(invariant["number"] == 4 && !lost.empty(),
               invariant.dump().c_str());  // no lost order, but those that are named
      QVERIFY2(invariant["offenders"].get<std::size_t>() <= lost.size(), invariant.dump().c_str());
      for (const auto& id : invariant["orders"])
        QVERIFY2(lost.contains(id.get<std::string>()), invariant.dump().c_str());
    }
  }

 private:
  static void load(const EmbeddedSystem& system, int count, double rate) {
    api::LoadSpec spec;
    spec.rate = rate;
    spec.count = count;
    if (const auto started = system.control().send(api::startLoad(spec)); !started)
      qFatal("%s", started.error().what.c_str());
  }
  static bool loadEnded(const EmbeddedSystem& system) {
    const auto snapshot = system.control().snapshot();
    return snapshot && snapshot->load && snapshot->load->state != "running";
  }
  static std::string place(const EmbeddedSystem& system, const char* headers = "") {
    const auto reply = HttpTestClient(system.gatewayPort()).request("POST", "/orders", kOrder, headers);
    if (!reply || reply->status != 202)
      qFatal("the order was not taken: %s", reply ? reply->body.c_str() : "no answer");
    return json::parse(reply->body)["orderId"];
  }
  static qint64 inLedger(const EmbeddedSystem& system, const QString& condition) {
    return tests::RawLedger(system.ledgerFile()).number("SELECT COUNT(*) FROM orders WHERE " + condition);
  }
  /// Every one of so many orders was heard of, and nothing is on its way.
  static bool ledgerKnows(const EmbeddedSystem& system, qint64 orders) {
    return inLedger(system, "(seen & 1) <> 0") == orders &&
           RawRedis(system.redisSocket()).integer({"XLEN", "outbox"}) == 0;
  }

  static json ctl(const EmbeddedSystem& system, const QStringList& arguments, int status) {
    QProcess process;
    process.start(ORDERDECK_BIN_DIR "/orderdeckctl",
                  QStringList{"--profile", system.profileFile(), "--data-dir", system.dataDir()} + arguments);
    process.waitForFinished(120'000);
    const QByteArray out = process.readAllStandardOutput();
    if (process.exitCode() != status)
      qFatal("orderdeckctl %s: exit %d, %s %s", qPrintable(arguments.join(' ')), process.exitCode(), out.constData(),
             process.readAllStandardError().constData());
    return json::parse(out.toStdString(), nullptr, false);
  }
};

ORDERDECK_TEST(EmbeddedRebuildTest)
#include "embedded_rebuild_test.moc"
