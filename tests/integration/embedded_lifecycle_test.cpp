// One data folder, one daemon; no process outlives it, however it ends; and what was accepted is there after a restart.
#include <QtTest>

#include <QUrl>

#include <nlohmann/json.hpp>

#include "core/ids.h"
#include "tests/harness/test_registry.h"
#include "tests/support/embedded_system.h"
#include "tests/support/http_test_client.h"
#include "tests/support/wait_until.h"

using namespace orderdeck;
using nlohmann::json;
using support::EmbeddedSystem;
using support::HttpTestClient;
using support::waitUntil;

namespace {

const QString kProgram = ORDERDECK_BIN_DIR "/orderdeckd";

std::string place(int port) {
  const auto reply = HttpTestClient(port).request("POST", "/orders",
                                                  R"({"userId":"user1","items":[{"productId":"abc","quantity":1}]})",
                                                  "Idempotency-Key: " + core::newId() + "\r\n");
  return reply && reply->status == 202 ? json::parse(reply->body)["orderId"].get<std::string>() : std::string();
}

std::string stateOf(int port, const std::string& orderId) {
  const auto reply = HttpTestClient(port).request("GET", "/orders/" + orderId);
  return reply && reply->status == 200 ? json::parse(reply->body).value("state", "") : std::string();
}

}  // namespace

