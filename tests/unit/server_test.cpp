// Servers beside the services, as units of the supervisor: folder, configuration, readiness, faults and ends.
#include <QtTest>

#include <csignal>
#include <filesystem>
#include <fstream>

#include <unistd.h>

#include <QTemporaryDir>

#include "runtime/servers/broker_process.h"
#include "runtime/servers/server.h"
#include "tests/harness/test_registry.h"
#include "tests/support/wait_until.h"

using namespace orderdeck::runtime;
using orderdeck::core::ErrorCode;
using orderdeck::core::Millis;
using orderdeck::support::waitUntil;
namespace fs = std::filesystem;

namespace {

std::string textOf(const std::string& file) {
  std::ifstream in(file);
  return {std::istreambuf_iterator<char>(in), {}};
}

bool isPrivate(const std::string& path) {
  return (fs::status(path).permissions() & (fs::perms::group_all | fs::perms::others_all)) == fs::perms::none;
}

}  // namespace

class ServerTest : public QObject {
  Q_OBJECT

  QTemporaryDir m_folder;
  std::string m_data;

  std::string at(const std::string& name) const { return m_data + "/" + name; }

  /// Serves as long as it finds a configuration and no socket of another; says what it read.
  ServerSpec fake() const {
    const std::string socket = at("run.sock");
    return {.name = "fake",
            .service = "fakes",
            .command = {"/bin/sh", "-c",
                        "test -e " + socket + " && exit 3; cat " + at("fake/fake.conf") + " && echo > " + socket +
                            " && exec sleep 60"},
            .configFile = "fake.conf",
            .config = "password s3cr3t\n",
            .remains = {socket},
            .answers = [socket] { return fs::exists(socket); }};
  }

 private slots:
  void init() {
    m_data = m_folder.filePath(QString::fromUtf8(QTest::currentTestFunction())).toStdString();
    fs::create_directories(at("logs"));
  }

  void servesFromAFolderOfItsOwn() {
    std::ofstream(at("run.sock")) << "left by a killed one";
    Supervisor supervisor({serverUnit(m_data, fake()).value()}, {}, {});
    supervisor.start();
    QVERIFY(supervisor.waitReady(Millis{10'000}));
    const UnitView view = supervisor.units().front();
    QCOMPARE(view.name, std::string("fake"));
    QCOMPARE(view.service, std::string("fakes"));
    QCOMPARE(view.restarts, 0);
    QVERIFY(isPrivate(at("fake")) && isPrivate(at("fake/fake.conf")));
    QCOMPARE(textOf(at("logs/fake.log")), std::string("password s3cr3t\n"));
    supervisor.stop();
    QVERIFY(::kill(view.pid, 0) != 0);
  }

  void isPausedKilledAndComesBackWithWhatItNeeds() {
    Supervisor supervisor({serverUnit(m_data, fake()).value()}, {}, {});
    supervisor.start();
    QVERIFY(supervisor.waitReady(Millis{10'000}));
    QVERIFY(supervisor.command("fake", "pause").has_value());
    QVERIFY(waitUntil([&] { return supervisor.units().front().state == "paused"; }));
    fs::remove_all(at("fake"));
    const pid_t before = supervisor.units().front().pid;
    QVERIFY(supervisor.command("fake", "kill").has_value());
    QVERIFY(waitUntil([&] {
      const UnitView view = supervisor.units().front();
      return view.state == "up" && view.pid != before;
    }));
    QCOMPARE(textOf(at("fake/fake.conf")), std::string("password s3cr3t\n"));
    QVERIFY(supervisor.remove("fake").has_value());
    QVERIFY(waitUntil([&] { return supervisor.units().empty(); }));
  }

  void aFolderThatCannotBeMadeIsSaid() {
    std::ofstream(at("fake")) << "a file in its place";
    QCOMPARE(serverUnit(m_data, fake()).error().code, ErrorCode::Unavailable);
  }

  void theBrokerTellsWhereItListens() {
    std::string heard;
    const auto make = [&] {
      Profile profile;  // gone when the unit is used
      profile.dataDir = m_data;
      profile.kafka.brokers = 2;
      profile.kafka.partitions = 5;
      return brokerUnit(profile, "/opt/orderdeckd", [&](const std::string& bootstrap) -> orderdeck::core::Result<void> {
        heard = bootstrap;
        return {};
      });
    };
    const UnitSpec unit = make().value();
    const ChildSpec child = unit.command();
    QCOMPARE(child.command, (std::vector<std::string>{"/opt/orderdeckd", "broker", "--brokers", "2", "--partitions",
                                                      "5", "--session-ms", "6000"}));
    QCOMPARE(child.logFile, at("logs/broker.log"));
    QVERIFY(child.readyLine && !unit.probe);
    QVERIFY(!fs::exists(at("broker")));
    QVERIFY(unit.ready(R"({"ready":true,"bootstrap":"127.0.0.1:9"})").has_value());
    QCOMPARE(heard, std::string("127.0.0.1:9"));
    for (const char* wrong : {"", "ready", "{}", R"({"ready":false})"})
      QCOMPARE(unit.ready(wrong).error().code, ErrorCode::Corrupt);
  }
};

ORDERDECK_TEST(ServerTest)
#include "server_test.moc"
