// The supervisor, on real processes: order of start and stop, back-off, restarts, pause, and what becomes of children
// when their parent is killed.
#include <QtTest>

#include <csignal>
#include <fstream>
#include <mutex>

#include <sys/stat.h>
#include <unistd.h>

#include <QProcess>

#include "runtime/supervise/last_words.h"
#include "runtime/supervise/supervisor.h"
#include "tests/harness/test_registry.h"
#include "tests/support/wait_until.h"
#include "tests/unit/supervisor_world.h"

using namespace orderdeck::runtime;
using orderdeck::core::ErrorCode;
using orderdeck::core::Millis;
using orderdeck::support::waitUntil;
using namespace orderdeck::test::supervised;

namespace {

constexpr const char* kSupervise = "--supervise";  // makes this program the parent that is killed

int superviseUntilKilled(const std::string& pidFile) {
  Supervisor supervisor(
      {shellUnit("node", "echo $$ > " + pidFile + "; echo ready; exec sleep 60", pidFile + ".log", Millis{2'000})}, {},
      {});
  supervisor.start();
  ::pause();
  return 0;
}

}  // namespace

class SupervisorTest : public QObject, private Supervised {
  Q_OBJECT

 private slots:
  void whatIsNotPreparedIsNotStarted() {
    int preparations = 0;
    UnitSpec unit = shell("node", "echo ready; exec sleep 60");
    unit.prepare = [&preparations]() -> orderdeck::core::Result<std::optional<orderdeck::api::OpsEvent>> {
      if (++preparations < 3) return orderdeck::core::fail(ErrorCode::Corrupt, "its file is damaged");
      return orderdeck::api::OpsEvent{.text = "node had a torn write"};
    };
    const auto supervisor = supervise({unit});
    QVERIFY(waitUntil([&] { return exitOf(*supervisor) == "its file is damaged"; }));
    QVERIFY(supervisor->waitReady(Millis{10'000}));
    supervisor->stop();
    QCOMPARE(preparations, 3);
    QVERIFY(m_notes.at("node died (its file is damaged") >= 0);
    QVERIFY(m_notes.at("node had a torn write") >= 0 &&
            m_notes.at("node had a torn write") < m_notes.at("node started"));
  }

  void startsWhenWhatItWaitsForIsReadyAndStopsInOrder() {
    auto first = shell("first", "read go < " + m_folder.filePath("go").toStdString() + "; echo ready; exec sleep 60");
    auto second = shell("second", "echo up; exec sleep 60");
    second.after = {"first"};
    QCOMPARE(::mkfifo(m_folder.filePath("go").toStdString().c_str(), 0600), 0);
    auto supervisor = supervise({first, second}, {"second", "first"});
    QVERIFY(waitUntil([&] { return m_notes.at("first started") >= 0; }));
    QVERIFY(!supervisor->waitReady(Millis{100}));
    QCOMPARE(view(*supervisor, 1).pid, 0);
    std::ofstream(m_folder.filePath("go").toStdString()) << "go\n";
    QVERIFY(supervisor->waitReady(Millis{10'000}));
    QVERIFY(m_notes.at("first is up") < m_notes.at("second started"));
    supervisor->stop();
    QVERIFY(m_notes.at("second stopped") >= 0 && m_notes.at("second stopped") < m_notes.at("first stopped"));
    QCOMPARE(view(*supervisor).state.text(), "stopped");
  }

  void theReadyLineReachesItsUnit() {
    std::string line;
    auto unit = shell("node", "echo '{\"ops\":12}'; echo more; exec sleep 60");
    unit.ready = [&line](const std::string& text) -> orderdeck::core::Result<void> {
      line = text;
      return {};
    };
    auto supervisor = supervise({unit});
    QVERIFY(supervisor->waitReady(Millis{10'000}));
    supervisor->stop();
    QCOMPARE(line, std::string("{\"ops\":12}"));
  }

  void aProbeStandsForTheReadyLine() {
    int asked = 0;
    auto unit = shell("server", "exec sleep 60");
    unit.probe = [&asked] { return ++asked >= 3; };
    auto supervisor = supervise({unit});
    QVERIFY(supervisor->waitReady(Millis{10'000}));
    supervisor->stop();
    QCOMPARE(asked, 3);
  }

  void whatDiesComesBackWithBackOffAndIsCounted() {
    auto supervisor = supervise({shell("node", "echo ready; exec sleep 60")});
    QVERIFY(supervisor->waitReady(Millis{10'000}));
    const pid_t before = view(*supervisor).pid;
    ::kill(before, SIGKILL);
    QVERIFY(waitUntil([&] { return view(*supervisor).state == "up" && view(*supervisor).pid != before; }));
    QCOMPARE(view(*supervisor).restarts, 1);
    QCOMPARE(exitOf(*supervisor), std::string("signal 9"));
    QVERIFY(m_notes.at("node died (signal 9); starts again in 100 ms") >= 0);
  }

  void theBackOffDoubles() {
    auto supervisor = supervise({shell("node", "exit 3")});
    QVERIFY(waitUntil([&] { return m_notes.at("node died (exit 3); starts again in 400 ms") >= 0; }));
    QVERIFY(m_notes.at("node died (exit 3); starts again in 100 ms") <
            m_notes.at("node died (exit 3); starts again in 200 ms"));
    QCOMPARE(view(*supervisor).state.text(), "backing-off");
    QCOMPARE(view(*supervisor).pid, 0);
    QCOMPARE(supervisor->command("node", "kill").error().code, ErrorCode::Conflict);
  }

  void whatItComplainedOfLastIsTheCause_data() {
    QTest::addColumn<QString>("log");
    QTest::addColumn<QString>("cause");
    const QString stamp = "2026-11-28T13:07:18.403Z payment-1 ";
    QTest::newRow("nothing") << "" << "";
    QTest::newRow("plain text") << "orderdeckd: profile.yaml:12: unknown key 'x'\n"
                                << "orderdeckd: profile.yaml:12: unknown key 'x'";
    QTest::newRow("our error") << stamp + "error: the disk is full\n" + stamp + "info: stopping on signal 15\n"
                               << "the disk is full";
    QTest::newRow("our warning, not whole") << stamp + "warning: a: b" << "a: b";
    QTest::newRow("only news") << stamp + "info: error: none\n" + stamp + "debug: x\n" << "";
    QTest::newRow("redis") << "26834:M 28 Nov 2026 13:07:18.433 * Ready to accept connections\n26834:M 28 Nov 2026 "
                              "13:07:18.433 # Fatal error, can't open config file\n"
                              "26834:M 28 Nov 2026 13:07:18.433 # WARNING Memory overcommit must be enabled!\n26834:M "
                              "28 Nov 2026 13:07:18.434 * DB loaded\n"
                           << "Fatal error, can't open config file";
    QTest::newRow("terminate")
        << "terminate called after throwing an instance of 'std::runtime_error'\n  what():  no endpoints\n\n  \n"
        << "what():  no endpoints";
    QTest::newRow("like ours") << "2026-11-28T13:07:18.403Z\n" << "2026-11-28T13:07:18.403Z";
    QTest::newRow("like redis") << "12:M\n" << "12:M";
    QTest::newRow("long") << QString(1'000, 'x') << QString(300, 'x');
  }

  void whatItComplainedOfLastIsTheCause() {
    QFETCH(QString, log);
    QFETCH(QString, cause);
    QCOMPARE(QString::fromStdString(lastComplaint(log.toStdString())), cause);
  }

  void whatIsNoTextIsCutOff() {
    QCOMPARE(lastComplaint("no such file: /tmp/M\xfcller"), std::string("no such file: /tmp/M"));
  }

  void theCauseOfADeathIsToldWhereTheDeathIs() {
    auto supervisor = supervise({shell("node", "echo 'port 8480 is taken' >&2; exit 3")});
    QVERIFY(
        waitUntil([&] { return m_notes.at("node died (exit 3: port 8480 is taken); starts again in 200 ms") >= 0; }));
    QCOMPARE(exitOf(*supervisor), std::string("exit 3: port 8480 is taken"));
  }

  void whatAnEarlierProcessSaidIsNotTheCause() {
    const std::string mark = m_folder.filePath("second").toStdString();
    auto supervisor = supervise({shell(
        "node", "if [ -e " + mark + " ]; then exit 4; fi; touch " + mark + "; echo 'the first one' >&2; exit 3")});
    QVERIFY(waitUntil([&] { return m_notes.at("node died (exit 4)") >= 0; }));
    QCOMPARE(m_notes.at("node died (exit 4: "), -1);
  }

  void whatItsReadyLineSaidWrongIsTheCause() {
    auto unit = shell("node", "echo ready; exec sleep 60");
    unit.ready = [](const std::string&) -> orderdeck::core::Result<void> {
      return orderdeck::core::fail(ErrorCode::Unavailable, "no stock");
    };
    auto supervisor = supervise({unit});
    QVERIFY(waitUntil([&] { return m_notes.at("node died (signal 9: cannot be used: no stock)") >= 0; }));
  }

  void aCrashLoopIsNamedAndNotToldAtEveryDeath() {
    auto supervisor = supervise({shell("node", "echo 'no luck' >&2; exit 3")});
    QVERIFY(waitUntil([&] { return view(*supervisor).restarts >= 6; }, std::chrono::seconds{30}));
    const auto exit = view(*supervisor).lastExit;
    QVERIFY(exit && exit->status == 3 && exit->cause == "no luck" && exit->deaths == 6 && exit->withinSeconds == 60);
    QCOMPARE(exitOf(*supervisor), std::string("exit 3: no luck (6 times in 60 s)"));
    QVERIFY(m_notes.at("node died (exit 3: no luck); starts again in 800 ms") >= 0);
    QVERIFY(m_notes.at("node died (exit 3: no luck (5 times in 60 s)); starts again in 1600 ms") >= 0);
    QCOMPARE(m_notes.at("node died (exit 3: no luck (6 times"), -1);  // no news
    const std::lock_guard lock(m_notes.mutex);
    QCOMPARE(std::ranges::count_if(m_notes.lines, [](const auto& line) { return line.starts_with("node started"); }),
             5);
  }

  void aProgramThatIsNotThereIsTriedAgain() {
    UnitSpec unit = shell("node", "");
    unit.command = [log = m_folder.filePath("x.log").toStdString()] {
      return ChildSpec{.name = "node", .command = {"/no/such/program"}, .logFile = log};
    };
    auto supervisor = supervise({unit});
    QVERIFY(waitUntil([&] { return view(*supervisor).restarts >= 2; }));
    QVERIFY(exitOf(*supervisor).contains("No such file"));
  }

  void commandsKillPauseResumeAndRestart() {
    auto supervisor = supervise({shell("node", "echo ready; exec sleep 60")});
    QVERIFY(supervisor->waitReady(Millis{10'000}));
    const pid_t pid = view(*supervisor).pid;
    QVERIFY(supervisor->command("node", "pause").has_value());
    QVERIFY(waitUntil([&] { return stateOf(pid) == 'T'; }));
    QCOMPARE(view(*supervisor).state.text(), "paused");
    QVERIFY(supervisor->command("node", "resume").has_value());
    QVERIFY(waitUntil([&] { return stateOf(pid) == 'S'; }));
    QCOMPARE(view(*supervisor).state.text(), "up");
    QVERIFY(supervisor->command("node", "restart").has_value());
    QVERIFY(waitUntil([&] { return view(*supervisor).state == "up" && view(*supervisor).pid != pid; }));
    QCOMPARE(exitOf(*supervisor), std::string("signal 15"));
    const pid_t second = view(*supervisor).pid;
    QVERIFY(supervisor->command("node", "kill").has_value());
    QVERIFY(waitUntil([&] { return view(*supervisor).state == "up" && view(*supervisor).pid != second; }));
    QCOMPARE(supervisor->command("nobody", "kill").error().code, ErrorCode::NotFound);
    QCOMPARE(supervisor->command("node", "resume").error().code, ErrorCode::Conflict);
  }

  void aSignalFromElsewherePausesAndResumesToo() {
    auto supervisor = supervise({shell("node", "echo ready; exec sleep 60")});
    QVERIFY(supervisor->waitReady(Millis{10'000}));
    const pid_t pid = view(*supervisor).pid;
    ::kill(pid, SIGSTOP);
    QVERIFY(waitUntil([&] { return view(*supervisor).state == "paused"; }));
    QVERIFY(m_notes.at("node is paused") >= 0);
    ::kill(pid, SIGCONT);
    QVERIFY(waitUntil([&] { return view(*supervisor).state == "up"; }));
    ::kill(pid, SIGSTOP);
    QVERIFY(waitUntil([&] { return view(*supervisor).state == "paused"; }));
    QVERIFY(supervisor->command("node", "resume").has_value());  // by whomever it was paused
    QVERIFY(waitUntil([&] { return view(*supervisor).state == "up" && stateOf(pid) == 'S'; }));
    QCOMPARE(view(*supervisor).restarts, 0);
  }

  void aPausedProcessIsStoppedTooAndADeafOneKilled() {
    auto paused = shell("paused", "echo ready; exec sleep 60");
    auto deaf = shell("deaf", "trap '' TERM; echo ready; while :; do sleep 1; done", Millis{300});
    auto supervisor = supervise({paused, deaf});
    QVERIFY(supervisor->waitReady(Millis{10'000}));
    const pid_t pids[] = {view(*supervisor, 0).pid, view(*supervisor, 1).pid};
    QVERIFY(supervisor->command("paused", "pause").has_value());
    QVERIFY(waitUntil([&] { return stateOf(pids[0]) == 'T'; }));
    supervisor->stop();
    for (const pid_t pid : pids) QVERIFY(::kill(pid, 0) != 0);
    QCOMPARE(exitOf(*supervisor, 0), std::string("signal 15"));
    QCOMPARE(exitOf(*supervisor, 1), std::string("signal 9"));
  }

  void childrenHaveNoneOfOurFilesAndASessionOfTheirOwn() {
    const int ours = ::dup(0);  // without close-on-exec
    const std::string list = m_folder.filePath("fds").toStdString();
    auto supervisor = supervise({shell(
        "node", "ls /proc/self/fd > " + list + "; ps -o sid= -p $$ >> " + list + "; echo ready; exec sleep 60")});
    QVERIFY(supervisor->waitReady(Millis{10'000}));
    const pid_t pid = view(*supervisor).pid;
    QCOMPARE(::getsid(pid), pid);
    std::ifstream file(list);
    std::string word;
    std::vector<std::string> fds;
    while (file >> word) fds.push_back(word);
    QVERIFY(fds.size() >= 4);
    fds.pop_back();
    QVERIFY2(std::find(fds.begin(), fds.end(), std::to_string(ours)) == fds.end() || ours < 4,
             "an open file of ours was inherited");
    QVERIFY(fds.size() <= 4);  // 0, 1, 2 and the folder that ls reads
    ::close(ours);
  }

  void childrenDieWithAParentThatIsKilled() {
    const std::string pidFile = m_folder.filePath("orphan.pid").toStdString();
    QProcess parent;
    parent.start(QCoreApplication::applicationFilePath(), {kSupervise, QString::fromStdString(pidFile)});
    QVERIFY(parent.waitForStarted());
    pid_t child = 0;
    QVERIFY(waitUntil([&] { return static_cast<bool>(std::ifstream(pidFile) >> child); }));
    QVERIFY(::kill(child, 0) == 0);
    parent.kill();
    QVERIFY(parent.waitForFinished());
    QVERIFY(waitUntil([&] { return ::kill(child, 0) != 0 || stateOf(child) == 'Z'; }));
  }

  void aLogIsRotatedUnderItsWriter() {
    const std::string log = m_folder.filePath("big.log").toStdString();
    std::ofstream writer(log, std::ios::app);
    writer << std::string(5'000, 'a') << std::flush;
    rotateLog(log, 10'000);
    QCOMPARE(QFileInfo(QString::fromStdString(log)).size(), 5'000);
    rotateLog(log, 4'000);
    writer << "b" << std::flush;
    QCOMPARE(QFileInfo(QString::fromStdString(log)).size(), 1);
    QCOMPARE(QFileInfo(QString::fromStdString(log + ".1")).size(), 5'000);
  }
};

const orderdeck::support::RegisteredRole kParent(kSupervise, [](const QStringList& arguments) {
  return superviseUntilKilled(arguments.value(0).toStdString());
});
ORDERDECK_TEST(SupervisorTest)
#include "supervisor_test.moc"