class EmbeddedLifecycleTest : public QObject {
  Q_OBJECT
 private slots:
  void aSecondDaemonOnTheFolderIsRefused() {
    EmbeddedSystem system(kProgram);
    QVERIFY2(system.start(), system.log().constData());
    QProcess second;
    second.start(kProgram, {"serve", "--profile", system.profileFile(), "--data-dir", system.dataDir(), "--port", "0"});
    QVERIFY(second.waitForFinished(10'000));
    QVERIFY(second.exitCode() != 0);
    const QByteArray said = second.readAllStandardError();
    QVERIFY2(said.contains(QByteArray::number(system.daemonPid())), said.constData());  // says who has it
    QVERIFY(!place(system.gatewayPort()).empty());                                      // the first one is unharmed
    QVERIFY(QFile::exists(system.dataDir() + "/run.json"));
  }

  void aKilledSystemLeavesNoOrphanAndLosesNoOrder_data() {
    QTest::addColumn<bool>("keeperToo");
    QTest::newRow("the daemon alone: its keeper starts another one") << false;
    QTest::newRow("the keeper: everything dies with it") << true;
  }

  void aKilledSystemLeavesNoOrphanAndLosesNoOrder() {
    QFETCH(bool, keeperToo);
    EmbeddedSystem system(kProgram);
    QVERIFY2(system.start(), system.log().constData());
    auto processes = system.processes();
    QVERIFY(processes.size() >= 10);
    std::vector<std::string> orders;
    for (int i = 0; i < 50; ++i) orders.push_back(place(system.gatewayPort()));
    if (keeperToo) {
      ::kill(system.pid(), SIGKILL);
      QVERIFY(EmbeddedSystem::gone(processes));
      system.killAll();                                    // no news by now
      QVERIFY2(system.start(), system.log().constData());  // what the killed one left lying about does not keep it
    } else {
      system.killDaemon();
      std::erase(processes, system.pid());
      QVERIFY(EmbeddedSystem::gone(processes));
      QVERIFY2(system.waitBack(), system.log().constData());
      const auto snapshot = system.control().snapshot();
      QVERIFY(snapshot && std::ranges::any_of(snapshot->events, [](const auto& e) {
                return e.text == "the daemon died (signal 9) and was started again";
              }));
    }

    for (const auto& order : orders) {
      QVERIFY(!order.empty());
      QVERIFY2(waitUntil([&] { return stateOf(system.gatewayPort(), order) == "completed"; }, std::chrono::seconds(30)),
               order.c_str());
    }
    QCOMPARE(system.complaints(core::Millis{30'000}), QString());
  }

  void aCommandThatBeganBeforeTheDaemonDiedSaysWhatBecameOfIt() {
    EmbeddedSystem system(kProgram);
    QVERIFY2(system.start(), system.log().constData());
    QProcess ctl;
    ctl.start(ORDERDECK_BIN_DIR "/orderdeckctl",
              {"--data-dir", system.dataDir(), "inject", "--rate", "20", "--for", "600"});
    const auto isLoading = [&] {
      const auto snapshot = system.control().snapshot();
      return snapshot && snapshot->load && snapshot->load->state == "running";
    };
    QVERIFY(waitUntil(isLoading, std::chrono::seconds(20)));
    system.killDaemon();
    QVERIFY2(system.waitBack(), system.log().constData());
    QVERIFY(ctl.waitForFinished(20'000));
    const QByteArray said = ctl.readAllStandardError();
    QVERIFY2(said.contains("the daemon died and was started again: the load ended with it"), said.constData());
    QCOMPARE(ctl.exitCode(), 3);
  }

  void whoDidWhatAndWhyIsKnownAfterTheDaemonDied() {
    EmbeddedSystem system(kProgram);
    QVERIFY2(system.start(), system.log().constData());
    const auto ctl = [&system](const QStringList& words) {
      QProcess process;
      process.start(ORDERDECK_BIN_DIR "/orderdeckctl", QStringList{"--data-dir", system.dataDir()} + words);
      process.waitForFinished(20'000);
      return process.readAllStandardOutput() + process.readAllStandardError();
    };
    QCOMPARE(ctl({"--reason", "zwölf Uhr: a drill", "node", "pause", "points-1"}), QByteArray("points-1 paused\n"));
    QCOMPARE(ctl({"node", "resume", "points-1", "--reason", "over"}), QByteArray("points-1 resumed\n"));
    QCOMPARE(ctl({"token", "create", "grafana", "--out", system.dataDir() + "/grafana"}).left(16),
             QByteArray("grafana may view"));
    system.killDaemon();
    QVERIFY2(system.waitBack(), system.log().constData());

    // Its token may look, also with the next daemon, and no more.
    const QStringList asGrafana{"--token-file", system.dataDir() + "/grafana"};
    QVERIFY(ctl(asGrafana + QStringList{"node", "kill", "points-1"}).contains("this needs the scope operate"));
    QFile file(system.dataDir() + "/grafana");
    QVERIFY(file.open(QIODevice::ReadOnly));
    const std::string token = file.readAll().trimmed().toStdString();
    const auto address = api::findBackend(system.dataDir().toStdString());
    QVERIFY(address.has_value());
    const auto reply = HttpTestClient(QUrl(QString::fromStdString(address->url)).port())
                           .request("GET", "/api/acts?limit=10", {}, "Authorization: Bearer " + token + "\r\n");
    QVERIFY(reply.has_value());
    QCOMPARE(reply->status, 200);
    const json acts = json::parse(reply->body).at("acts");
    QCOMPARE(acts.size(), std::size_t{4});
    const json& paused = acts.at(3);
    QCOMPARE(paused.at("act"), "control node");
    QCOMPARE(paused.at("target"), "points-1");
    QCOMPARE(paused.at("arguments"), "pause");
    QCOMPARE(paused.at("reason"), "zwölf Uhr: a drill");
    QCOMPARE(paused.at("through"), "ctl");
    QCOMPARE(paused.at("outcome"), "done");
    QVERIFY(paused.at("who") != "unknown");
    QCOMPARE(acts.at(2).at("reason"), "over");
    QCOMPARE(acts.at(0).at("token"), "grafana");
    QCOMPARE(acts.at(0).at("code"), "forbidden");
    QVERIFY(ctl({"acts"}).contains("zwölf Uhr: a drill"));
  }

  void aDaemonThatDiesAgainAndAgainComesBackOnItsPorts() {
    EmbeddedSystem system(kProgram);
    QVERIFY2(system.start(), system.log().constData());
    const auto address = api::findBackend(system.dataDir().toStdString());
    QVERIFY(address.has_value());
    for (const int signal : {SIGABRT, SIGSEGV, SIGKILL}) {
      const auto processes = system.processes();
      const pid_t keeper = system.pid();
      system.killDaemon(signal);
      QVERIFY2(system.waitBack(), system.log().constData());
      QCOMPARE(system.pid(), keeper);
      QVERIFY(EmbeddedSystem::gone({processes.begin() + 1, processes.end()}));
    }
    const auto now = api::findBackend(system.dataDir().toStdString());
    QVERIFY(now.has_value());
    QCOMPARE(now->url, address->url);
    QVERIFY(!place(system.gatewayPort()).empty());
    QCOMPARE(system.stop(), 0);
  }

  void aDaemonThatCannotStartIsNotTriedAgain() {
    EmbeddedSystem system(kProgram);
    QVERIFY2(system.start(), system.log().constData());
    QProcess second;
    second.start(kProgram, {"serve", "--profile", system.profileFile(), "--data-dir", system.dataDir(), "--port", "0"});
    QVERIFY(second.waitForFinished(10'000));
    QCOMPARE(second.exitCode(), 1);
    QCOMPARE(second.readAllStandardError().count("in use by another orderdeckd"), 1);
    // An end in order that the daemon was asked for itself is an end.
    const auto processes = system.processes();
    ::kill(system.daemonPid(), SIGTERM);
    QVERIFY(EmbeddedSystem::gone(processes, 20'000));
  }

  void aKilledNodeComesBackAndIsCounted() {
    EmbeddedSystem system(kProgram);
    QVERIFY2(system.start(), system.log().constData());
    auto control = system.control();
    QVERIFY(control.send(api::controlNode("payment-1", "kill")).has_value());
    const std::string order = place(system.gatewayPort());
    QVERIFY(!order.empty());
    QVERIFY(waitUntil(
        [&] {
          const auto snapshot = control.snapshot();
          if (!snapshot) return false;
          const auto node = std::ranges::find(snapshot->nodes, "payment-1", &api::NodeView::name);
          return node != snapshot->nodes.end() && node->restarts == 1 && node->state == "up" && node->lastExit &&
                 node->lastExit->signal == SIGKILL;
        },
        std::chrono::seconds(20)));
    QVERIFY(waitUntil([&] { return stateOf(system.gatewayPort(), order) == "completed"; }, std::chrono::seconds(30)));
  }

  void aPausedNodeHoldsOrdersAndAResumedOneFinishesThem() {
    EmbeddedSystem system(kProgram);
    QVERIFY2(system.start(), system.log().constData());
    auto control = system.control();
    QVERIFY(waitUntil([&] { return stateOf(system.gatewayPort(), place(system.gatewayPort())) != ""; }));
    QVERIFY(control.send(api::controlNode("payment-1", "pause")).has_value());
    QVERIFY(waitUntil([&] {
      const auto snapshot = control.snapshot();
      return snapshot && std::ranges::any_of(snapshot->nodes, [](const auto& n) {
               return n.name == "payment-1" && n.state == "paused";
             });
    }));
    const std::string order = place(system.gatewayPort());
    QVERIFY(!waitUntil([&] { return stateOf(system.gatewayPort(), order) == "paid"; }, std::chrono::seconds(1)));
    QVERIFY(control.send(api::controlNode("payment-1", "resume")).has_value());
    QVERIFY(waitUntil([&] { return stateOf(system.gatewayPort(), order) == "completed"; }, std::chrono::seconds(30)));
  }

  void aWrongProfileIsAnErrorWithFileAndLine() {
    EmbeddedSystem system(kProgram, "gateway:\n  prot: 1");
    system.launch();
    QVERIFY(!system.waitReady(10'000));
    QVERIFY2(system.log().contains("test.yaml:3"), system.log().constData());
  }

  void shutDownOverTheControlApiIsOrderly() {
    EmbeddedSystem system(kProgram);
    QVERIFY2(system.start(), system.log().constData());
    const auto processes = system.processes();
    QVERIFY(system.control().send(api::shutDown()).has_value());
    QVERIFY(EmbeddedSystem::gone(processes, 20'000));
  }
};

ORDERDECK_TEST(EmbeddedLifecycleTest)
#include "embedded_lifecycle_test.moc"
