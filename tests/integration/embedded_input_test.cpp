// Bad input: the answer of the contract, nothing changed, nothing leaked. One system for all of it.
#include <QtTest>

#include <sys/resource.h>
#include <unistd.h>

#include <atomic>
#include <set>
#include <thread>

#include <nlohmann/json.hpp>

#include "tests/harness/test_registry.h"
#include "tests/integration/one_system.h"

using namespace orderdeck;
using nlohmann::json;
using support::EmbeddedSystem;
using support::HttpTestClient;
using support::waitUntil;

namespace {

const std::string kPost = "POST /orders HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n";

/// The TCP ports that a process listens on.
std::set<int> portsOf(std::int64_t pid) {
  std::set<QByteArray> sockets;
  const QString fds = QString("/proc/%1/fd").arg(pid);
  for (const QString& name : QDir(fds).entryList(QDir::AllEntries | QDir::System | QDir::NoDotAndDotDot)) {
    char target[64] = {};
    if (::readlink((fds + "/" + name).toUtf8().constData(), target, sizeof target - 1) > 0) sockets.insert(target);
  }
  std::set<int> ports;
  QFile table(QString("/proc/%1/net/tcp").arg(pid));
  if (!table.open(QIODevice::ReadOnly)) return ports;
  for (const QByteArray& line : table.readAll().split('\n')) {
    const QByteArrayList fields = line.simplified().split(' ');
    if (fields.size() > 9 && fields[3] == "0A" && sockets.contains("socket:[" + fields[9] + "]"))
      ports.insert(fields[1].mid(fields[1].indexOf(':') + 1).toInt(nullptr, 16));
  }
  return ports;
}

std::int64_t residentBytes(std::int64_t pid) {
  QFile file(QString("/proc/%1/statm").arg(pid));
  return file.open(QIODevice::ReadOnly) ? file.readAll().split(' ').value(1).toLongLong() * 4096 : -1;
}

}  // namespace

