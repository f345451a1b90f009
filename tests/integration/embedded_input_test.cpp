// Bad input: the answer of the contract, nothing changed, nothing leaked. One system for all of it.
#include <QtTest>

#include <sys/resource.h>

#include <atomic>
#include <set>
#include <thread>

#include <nlohmann/json.hpp>

#include "tests/support/embedded_system.h"
#include "tests/support/http_test_client.h"
#include "tests/support/raw_redis.h"
#include "tests/support/wait_until.h"

using namespace orderdeck;
using nlohmann::json;
using support::EmbeddedSystem;
using support::HttpTestClient;
using support::waitUntil;

class EmbeddedInputTest : public QObject {
  Q_OBJECT
 private slots:
  void initTestCase() {
    rlimit files{};
    ::getrlimit(RLIMIT_NOFILE, &files);
    files.rlim_cur = files.rlim_max;
    ::setrlimit(RLIMIT_NOFILE, &files);
    m_system = std::make_unique<EmbeddedSystem>(ORDERDECK_BIN_DIR "/orderdeckd");
    QVERIFY2(m_system->start(), m_system->log().constData());
    m_redis = std::make_unique<support::RawRedis>(m_system->redisSocket());
  }

  void cleanupTestCase() {
    m_redis.reset();
    const auto processes = m_system->processes();
    QCOMPARE(m_system->stop(), 0);
    QVERIFY(EmbeddedSystem::gone(processes));
  }

