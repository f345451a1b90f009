// A profile's file means one system, whichever program is given it.
#include <QtTest>

#include <csignal>

#include <nlohmann/json.hpp>

#include "tests/harness/test_registry.h"
#include "tests/support/wait_until.h"

class ConsoleProfileTest : public QObject {
  Q_OBJECT

  static nlohmann::json statusOf(const QString& profile) {
    QProcess ctl;
    ctl.start(ORDERDECK_BIN_DIR "/orderdeckctl", {"--json", "--profile", profile, "status"});
    ctl.waitForFinished(20'000);
    return nlohmann::json::parse(ctl.readAllStandardOutput().toStdString(), nullptr, false);
  }

 private slots:
  void consoleAndCtlShareOneSystem_data() {
    QTest::addColumn<QByteArray>("yaml");
    QTest::addColumn<QString>("folder");
    QTest::addColumn<bool>("relative");
    QTest::newRow("a folder") << QByteArray("name: shop\ndataDir: shop-data\n") << "shop-data" << false;
    QTest::newRow("a name") << QByteArray("name: shop\n") << "share/orderdeck/shop" << true;
    QTest::newRow("neither") << QByteArray() << "share/orderdeck/embedded" << true;
  }

  void consoleAndCtlShareOneSystem() {
    QFETCH(QByteArray, yaml);
    QFETCH(QString, folder);
    QFETCH(bool, relative);
    const QTemporaryDir dir;
    QFile profile(dir.filePath("file.yaml"));
    QVERIFY(profile.open(QFile::WriteOnly) && profile.write(yaml + "gateway: {port: 0}\n") > 0);
    profile.close();
    qputenv("XDG_DATA_HOME", dir.filePath("share").toUtf8());

    QProcess console;
    auto environment = QProcessEnvironment::systemEnvironment();
    environment.insert("QT_QPA_PLATFORM", "offscreen");
    environment.insert("XDG_CONFIG_HOME", dir.path());
    console.setProcessEnvironment(environment);
    console.setWorkingDirectory(dir.path());
    console.start(ORDERDECK_BIN_DIR "/orderdeck", {"--profile", relative ? "file.yaml" : profile.fileName()});
    QVERIFY(console.waitForStarted());
    nlohmann::json status;
    const bool found = orderdeck::support::waitUntil(
        [&] {
          status = statusOf(profile.fileName());
          return status.is_object() && status.contains("endpoints") && status["endpoints"].contains("pid");
        },
        std::chrono::minutes{1});
    QVERIFY2(found, console.readAllStandardError().constData());
    const pid_t backend = status["endpoints"]["pid"];
    const auto endBackend =
        qScopeGuard([backend] { ::kill(backend, SIGTERM); });  // it outlives a console that fails here
    QVERIFY(QFile::exists(dir.filePath(folder + "/run.json")));
    if (yaml.startsWith("name: shop\n") && !yaml.contains("dataDir"))
      QCOMPARE(statusOf("shop")["endpoints"]["pid"].get<pid_t>(), backend);  // by its name, too

    // Whoever starts it a second time is told that it runs.
    QProcess second;
    second.start(ORDERDECK_BIN_DIR "/orderdeckctl", {"up", "--profile", profile.fileName()});
    QVERIFY(second.waitForFinished(20'000));
    QCOMPARE(second.exitCode(), 1);
    const QByteArray said = second.readAllStandardError();
    QVERIFY2(said.contains(QString("%1 is in use by another orderdeckd").arg(dir.filePath(folder)).toUtf8()),
             said.constData());

    console.terminate();
    QVERIFY(console.waitForFinished(60'000));
    QCOMPARE(console.exitCode(), 0);
    QVERIFY(::kill(backend, 0) != 0);
  }
};

ORDERDECK_TEST(ConsoleProfileTest)
#include "console_profile_test.moc"