class EmbeddedInputTest : public QObject, private tests::OneSystem {
  Q_OBJECT
 private slots:
  void initTestCase() {
    rlimit files{};
    ::getrlimit(RLIMIT_NOFILE, &files);
    files.rlim_cur = files.rlim_max;
    ::setrlimit(RLIMIT_NOFILE, &files);
    start();
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
    QTest::newRow("nothing") << QByteArray() << 411 << "length_required";
    QTest::newRow("a list") << QByteArray("[1,2]") << 400 << "invalid_order";
    QTest::newRow("no items") << QByteArray(R"({"userId":"u1","items":[]})") << 400 << "invalid_order";
    QTest::newRow("no user") << QByteArray(R"({"items":[{"productId":"abc","quantity":1}]})") << 400 << "invalid_order";
    QTest::newRow("zero") << QByteArray(R"({"userId":"u1","items":[{"productId":"abc","quantity":0}]})") << 400
                          << "invalid_order";
    QTest::newRow("negative") << QByteArray(R"({"userId":"u1","items":[{"productId":"abc","quantity":-5}]})") << 400
                              << "invalid_order";
    QTest::newRow("huge") << QByteArray(R"({"userId":"u1","items":[{"productId":"abc","quantity":10001}]})") << 400
                          << "invalid_order";
    QTest::newRow("overflow") << QByteArray(
                                     R"({"userId":"u1","items":[{"productId":"abc","quantity":99999999999999999999}]})")
                              << 400 << "invalid_order";
    QTest::newRow("fraction") << QByteArray(R"({"userId":"u1","items":[{"productId":"abc","quantity":1.5}]})") << 400
                              << "invalid_order";
    QTest::newRow("bad id") << QByteArray(R"({"userId":"u 1","items":[{"productId":"abc","quantity":1}]})") << 400
                            << "invalid_order";
    QTest::newRow("unknown product")
        << QByteArray(
               R"({"userId":"u1","items":[{"productId":"abc","quantity":1},{"productId":"ghost","quantity":1}]})")
        << 400 << "unknown_product";
    json many = {{"userId", "u1"}, {"items", json::array()}};
    for (int i = 0; i < 101; ++i) many["items"].push_back({{"productId", "p" + std::to_string(i)}, {"quantity", 1}});
    QTest::newRow("101 items") << QByteArray::fromStdString(many.dump()) << 400 << "invalid_order";
    QTest::newRow("deep") << QByteArray(30'000, '[') << 400 << "invalid_json";
    const json padded = {
        {"userId", "u1"}, {"note", std::string(70'000, 'x')}, {"items", {{{"productId", "abc"}, {"quantity", 1}}}}};
    QTest::newRow("over 64 KiB") << QByteArray::fromStdString(padded.dump()) << 413 << "too_large";
    QTest::newRow("not UTF-8") << QByteArray(
                                      "{\"userId\":\"u\xff\xfe\",\"items\":[{\"productId\":\"abc\",\"quantity\":1}]}")
                               << 400 << "";
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
    const auto before = std::stoll(m_redis->hash("flow")[">created"]);
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
    const auto other = HttpTestClient(port()).request(
        "POST", "/orders", R"({"userId":"user8","items":[{"productId":"xyz","quantity":1}]})",
        "Idempotency-Key: parallel-1\r\n");
    QCOMPARE(other->status, 422);
    QCOMPARE(other->code(), "idempotency_mismatch");
  }

  void aTokenIsNeeded() {
    const auto address = api::findBackend(m_system->dataDir().toStdString());
    QVERIFY(address.has_value());
    for (const std::string& token : {std::string(), std::string("wrong"), address->token.substr(1)}) {
      api::ControlClient stranger({address->url, token});
      for (const auto& call :
           {api::getSnapshot(), api::shutDown(), api::controlNode("payment-1", "kill"), api::audit(0)}) {
        const auto answer = stranger.send(call);
        QVERIFY(!answer);
        QCOMPARE(answer.error().code, core::ErrorCode::Unauthorized);
      }
    }
    QVERIFY(api::ControlClient({address->url, ""}).send({"GET", "/healthz", {}, {}}).has_value());
    QVERIFY(accepts());
  }

  void everyPortAnswersToItsOwnNamesOnly() {
    const auto snapshot = m_system->control().snapshot();
    QVERIFY(snapshot.has_value());
    std::map<int, std::string> ports;
    for (const auto& node : snapshot->nodes) {
      if (node.name.starts_with("redis") || node.name.starts_with("broker")) continue;  // they do not speak HTTP
      for (const int one : portsOf(node.pid)) ports[one] = node.name;
    }
    QVERIFY2(
        ports.size() >= 10,
        qPrintable(
            QString("%1 ports").arg(ports.size())));  // the daemon's, the gateway's two, and one of each other node
    for (const auto& [one, name] : ports) {
      const auto status = [&](const std::string& head) {
        HttpTestClient client(one);
        client.send(head + "\r\n");
        const auto reply = client.read();
        return reply ? reply->status : 0;
      };
      for (const char* path : {"/metrics", "/healthz"}) {
        const std::string get = std::string("GET ") + path + " HTTP/1.1\r\n";
        QVERIFY2(status(get + "Host: evil.test:" + std::to_string(one) + "\r\n") == 421, name.c_str());
        QVERIFY2(status(get) == 400, name.c_str());
        QVERIFY2(status(get + "Host: 127.0.0.1:" + std::to_string(one) + "\r\n") == 200, name.c_str());
      }
      for (const char* path : {"/orders", "/api/shutdown", "/reconcile", "/inventory/abc/restock"}) {
        const std::string post = std::string("POST ") + path + " HTTP/1.1\r\nHost: localhost\r\n";
        QVERIFY2(status(post + "Origin: http://evil.test\r\nContent-Length: 2\r\n") == 403, name.c_str());
        QVERIFY2(status(post + "Origin: null\r\n") == 403, name.c_str());
      }
    }
  }

  void noClientMakesTheGatewayGrow() {
    const auto snapshot = m_system->control().snapshot();
    QVERIFY(snapshot.has_value());
    std::int64_t pid = 0;
    for (const auto& node : snapshot->nodes) pid = node.service == "gateway" ? node.pid : pid;
    const std::int64_t before = residentBytes(pid);
    QVERIFY(before > 0);
    const std::string text(64 * 1024 - 1, 'x');
    std::vector<HttpTestClient> clients;
    for (int i = 0; i < 256; ++i) {  // each of them to its limit
      const std::string extension = "Transfer-Encoding: chunked\r\n\r\n1;" + text.substr(0, 12'000);
      for (const std::string& rest :
           {extension, "Content-Length: 65536\r\n\r\n" + text, "X: " + text.substr(0, 15'000)}) {
        clients.emplace_back(port());
        clients.back().send(kPost + rest);
      }
    }
    HttpTestClient endless(port());
    endless.send(kPost + "Transfer-Encoding: chunked\r\n\r\n1;");
    for (int i = 0; i < 1'600 && endless.send(text); ++i) continue;  // 100 MB, unless it is cut off
    QVERIFY(accepts());
    const std::int64_t grown = residentBytes(pid) - before;
#ifdef ORDERDECK_SANITIZED
    constexpr std::int64_t kMost = 500 * 1024 * 1024;  // it keeps what was freed
#else
    constexpr std::int64_t kMost = 100 * 1024 * 1024;
#endif
    QVERIFY2(grown < kMost, qPrintable(QString("grown by %1 MB").arg(grown / 1024 / 1024)));
  }

  void aSlowClientIsLeftAndHoldsNobodyUp() {
    HttpTestClient slow(port());
    QVERIFY(slow.send(kPost + "Content-Length: 50\r\n\r\n{\"user"));
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
    QVERIFY2(waitUntil([&] { return openFiles() <= before + 5; }, std::chrono::seconds(15)),
             qPrintable(QString("%1 files open, %2 before").arg(openFiles()).arg(before)));
  }

 private:
  int port() const { return m_system->gatewayPort(); }

  bool accepts() const {
    const auto reply = HttpTestClient(port()).request(
        "POST", "/orders", R"({"userId":"user1","items":[{"productId":"abc","quantity":1}]})");
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
      if (node.service == "gateway")
        return static_cast<int>(QDir(QString("/proc/%1/fd").arg(node.pid))
                                    .entryList(QDir::AllEntries | QDir::System | QDir::NoDotAndDotDot)
                                    .size());
    }
    return -1;
  }
};

ORDERDECK_TEST(EmbeddedInputTest)
#include "embedded_input_test.moc"