  void isRefusedAndChangesNothing_data() {
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<int>("status");
    QTest::addColumn<QString>("code");
    QTest::newRow("no JSON") << QByteArray("{\"userId\":") << 400 << "invalid_json";
    QTest::newRow("nothing") << QByteArray() << 400 << "invalid_json";
    QTest::newRow("a list") << QByteArray("[1,2]") << 400 << "invalid_order";
    QTest::newRow("no items") << QByteArray(R"({"userId":"u1","items":[]})") << 400 << "invalid_order";
    QTest::newRow("no user") << QByteArray(R"({"items":[{"productId":"abc","quantity":1}]})") << 400 << "invalid_order";
    QTest::newRow("zero") << QByteArray(R"({"userId":"u1","items":[{"productId":"abc","quantity":0}]})") << 400 << "invalid_order";
    QTest::newRow("negative") << QByteArray(R"({"userId":"u1","items":[{"productId":"abc","quantity":-5}]})") << 400 << "invalid_order";
    QTest::newRow("huge") << QByteArray(R"({"userId":"u1","items":[{"productId":"abc","quantity":10001}]})") << 400 << "invalid_order";
    QTest::newRow("overflow") << QByteArray(R"({"userId":"u1","items":[{"productId":"abc","quantity":99999999999999999999}]})") << 400 << "invalid_order";
    QTest::newRow("fraction") << QByteArray(R"({"userId":"u1","items":[{"productId":"abc","quantity":1.5}]})") << 400 << "invalid_order";
    QTest::newRow("bad id") << QByteArray(R"({"userId":"u 1","items":[{"productId":"abc","quantity":1}]})") << 400 << "invalid_order";
    QTest::newRow("unknown product") << QByteArray(R"({"userId":"u1","items":[{"productId":"abc","quantity":1},{"productId":"ghost","quantity":1}]})") << 400 << "unknown_product";
    json many = {{"userId", "u1"}, {"items", json::array()}};
    for (int i = 0; i < 101; ++i) many["items"].push_back({{"productId", "p" + std::to_string(i)}, {"quantity", 1}});
    QTest::newRow("101 items") << QByteArray::fromStdString(many.dump()) << 400 << "invalid_order";
    QTest::newRow("deep") << QByteArray(30'000, '[') << 400 << "invalid_json";
    const json padded = {{"userId", "u1"}, {"note", std::string(70'000, 'x')}, {"items", {{{"productId", "abc"}, {"quantity", 1}}}}};
    QTest::newRow("over 64 KiB") << QByteArray::fromStdString(padded.dump()) << 413 << "too_large";
    QTest::newRow("not UTF-8") << QByteArray("{\"userId\":\"u\xff\xfe\",\"items\":[{\"productId\":\"abc\",\"quantity\":1}]}") << 400 << "";
  }

  void isRefusedAndChangesNothing() {
    QFETCH(QByteArray, body);
    QFETCH(int, status);
    QFETCH(QString, code);
    const auto before = state();
    const auto reply = HttpTestClient(port()).request("POST", "/orders", body.toStdString());
    QVERIFY(reply.has_value());
    QCOMPARE(reply->status, status);
    if (!code.isEmpty()) QCOMPARE(QString::fromStdString(reply->code()), code);
    QVERIFY(reply->headers.at("content-type") == "application/problem+json");
    QVERIFY(state() == before);
  }

  void anAbsurdBodyIsCutOff() {
    const auto before = state();
    HttpTestClient client(port());
    const std::string body(10 * 1024 * 1024, 'x');
    // The gateway may answer and close before it has all of it; what it must not do is take it.
    (void)client.send(support::requestText("POST", "/orders", body));
    const auto reply = client.read();
    if (reply) QCOMPARE(reply->status, 413);
    QVERIFY(state() == before);
    QVERIFY(accepts());
  }

  void unknownThingsAreNotFound() {
    QCOMPARE(HttpTestClient(port()).request("GET", "/orders/nobody-knows")->status, 404);
    QCOMPARE(HttpTestClient(port()).request("POST", "/orders/nobody-knows/cancel")->status, 404);
    QCOMPARE(HttpTestClient(port()).request("GET", "/inventory/ghost")->status, 404);
    QCOMPARE(HttpTestClient(port()).request("POST", "/inventory/ghost/restock", R"({"quantity":5})")->status, 404);
    QCOMPARE(HttpTestClient(port()).request("POST", "/inventory/abc/restock", R"({"quantity":0})")->status, 400);
    QCOMPARE(HttpTestClient(port()).request("GET", "/nowhere")->status, 404);
    const auto list = HttpTestClient(port()).request("GET", "/orders?ids=a1,b2");
    QCOMPARE(list->status, 200);
    QCOMPARE(json::parse(list->body)["missing"].size(), 2U);
  }

  void oneKeyIsOneOrderHoweverManyAskAtOnce() {
    const std::string body = R"({"userId":"user7","items":[{"productId":"xyz","quantity":1}]})";
    const auto before = std::stoll(m_redis->hash("flow")[">created"] );
    std::mutex mutex;
    std::set<std::string> ids;
    std::atomic<int> accepted = 0;
    {
      std::vector<std::jthread> clients;
      for (int c = 0; c < 16; ++c) {
        clients.emplace_back([&] {
          HttpTestClient client(port());
          for (int i = 0; i < 10; ++i) {
            const auto reply = client.request("POST", "/orders", body, "Idempotency-Key: parallel-1\r\n");
            if (!reply || reply->status != 202) continue;
            ++accepted;
            const std::lock_guard lock(mutex);
            ids.insert(json::parse(reply->body)["orderId"]);
          }
        });
      }
    }
    QCOMPARE(accepted.load(), 160);
    QCOMPARE(ids.size(), 1U);
    QCOMPARE(std::stoll(m_redis->hash("flow")[">created"]), before + 1);
    const auto other = HttpTestClient(port()).request("POST", "/orders", R"({"userId":"user8","items":[{"productId":"xyz","quantity":1}]})", "Idempotency-Key: parallel-1\r\n");
    QCOMPARE(other->status, 422);
    QCOMPARE(other->code(), "idempotency_mismatch");
  }

  void aTokenIsNeeded() {
    const auto address = runtime::findBackend(m_system->dataDir().toStdString());
    QVERIFY(address.has_value());
    for (const std::string& token : {std::string(), std::string("wrong"), address->token.substr(1)}) {
      runtime::ControlClient stranger({address->url, token});
      for (const auto& call : {runtime::getSnapshot(), runtime::shutDown(), runtime::controlNode("payment-1", "kill"), runtime::audit(0)}) {
        const auto answer = stranger.send(call);
        QVERIFY(!answer);
        QCOMPARE(answer.error().code, core::ErrorCode::Unauthorized);
      }
    }
    QVERIFY(runtime::ControlClient({address->url, ""}).send({"GET", "/healthz", {}, {}}).has_value());
    QVERIFY(accepts());
  }

  void aSlowClientIsLeftAndHoldsNobodyUp() {
    HttpTestClient slow(port());
    QVERIFY(slow.send("POST /orders HTTP/1.1\r\nHost: x\r\nContent-Length: 50\r\n\r\n{\"user"));
    QVERIFY(accepts());  // meanwhile
    const auto reply = slow.read(std::chrono::seconds(20));
    QVERIFY(reply.has_value());
    QCOMPARE(reply->status, 408);
    QVERIFY(slow.closedByPeer());
  }

  void fiveThousandIdleConnectionsAreBorne() {
    const int before = openFiles();
    {
      std::vector<HttpTestClient> idle;
      for (int i = 0; i < 5'000; ++i) {
        idle.emplace_back(port());
        if (!idle.back().connected()) QFAIL(qPrintable(QString("connection %1 was refused").arg(i)));
      }
      QElapsedTimer timer;
      timer.start();
      for (int i = 0; i < 20; ++i) QVERIFY(accepts());
      QVERIFY(timer.elapsed() < 4'000);
    }
    QVERIFY2(waitUntil([&] { return openFiles() <= before + 5; }, std::chrono::seconds(15)), qPrintable(QString("%1 files open, %2 before").arg(openFiles()).arg(before)));
  }

 private:
  int port() const { return m_system->gatewayPort(); }

  bool accepts() const {
    const auto reply = HttpTestClient(port()).request("POST", "/orders", R"({"userId":"user1","items":[{"productId":"abc","quantity":1}]})");
    return reply && reply->status == 202;
  }

  // What no refused request may change.
  std::map<std::string, std::string> state() {
    auto all = m_redis->hash("stock:abc");
    all["accepted"] = m_redis->hash("flow")[">created"];
    all["idem"] = std::to_string(m_redis->keys("idem:*").size());
    return all;
  }

  int openFiles() const {
    const auto snapshot = m_system->control().snapshot();
    if (!snapshot) return -1;
    for (const auto& node : snapshot->nodes) {
      if (node.service == "gateway") return static_cast<int>(QDir(QString("/proc/%1/fd").arg(node.pid)).entryList(QDir::AllEntries | QDir::System | QDir::NoDotAndDotDot).size());
    }
    return -1;
  }

  std::unique_ptr<EmbeddedSystem> m_system;
  std::unique_ptr<support::RawRedis> m_redis;
};

QTEST_GUILESS_MAIN(EmbeddedInputTest)
#include "embedded_input_test.moc"
