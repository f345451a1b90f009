// From a cold start: the gateway accepts within 2 s, an order is completed within 8 s, with its whole story in the
// ledger and a real mail; SIGTERM leaves nothing behind.
#include <QtTest>

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
using support::waitUntil;

class EmbeddedSmokeTest : public QObject {
  Q_OBJECT
 private slots:
  void anOrderIsCompletedSoonAfterAColdStart() {
    EmbeddedSystem system(ORDERDECK_BIN_DIR "/orderdeckd");
    QElapsedTimer timer;
    timer.start();
    system.launch();
    std::string orderId;
    const bool accepted = waitUntil([&] {
      HttpTestClient client(system.gatewayPort());
      if (!client.connected()) return false;
      const auto reply = client.request(
          "POST", "/orders",
          R"({"userId":"user1","items":[{"productId":"abc","quantity":2},{"productId":"xyz","quantity":1}]})");
      if (!reply || reply->status != 202) return false;
      orderId = json::parse(reply->body)["orderId"];
      return true;
    });
    QVERIFY2(accepted, system.log().constData());
    qInfo("accepted after %lld ms; meant: 2,000 at most", timer.elapsed());
    QVERIFY(system.waitReady());

    json order;
    QVERIFY(waitUntil(
        [&] {
          const auto reply = HttpTestClient(system.gatewayPort()).request("GET", "/orders/" + orderId);
          order = json::parse(reply ? reply->body : "{}");
          return order.value("state", "") == "completed";
        },
        std::chrono::seconds(20)));
    qInfo("completed after %lld ms; meant: 8,000 at most", timer.elapsed());

    // Its whole story is in the ledger.
    const QString sql =
        QString("SELECT event FROM order_events WHERE order_id = '%1'").arg(QString::fromStdString(orderId));
    const auto inLedger = [&] {
      QStringList events;
      for (const auto& row : tests::RawLedger(system.ledgerFile()).rows(sql)) events << row.first().toString();
      events.sort();
      return events.join(' ');
    };
    const QString whole =
        "InventoryUpdated NotificationSent OrderCompleted OrderPlaced OrderShipped PaymentProcessed PointsAccrued";
    QVERIFY2(waitUntil([&] { return inLedger() == whole; }), qPrintable(inLedger()));

    // Stock moved from available to sold, in Redis and in the books.
    support::RawRedis redis(system.redisSocket());
    const auto stock = redis.hash("stock:abc");
    QCOMPARE(stock.at("sold"), "2");
    QCOMPARE(stock.at("reserved"), "0");
    QCOMPARE(std::stoll(stock.at("available")), std::stoll(stock.at("stocked")) - 2);

    // A real mail was written.
    QDir mails(system.dataDir() + "/mail/new");
    QVERIFY(waitUntil([&] {
      mails.refresh();
      return mails.count() > 2;  // besides . and ..
    }));
    QFile mail(mails.filePath(mails.entryList(QDir::Files).value(0)));
    QVERIFY(mail.open(QIODevice::ReadOnly));
    const QByteArray text = mail.readAll();
    QVERIFY2(text.contains("Message-ID:") && text.contains("Subject:") && text.contains("To:") &&
                 text.contains(orderId.c_str()),
             text.constData());

    // An orderly end leaves no process.
    const auto processes = system.processes();
    QVERIFY(processes.size() >= 11);  // daemon, redis, broker, eight services
    QCOMPARE(system.stop(), 0);
    QVERIFY(EmbeddedSystem::gone(processes, 1'000));
    QVERIFY(!QFile::exists(system.dataDir() + "/run.json"));
  }

  void theBenchStartsABackendOfItsOwnAndLeavesNothing() {
    const QTemporaryDir home;  // no system runs in it
    auto environment = QProcessEnvironment::systemEnvironment();
    environment.insert("XDG_DATA_HOME", home.path());
    environment.insert("TMPDIR", home.path());
    QProcess ctl;
    ctl.setProcessEnvironment(environment);
    ctl.start(ORDERDECK_BIN_DIR "/orderdeckctl", {"--json", "bench", "--seconds", "2", "--for", "2", "--rate", "200"});
    QVERIFY2(ctl.waitForFinished(120'000), ctl.errorString().toUtf8().constData());
    const QByteArray errors = ctl.readAllStandardError();
    QVERIFY2(ctl.exitCode() == 0, errors.constData());
    const auto report = json::parse(ctl.readAllStandardOutput().toStdString());
    QVERIFY(report["ok"].get<bool>());
    QCOMPARE(report["phases"].size(), 2U);
    for (const json& phase : report["phases"]) QVERIFY2(phase["finished"] > 0, phase.dump().c_str());
    QCOMPARE(QDir(home.path()).entryList(QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot), QStringList());
  }

  void everyProcessAnswersForItself() {
    EmbeddedSystem system(ORDERDECK_BIN_DIR "/orderdeckd");
    QVERIFY2(system.start(), system.log().constData());
    auto control = system.control();
    api::Snapshot snapshot;
    QVERIFY(waitUntil([&] {
      const auto now = control.snapshot();
      if (!now) return false;
      snapshot = *now;
      return snapshot.health.nodesUp == snapshot.health.nodes && snapshot.health.nodes > 0;
    }));
    int scraped = 0;
    for (const auto& node : snapshot.nodes) {
      QVERIFY(node.pid > 0);
      if (node.endpoint.empty()) continue;
      api::ControlClient client({node.endpoint, ""});
      QVERIFY2(client.send({"GET", "/healthz", {}, {}}).has_value(), node.name.c_str());
      const auto metrics = client.send({"GET", "/metrics", {}, {}});
      QVERIFY2(metrics && metrics->find("# TYPE orderdeck_") != std::string::npos, node.name.c_str());
      ++scraped;
    }
    QVERIFY(scraped >= 6);
    const QFileInfo run(system.dataDir() + "/run.json");
    QCOMPARE(run.permissions() & (QFile::ReadGroup | QFile::WriteGroup | QFile::ReadOther | QFile::WriteOther),
             QFile::Permissions());
  }
};

ORDERDECK_TEST(EmbeddedSmokeTest)
#include "embedded_smoke_test.moc"
