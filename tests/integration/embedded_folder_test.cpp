// What a running system does when somebody takes away what it keeps in its data folder, or the folder itself, and which
// folders it takes at all.
#include <QtTest>

#include <filesystem>
#include <fstream>

#include <sys/stat.h>
#include <unistd.h>

#include <nlohmann/json.hpp>

#include "core/text_file.h"
#include "runtime/profile/profile.h"
#include "tests/harness/test_registry.h"
#include "tests/support/embedded_system.h"
#include "tests/support/http_test_client.h"
#include "tests/support/wait_until.h"

using namespace orderdeck;
using nlohmann::json;
using support::EmbeddedSystem;
using support::HttpTestClient;
using support::waitUntil;
using namespace std::chrono_literals;
namespace fs = std::filesystem;

namespace {

const QString kProgram = ORDERDECK_BIN_DIR "/orderdeckd";

std::string place(int port) {
  const auto reply = HttpTestClient(port).request("POST", "/orders",
                                                  R"({"userId":"user1","items":[{"productId":"abc","quantity":1}]})");
  return reply && reply->status == 202 ? json::parse(reply->body)["orderId"].get<std::string>() : std::string();
}

bool completesOne(int port) {
  std::string order;
  return waitUntil([&] { return !(order = place(port)).empty(); }, 20s) &&
         waitUntil(
             [&] {
               const auto reply = HttpTestClient(port).request("GET", "/orders/" + order);
               return reply && reply->status == 200 && json::parse(reply->body).value("state", "") == "completed";
             },
             30s);
}

bool isThere(const std::string& path) {
  std::error_code error;
  return fs::exists(path, error);
}

std::string textOf(const std::string& path) { return core::readTextFile(path).value_or(""); }

/// Removes a file or a folder, in one step: the daemon may write into it at this very moment.
void takeAway(const std::string& path) {
  static int count = 0;
  const std::string away =
      fs::temp_directory_path() / ("orderdeck-away-" + std::to_string(::getpid()) + "-" + std::to_string(++count));
  std::error_code error;
  fs::rename(path, away, error);
  if (error) fs::remove_all(path, error);  // another file system
  fs::remove_all(away, error);
}

/// A run of the program to its end: its exit status, and what it said on standard error.
std::pair<int, QByteArray> run(const QString& program, const QStringList& arguments) {
  QProcess process;
  process.start(program, arguments);
  if (!process.waitForFinished(20'000)) return {-1, "it did not end"};
  return {process.exitStatus() == QProcess::NormalExit ? process.exitCode() : -2, process.readAllStandardError()};
}

bool saidEvent(api::ControlClient& control, const std::string& start, int times = 1) {
  const auto snapshot = control.snapshot();
  return snapshot && std::ranges::count_if(snapshot->events,
                                           [&](const auto& event) { return event.text.starts_with(start); }) >= times;
}

}  // namespace

class EmbeddedFolderTest : public QObject {
  Q_OBJECT
 private slots:
  void whatIsRemovedWhileItRunsIsThereAgain() {
    EmbeddedSystem system(kProgram);
    QVERIFY2(system.start(), system.log().constData());
    const std::string data = system.dataDir().toStdString(), socket = system.redisSocket();
    auto control = system.control();
    const auto comesBack = [&](const std::string& path) { return waitUntil([&] { return isThere(path); }, 20s); };

    for (const char* name : {"/run.json", "/run/endpoints.json", "/run/profile.yaml", "/lock"}) {
      const std::string before = textOf(data + name);
      QVERIFY2(!before.empty(), name);
      takeAway(data + name);
      QVERIFY2(waitUntil([&] { return textOf(data + name) == before; }, 20s), name);
    }
    QVERIFY(
        waitUntil([&] { return saidEvent(control, "written again, since somebody removed or changed it: run.json"); }));

    takeAway(socket);
    QVERIFY(comesBack(socket));
    QVERIFY(waitUntil([&] { return saidEvent(control, "redis is restarted, since its socket"); }));
    QVERIFY(completesOne(system.gatewayPort()));

    for (const char* name : {"/run", "/logs", "/redis/redis.conf"}) takeAway(data + name);
    for (const char* name : {"/run/endpoints.json", "/run/profile.yaml", "/logs/payment-1.log", "/logs/broker.log"})
      QVERIFY2(comesBack(data + name), name);
    QVERIFY(comesBack(socket));
    QVERIFY(
        control.send(api::controlNode("payment-1", "kill")).has_value());  // a node that starts needs every one of them
    QVERIFY(completesOne(system.gatewayPort()));
    QVERIFY(control.send(api::controlNode("redis", "restart")).has_value());  // and Redis its configuration
    QVERIFY(waitUntil([&] { return isThere(data + "/redis/redis.conf"); }));
    QVERIFY(completesOne(system.gatewayPort()));
  }

  void redisWritesItsFileAnewWhenItIsRemoved() {
    EmbeddedSystem system(kProgram);
    QVERIFY2(system.start(), system.log().constData());
    const std::string data = system.dataDir().toStdString(), socket = system.redisSocket();
    auto control = system.control();
    const std::string before = place(system.gatewayPort());
    QVERIFY(!before.empty());
    for (const bool withSocket : {false, true}) {
      if (withSocket) takeAway(socket);
      takeAway(data + "/redis/appendonlydir");
      QVERIFY(waitUntil(
          [&] { return isThere(data + "/redis/appendonlydir/appendonly.aof.manifest") && isThere(socket); }, 20s));
      QVERIFY(waitUntil(
          [&] { return saidEvent(control, "the append-only file of redis is whole again", withSocket ? 2 : 1); }));
      QVERIFY(control.send(api::controlNode("redis", "kill")).has_value());
      QVERIFY(completesOne(system.gatewayPort()));
      QCOMPARE(HttpTestClient(system.gatewayPort()).request("GET", "/orders/" + before)->status, 200);
      const auto audit = system.control(core::Millis{90'000}).send(api::audit(30));
      QVERIFY2(audit.has_value() && json::parse(*audit).value("status", "broken") != "broken",
               audit ? audit->c_str() : audit.error().what.c_str());
    }
  }

  void aSecondDaemonIsRefusedWithoutTheLockFileToo() {
    EmbeddedSystem system(kProgram);
    QVERIFY2(system.start(), system.log().constData());
    fs::remove(system.dataDir().toStdString() + "/lock");
    const auto [status, said] =
        run(kProgram, {"serve", "--profile", system.profileFile(), "--data-dir", system.dataDir(), "--port", "0"});
    QCOMPARE(status, 1);
    QVERIFY2(said.contains("is in use by another orderdeckd"), said.constData());
    QVERIFY(completesOne(system.gatewayPort()));
  }

  void aSystemWhoseFolderIsMovedAwayStopsAndLeavesTheNextOneAlone() {
    EmbeddedSystem system(kProgram);
    QVERIFY2(system.start(), system.log().constData());
    const auto processes = system.processes();
    const std::string data = system.dataDir().toStdString();
    fs::rename(data, data + ".moved");
    QProcess next;  // at the same path, at once
    next.start(kProgram, {"serve", "--data-dir", system.dataDir(), "--port", "0"});
    QVERIFY(waitUntil([&] { return next.waitForReadyRead(10) || next.state() == QProcess::NotRunning; }, 30s));
    const auto ready = QJsonDocument::fromJson(next.readLine()).object();
    QVERIFY(!ready.isEmpty());
    QVERIFY(EmbeddedSystem::gone(processes, 30'000));
    QVERIFY2(system.log().contains("was moved away, removed or replaced: stopping"), system.log().constData());
    QVERIFY(completesOne(QUrl(ready["gateway"].toString()).port()));
    QCOMPARE(api::findBackend(data)->url, ready["api"].toString().toStdString());
    QVERIFY(fs::exists(data + "/run/redis.sock"));
    next.terminate();
    QVERIFY(next.waitForFinished(30'000));
    QVERIFY(fs::exists(data + ".moved/ledger.sqlite"));
  }

  void aNodeTakesNoEndpointsOfAnotherSystem() {
    EmbeddedSystem system(kProgram);
    QVERIFY2(system.start(), system.log().constData());
    const QString data = system.dataDir();
    const auto [status, said] =
        run(kProgram, {"node", "points", "--name", "points-9", "--profile", data + "/run/profile.yaml", "--data-dir",
                       data, "--instance", "another"});
    QCOMPARE(status, 1);
    QVERIFY2(said.contains("is the data folder of another system now"), said.constData());
  }

  void aFolderOfSomethingElseIsLeftAlone() {
    const QTemporaryDir dir;
    const std::string home = dir.filePath("home").toStdString();
    fs::create_directory(home);
    ::chmod(home.c_str(), 0755);
    std::ofstream(home + "/letter.txt") << "dear";
    const auto [status, said] = run(kProgram, {"serve", "--data-dir", QString::fromStdString(home), "--port", "0"});
    QCOMPARE(status, 2);
    QVERIFY2(said.contains("is not empty and is no data folder of Orderdeck"), said.constData());
    struct stat info{};
    QCOMPARE(::stat(home.c_str(), &info), 0);
    QCOMPARE(info.st_mode & 0777, 0755U);
    QCOMPARE(std::distance(fs::directory_iterator(home), {}), 1);
  }

  void theLogDoesNotEndUpInTheDataWhenItHasNowhereToGo() {
    const QTemporaryDir dir;
    const QString data = dir.filePath("data");
    QProcess system;
    system.start("/bin/sh",
                 {"-c", QString("exec '%1' serve --data-dir '%2' --port 0 <&- >&- 2>&-").arg(kProgram, data)});
    QVERIFY(waitUntil([&] { return QFile::exists(data + "/run.json"); }, 30s));
    const std::string keeper = std::to_string(system.processId());
    std::string daemon;
    std::getline(std::ifstream("/proc/" + keeper + "/task/" + keeper + "/children") >> std::ws, daemon, ' ');
    QCOMPARE(core::readTextFile(data.toStdString() + "/lock").value(), daemon);
    for (const std::string& pid : {keeper, daemon})
      for (const char* descriptor : {"0", "1", "2"}) {
        const auto file = fs::read_symlink("/proc/" + pid + "/fd/" + descriptor).string();
        QVERIFY2(file == "/dev/null" || file.starts_with("pipe:"),
                 file.c_str());  // the keeper reads the daemon's ready line from a pipe
      }
    system.terminate();
    QVERIFY(system.waitForFinished(30'000));
    QCOMPARE(system.exitCode(), 0);
  }
};

ORDERDECK_TEST(EmbeddedFolderTest)
#include "embedded_folder_test.moc"
