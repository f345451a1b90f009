// A Redis that cannot start is no system that is up: the line that `up` prints says so, soon and with the cause, and
// what was put right is taken up by itself.
#include <QtTest>

#include <nlohmann/json.hpp>

#include "tests/harness/test_registry.h"
#include "tests/support/embedded_system.h"
#include "tests/support/http_test_client.h"
#include "tests/support/raw_redis.h"
#include "tests/support/taken_port.h"
#include "tests/support/wait_until.h"

using namespace orderdeck;
using support::EmbeddedSystem;
using support::HttpTestClient;
using support::TakenPort;
using support::waitUntil;

namespace {

constexpr const char* kOrder = R"({"userId":"user1","items":[{"productId":"abc","quantity":2}]})";

/// Why the ready line calls a process not ready; empty when it does not.
QString whyNot(const EmbeddedSystem& system, const QString& process) {
  for (const auto entry : system.readyLine()["notReady"].toArray())
    if (entry.toObject()["process"].toString() == process) return entry.toObject()["why"].toString();
  return {};
}

QByteArray readFile(const QString& path) {
  QFile file(path);
  return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

void writeFile(const QString& path, const QByteArray& text) {
  QFile file(path);
  if (!file.open(QIODevice::WriteOnly) || file.write(text) != text.size()) qFatal("cannot write %s", qPrintable(path));
}

}  // namespace

class EmbeddedRedisStartTest : public QObject {
  Q_OBJECT
 private slots:
  void aPortThatIsTakenIsSaid() {
    TakenPort other;
    EmbeddedSystem system(ORDERDECK_BIN_DIR "/orderdeckd", QString("redis: {port: %1}").arg(other.number));
    system.launch();
    QElapsedTimer timer;
    timer.start();
    QVERIFY2(system.waitReady(), system.log().constData());
    qInfo("said after %lld ms", timer.elapsed());
    QVERIFY2(!system.readyLine()["ready"].toBool(true), qPrintable(QJsonDocument(system.readyLine()).toJson()));
    QVERIFY2(whyNot(system, "redis").startsWith("exit 1"), qPrintable(whyNot(system, "redis")));
    QVERIFY(!whyNot(system, "gateway-1").isEmpty());
    QVERIFY(waitUntil([&] {
      const auto snapshot = system.control().snapshot();
      return snapshot && snapshot->state == "unknown";
    }));
    // The other goes: nobody need do more.
    other.close();
    QVERIFY(waitUntil(
        [&] {
          const auto reply = HttpTestClient(system.gatewayPort()).request("POST", "/orders", kOrder);
          return reply && reply->status == 202;
        },
        std::chrono::seconds(60)));
    QCOMPARE(system.stop(), 0);
  }

  void aTornLogIsCutAndADamagedOneRefused() {
    EmbeddedSystem system(ORDERDECK_BIN_DIR "/orderdeckd");
    QVERIFY2(system.start(), system.log().constData());
    QVERIFY(system.readyLine()["ready"].toBool());
    const auto placed = HttpTestClient(system.gatewayPort()).request("POST", "/orders", kOrder);
    QVERIFY(placed && placed->status == 202);
    const std::string order = "order:" + nlohmann::json::parse(placed->body)["orderId"].get<std::string>();
    const QString log = system.dataDir() + "/redis/appendonlydir/", increment = log + "appendonly.aof.1.incr.aof",
                  manifest = log + "appendonly.aof.manifest";
    QCOMPARE(system.stop(), 0);

    const QByteArray torn =
        "*1\r\n$5\r\nMULTI\r\n*4\r\n$4\r\nHSET\r\n$5\r\nghost\r\n$1\r\na\r\n$1\r\nb\r\n*2\r\n$3\r\nDE";
    writeFile(increment, readFile(increment) + torn);
    for (int start = 0; start < 3; ++start) {
      QVERIFY2(system.start(), system.log().constData());
      QVERIFY(system.readyLine()["ready"].toBool());
      support::RawRedis redis(system.redisSocket());
      QCOMPARE(redis.integer({"EXISTS", "ghost"}), 0);
      if (start == 0) QCOMPARE(redis.integer({"EXISTS", order}), 1);
      QCOMPARE(redis.integer({"HGET", "flow", ">created"}), start + 1);
      if (start == 0) {
        QVERIFY(waitUntil([&] {  // the snapshot may be of before the event
          const auto snapshot = system.control().snapshot();
          return snapshot && std::ranges::any_of(snapshot->events, [](const auto& event) {
                   return event.text.find("redis had a torn write") != std::string::npos;
                 });
        }));
      }
      QCOMPARE(HttpTestClient(system.gatewayPort()).request("POST", "/orders", kOrder)->status, 202);
      QCOMPARE(system.stop(), 0);
    }
    QCOMPARE(QDir(system.dataDir() + "/redis/torn").entryList(QDir::Files).size(), 1);

    const QByteArray good = readFile(manifest);
    writeFile(manifest, good.left(good.indexOf('\n') + 1));
    QVERIFY2(system.start(), system.log().constData());
    QVERIFY(!system.readyLine()["ready"].toBool(true));
    QVERIFY2(whyNot(system, "redis").contains("orderdeckctl rebuild"), qPrintable(whyNot(system, "redis")));
    writeFile(manifest, good);
    QVERIFY(waitUntil(
        [&] {
          const auto reply = HttpTestClient(system.gatewayPort()).request("POST", "/orders", kOrder);
          return reply && reply->status == 202;
        },
        std::chrono::seconds(60)));
    QCOMPARE(system.stop(), 0);
  }
};

ORDERDECK_TEST(EmbeddedRedisStartTest)
#include "embedded_redis_start_test.moc"
