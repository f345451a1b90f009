// A ledger that cannot be used, in the whole system: nothing is consumed and nothing is a dead letter, the gateway is
// not ready, the daemon and orderdeckctl say which file it is, what is wrong and how to go on; and once it is whole
// everything goes on by itself.
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

void overwrite(const QString& name, const QByteArray& bytes) {
  QFile file(name);
  if (!file.open(QIODevice::ReadWrite | QIODevice::Unbuffered) || file.write(bytes) != bytes.size())
    qFatal("the ledger cannot be written");
}

/// What is in the log is read from there: so that all of it is in the file.
void checkpoint(const QString& name) {
  {
    QSqlDatabase database = QSqlDatabase::addDatabase("QSQLITE", "checkpoint");
    database.setDatabaseName(name);
    database.setConnectOptions("QSQLITE_BUSY_TIMEOUT=10000");
    if (!database.open() || !QSqlQuery(database).exec("PRAGMA wal_checkpoint(TRUNCATE)")) qFatal("no checkpoint");
    database.close();
  }
  QSqlDatabase::removeDatabase("checkpoint");
}

QByteArray firstBytes(const QString& name, qint64 count) {
  QFile file(name);
  return file.open(QIODevice::ReadOnly) ? file.read(count) : QByteArray();
}

std::optional<support::TestReply> place(int port) {
  return HttpTestClient(port).request("POST", "/orders",
                                      R"({"userId":"user1","items":[{"productId":"abc","quantity":1}]})");
}

std::optional<support::TestReply> readiness(const EmbeddedSystem& system) {
  return HttpTestClient(system.gatewayPort()).request("GET", "/readyz");
}

json health(const EmbeddedSystem& system) {
  const auto answer = system.control().send({"GET", "/healthz", {}, {}});
  return answer ? json::parse(*answer) : json{};
}

QString ctl(const EmbeddedSystem& system, const QStringList& words) {
  QProcess process;
  process.setProcessChannelMode(QProcess::MergedChannels);
  process.start(ORDERDECK_BIN_DIR "/orderdeckctl", QStringList{"--data-dir", system.dataDir()} + words);
  process.waitForFinished(60'000);
  return QString::fromUtf8(process.readAll());
}

void restart(const EmbeddedSystem& system, const char* node) {
  const auto kill = system.control().send(api::controlNode(node, "kill"));
  if (!kill) qFatal("%s", kill.error().what.c_str());
}

}  // namespace

class EmbeddedLedgerTest : public QObject {
  Q_OBJECT

