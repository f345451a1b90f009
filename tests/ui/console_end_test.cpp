// The console as a process: a signal ends it as closing its window does, with the backend that it started.
#include <QtTest>

#include <csignal>

#include <nlohmann/json.hpp>

#include "tests/harness/test_registry.h"
#include "tests/support/wait_until.h"

class ConsoleEndTest : public QObject {
  Q_OBJECT
 private slots:
  void aSignalEndsTheBackendToo_data() {
    QTest::addColumn<int>("signal");
    QTest::newRow("SIGTERM") << SIGTERM;
    QTest::newRow("SIGINT") << SIGINT;
    QTest::newRow("SIGHUP") << SIGHUP;
  }

  void aSignalEndsTheBackendToo() {
    QFETCH(int, signal);
    const QTemporaryDir dir;
    QFile profile(dir.filePath("p.yaml"));
    QVERIFY(profile.open(QFile::WriteOnly) && profile.write("name: console-end\ngateway: {port: 0}\n") > 0);
    profile.close();

    QProcess console;
    auto environment = QProcessEnvironment::systemEnvironment();
    environment.insert("QT_QPA_PLATFORM", "offscreen");
    environment.insert("XDG_CONFIG_HOME", dir.path());
    console.setProcessEnvironment(environment);
    console.start(ORDERDECK_BIN_DIR "/orderdeck",
                  {"--profile", profile.fileName(), "--data-dir", dir.filePath("data")});
    QVERIFY(console.waitForStarted());
    const auto backend = waitForBackend(dir.filePath("data/run.json"));
    QVERIFY2(backend > 0, console.readAllStandardError().constData());
    const auto endBackend =
        qScopeGuard([backend] { ::kill(backend, SIGTERM); });  // it outlives a console that fails here

    ::kill(static_cast<pid_t>(console.processId()), signal);
    QVERIFY(console.waitForFinished(60'000));
    QCOMPARE(console.exitStatus(), QProcess::NormalExit);
    QCOMPARE(console.exitCode(), 0);
    QVERIFY(::kill(backend, 0) != 0);
  }

 private:
  /// Its process id once it serves; 0 when it does not within a minute.
  static pid_t waitForBackend(const QString& runFile) {
    pid_t pid = 0;
    (void)orderdeck::support::waitUntil(
        [&] {
          QFile file(runFile);
          if (!file.open(QFile::ReadOnly)) return false;
          const auto run = nlohmann::json::parse(file.readAll().toStdString(), nullptr, false);
          pid = run.is_object() ? run.value("pid", 0) : 0;
          return pid > 0;
        },
        std::chrono::minutes{1});
    return pid;
  }
};

ORDERDECK_TEST(ConsoleEndTest)
#include "console_end_test.moc"