 private slots:
  void aDamagedFileStopsConsumptionAndSaysSo() {
    EmbeddedSystem system(ORDERDECK_BIN_DIR "/orderdeckd");
    QVERIFY2(system.start(), system.log().constData());
    const QString file = system.ledgerFile();
    QCOMPARE(place(system.gatewayPort())->status, 202);
    QVERIFY(waitUntil(
        [&] {
          const auto now = system.control().snapshot();
          return now && now->balance.finished == 1;
        },
        20s));
    QVERIFY(waitUntil([&] { return readiness(system)->status == 200; }));

    checkpoint(file);
    const QByteArray header = firstBytes(file, 16);
    overwrite(file, QByteArray(16, 'x'));
    restart(system, "ledger-1");  // so that it has to open the file again
    QVERIFY(waitUntil([&] { return readiness(system)->status == 503; }, 20s));
    QVERIFY2(readiness(system)->body.find(file.toStdString()) != std::string::npos, readiness(system)->body.c_str());
    QVERIFY(readiness(system)->body.find("damaged") != std::string::npos);
    QCOMPARE(health(system).value("status", ""), std::string("degraded"));
    QVERIFY(health(system).dump().find("damaged") != std::string::npos);
    const auto now = system.control().snapshot();
    QVERIFY(now && now->state == "degraded" && !now->health.ok);
    QVERIFY(now->health.ledgerTrouble.find(file.toStdString()) != std::string::npos);
    const QString status = ctl(system, {"status"});
    for (const char* part : {"degraded", "not ok", "is damaged", "put a backup in its place"})
      QVERIFY2(status.contains(part), qPrintable(status));
    const QString audit = ctl(system, {"audit"});
    QVERIFY2(!audit.contains("every invariant holds"), qPrintable(audit));

    // Orders are taken all the same, and wait.
    for (int i = 0; i < 50; ++i) QCOMPARE(place(system.gatewayPort())->status, 202);
    QTest::qWait(3'000);  // enough for five refusals of one event
    overwrite(file, header);
    QVERIFY2(waitUntil([&] { return readiness(system)->status == 200; }, 30s), readiness(system)->body.c_str());
    allIsWell(system, 51);
  }

  void aFileThatIsGoneIsNotBegunAnew() {
    EmbeddedSystem system(ORDERDECK_BIN_DIR "/orderdeckd");
    QVERIFY2(system.start(), system.log().constData());
    const QString file = system.ledgerFile();
    QCOMPARE(place(system.gatewayPort())->status, 202);
    QVERIFY(waitUntil(
        [&] {
          const auto now = system.control().snapshot();
          return now && now->balance.finished == 1;
        },
        20s));
    QVERIFY(QFile::rename(file, file + ".aside"));
    QVERIFY(waitUntil([&] { return readiness(system)->status == 503; }, 20s));
    restart(system, "ledger-1");
    for (int i = 0; i < 20; ++i) QCOMPARE(place(system.gatewayPort())->status, 202);
    QVERIFY(waitUntil(
        [&] {
          const auto now = system.control().snapshot();
          return now && now->state == "degraded" && now->health.ledgerTrouble.find("is not there") != std::string::npos;
        },
        20s));
    QVERIFY(!QFile::exists(file));
    QVERIFY(QFile::rename(file + ".aside", file));
    QVERIFY(waitUntil([&] { return readiness(system)->status == 200; }, 30s));
    allIsWell(system, 21);
  }

  void aDaemonStartedOnADamagedFileSaysSoAndGoesOnWhenItIsWhole() {
    EmbeddedSystem system(ORDERDECK_BIN_DIR "/orderdeckd");
    QVERIFY2(system.start(), system.log().constData());
    const QString file = system.ledgerFile();
    QCOMPARE(place(system.gatewayPort())->status, 202);
    QVERIFY(waitUntil(
        [&] {
          const auto now = system.control().snapshot();
          return now && now->balance.finished == 1;
        },
        20s));
    QCOMPARE(system.stop(), 0);
    checkpoint(file);
    const QByteArray header = firstBytes(file, 16);
    overwrite(file, QByteArray(16, 'x'));
    QVERIFY2(system.start(), system.log().constData());
    QVERIFY2(system.log().contains("is damaged"), system.log().constData());
    QVERIFY(waitUntil([&] { return readiness(system)->status == 503; }, 20s));
    QVERIFY(waitUntil([&] { return health(system).dump().find("is damaged") != std::string::npos; }, 20s));
    QCOMPARE(place(system.gatewayPort())->status, 202);
    overwrite(file, header);
    QVERIFY(waitUntil([&] { return readiness(system)->status == 200; }, 30s));
    allIsWell(system, 2);
  }

 private:
  /// Every order comes to its end and is in the ledger, no event became a dead letter, and the auditor agrees.
  void allIsWell(const EmbeddedSystem& system, int orders) {
    support::RawRedis redis(system.redisSocket());
    QVERIFY2(
        waitUntil([&] { return redis.integer({"ZCARD", "deadlines"}) == 0 && redis.integer({"XLEN", "outbox"}) == 0; },
                  60s),
        qPrintable(QString("%1 orders still open").arg(redis.integer({"ZCARD", "deadlines"}))));
    const auto audit = system.control(core::Millis{120'000}).send(api::audit(60));
    QVERIFY2(audit.has_value(), audit ? "" : audit.error().what.c_str());
    const auto report = json::parse(*audit);
    // The eighth is told from the injector's journal, and nobody injected.
    for (const auto& i : report.at("invariants"))
      QVERIFY2(i.at("number") == 8 || i.at("status") == "ok", i.dump().c_str());
    tests::RawLedger ledger(system.ledgerFile());
    QCOMPARE(ledger.rows("SELECT COUNT(*) FROM orders").at(0).at(0).toInt(), orders);
    QCOMPARE(ledger.rows("SELECT COUNT(*) FROM dead_letters").at(0).at(0).toInt(), 0);
    const auto now = system.control().snapshot();
    QVERIFY(now && now->health.ledgerTrouble.empty());
  }
};

ORDERDECK_TEST(EmbeddedLedgerTest)
#include "embedded_ledger_test.moc"
