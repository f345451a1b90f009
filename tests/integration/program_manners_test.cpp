// The programs behave as their neighbours in a shell do: signals, standard output, exit status, versions, completion.
#include <QtTest>

#include <csignal>
#include <fstream>

#include <sys/prctl.h>

#include <nlohmann/json.hpp>

#include "tests/harness/test_registry.h"
#include "tests/support/embedded_system.h"
#include "tests/support/taken_port.h"
#include "tests/support/wait_until.h"

using namespace orderdeck;
using nlohmann::json;
using support::waitUntil;

namespace {

const QString kCtl = ORDERDECK_BIN_DIR "/orderdeckctl", kDaemon = ORDERDECK_BIN_DIR "/orderdeckd",
              kConsole = ORDERDECK_BIN_DIR "/orderdeck";

struct Ended {
  int status = -1;  // -1: it did not end in order
  QByteArray out, err;
};

/// A line of shell, to its end.
Ended shell(const QString& line, const QProcessEnvironment& environment = QProcessEnvironment::systemEnvironment()) {
  QProcess process;
  process.setProcessEnvironment(environment);
  process.start("/bin/bash", {"-c", "PATH=" ORDERDECK_BIN_DIR ":$PATH; " + line});
  if (!process.waitForFinished(60'000)) {
    process.kill();
    process.waitForFinished();
    return {.status = -1, .out = process.readAllStandardOutput(), .err = "it did not end"};
  }
  const int status = process.exitStatus() == QProcess::NormalExit ? process.exitCode() : -1;
  return {.status = status, .out = process.readAllStandardOutput(), .err = process.readAllStandardError()};
}

/// `orderdeckctl up` in a folder of its own, with some signals ignored from the start.
class Up {
 public:
  Up(const QString& profile, std::initializer_list<int> ignored) {
    std::ofstream(file().toStdString()) << "name: manners\ngateway: {port: 0}\n" << profile.toStdString();
    m_process.setChildProcessModifier([numbers = std::vector<int>(ignored)] {
      ::prctl(PR_SET_PDEATHSIG, SIGTERM);
      for (const int number : numbers) ::signal(number, SIG_IGN);
    });
    m_process.start(kCtl, {"up", "--profile", file(), "--data-dir", m_folder.filePath("data")});
  }
  ~Up() {
    if (m_process.state() == QProcess::NotRunning) return;
    m_process.terminate();
    if (!m_process.waitForFinished(30'000)) m_process.kill();
    m_process.waitForFinished();
  }
  Up(const Up&) = delete;
  Up& operator=(const Up&) = delete;

  QString file() const { return m_folder.filePath("p.yaml"); }
  /// What the ready line says; null when none comes.
  json readyLine() {
    while (!m_process.canReadLine() && m_process.waitForReadyRead(60'000)) continue;
    return json::parse(m_process.readLine().toStdString(), nullptr, false);
  }
  bool isRunning() const { return m_process.state() == QProcess::Running; }
  void signal(int number) const { ::kill(static_cast<pid_t>(m_process.processId()), number); }
  int end() { return m_process.waitForFinished(60'000) ? m_process.exitCode() : -1; }
  QByteArray said() { return m_process.readAllStandardError(); }

 private:
  QTemporaryDir m_folder;
  QProcess m_process;
};

bool isIgnored(pid_t pid, int signal) {
  QFile status(QString("/proc/%1/status").arg(pid));
  if (!status.open(QIODevice::ReadOnly)) return false;
  for (const QByteArray& line : status.readAll().split('\n')) {
    if (line.startsWith("SigIgn:")) return (line.mid(7).trimmed().toULongLong(nullptr, 16) >> (signal - 1) & 1) != 0;
  }
  return false;
}

}  // namespace

class ProgramMannersTest : public QObject {
  Q_OBJECT

 private slots:
  void everyProgramSaysTheVersionOfTheProject() {
    QFile file(ORDERDECK_SOURCE_DIR "/CMakeLists.txt");
    QVERIFY(file.open(QIODevice::ReadOnly));
    const auto version = QRegularExpression(R"(project\(\w+ VERSION ([\d.]+))").match(file.readAll()).captured(1);
    QVERIFY(!version.isEmpty());
    for (const QString& line : {QString("orderdeckctl --version"), QString("orderdeckctl dlq list --version"),
                                QString("orderdeckd --version"), QString("env -u DISPLAY orderdeck --version")}) {
      const QString program = line.split(' ').value(line.startsWith("env") ? 3 : 0);
      const Ended ended = shell(line);
      QCOMPARE(QString(ended.out), program + " " + version + "\n");
      QCOMPARE(ended.status, 0);
    }
  }

  void whatCannotBeWrittenIsSaid_data() {
    QTest::addColumn<QString>("line");
    for (const char* line : {"orderdeckctl --help", "orderdeckctl --version", "orderdeckctl inject --help",
                             "orderdeckctl man", "orderdeckctl completion bash", "orderdeckctl --json status",
                             "orderdeckd --help", "orderdeckd --version", "orderdeck --help", "orderdeck --version"})
      QTest::newRow(line) << line;
  }
  void whatCannotBeWrittenIsSaid() {
    QFETCH(QString, line);
    const QTemporaryDir folder;
    const Ended ended = shell(line + (line.contains("--json") ? " --data-dir " + folder.path() : "") + " > /dev/full");
    QCOMPARE(ended.status, line.contains("--json") ? 3 : 1);  // no backend stays what it is
    QVERIFY2(ended.err.contains("cannot be written: No space left on device"), ended.err.constData());
  }

  void aReaderThatGoesIsNoTrouble() {
    const Ended ended = shell("orderdeckctl man | head -1; echo ${PIPESTATUS[1]}");
    QVERIFY2(ended.out.startsWith(".TH ORDERDECKCTL 1 "), ended.out.constData());
    QCOMPARE(ended.err, "");
    const Ended ignored = shell("trap '' PIPE; (orderdeckctl man; echo $? >&2) | true");
    QVERIFY2(ignored.err == "0\n" || ignored.err.endsWith("cannot be written: Broken pipe\n1\n"),
             ignored.err.constData());
  }

  void closedStandardFilesAreNobodysData() {
    const Ended ended = shell("orderdeckctl --help <&- >&- 2>&-");
    QCOMPARE(ended.status, 0);
    QCOMPARE(shell("orderdeckctl nothing <&- >&- 2>&-").status, 2);
    QCOMPARE(shell("orderdeckctl status --data-dir /nowhere <&- >&- 2>&-").status, 3);
  }

  void aMisspeltWordIsCorrected_data() {
    QTest::addColumn<QString>("line");
    QTest::addColumn<QString>("said");
    QTest::newRow("command") << "stauts" << "there is no command 'stauts'; did you mean status?";
    QTest::newRow("below") << "dlq lst"
                           << "there is no command 'lst'; did you mean list?\nRun `orderdeckctl dlq --help`";
    QTest::newRow("option") << "status --jsno" << "there is no option --jsno; did you mean --json?";
    QTest::newRow("option with value") << "inject --rat=5" << "there is no option --rat=5; did you mean --rate?";
    QTest::newRow("beginning") << "inv" << "did you mean inventory?";
    QTest::newRow("nothing near") << "frobnicate" << "there is no command 'frobnicate'\nRun `orderdeckctl --help`";
    QTest::newRow("none") << "" << "give a command: up, status";
    QTest::newRow("none below") << "node" << "give a command: kill, pause, resume, restart";
    QTest::newRow("too much") << "status now" << "too much: 'now'";
    QTest::newRow("a profile") << "status --profile ./shop"
                               << "no profile './shop': give embedded, the name of a system";
    QTest::newRow("no file") << "status --profile gone.yaml"
                             << "cannot read the file gone.yaml: No such file or directory";
    QTest::newRow("elsewhere") << "up --connect http://h:1" << "up starts a backend here";
  }
  void aMisspeltWordIsCorrected() {
    QFETCH(QString, line);
    QFETCH(QString, said);
    const Ended ended = shell("orderdeckctl " + line);
    QCOMPARE(ended.status, 2);
    QCOMPARE(ended.out, "");
    QVERIFY2(ended.err.contains(said.toUtf8()), ended.err.constData());
  }

  void withoutADisplayTheConsoleSaysWhatToDo() {
    if (!QFile::exists(kConsole)) QSKIP("the console is not built");
    auto bare = QProcessEnvironment::systemEnvironment();
    for (const char* name : {"DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"}) bare.remove(name);
    const Ended none = shell("orderdeck", bare);
    QCOMPARE(none.status, 2);
    QVERIFY2(none.err.startsWith("orderdeck: no display: neither DISPLAY nor WAYLAND_DISPLAY is set\n"),
             none.err.constData());
    QVERIFY(none.err.contains("orderdeckctl up"));
    bare.insert("DISPLAY", ":4711");
    const Ended unreachable = shell("orderdeck", bare);
    QCOMPARE(unreachable.status, 2);
    QVERIFY2(unreachable.err.contains("orderdeck: no display: the window system cannot be used"),
             unreachable.err.constData());
  }

  void anIgnoredSignalStaysIgnored() {
    Up up({}, {SIGHUP, SIGINT, SIGCHLD, SIGPIPE});
    const json ready = up.readyLine();
    QVERIFY2(ready.is_object() && ready.value("ready", false), up.said().constData());
    const pid_t daemon = ready["pid"];
    for (const int number : {SIGHUP, SIGINT}) {
      QVERIFY(isIgnored(daemon, number));
      up.signal(number);
      ::kill(daemon, number);
    }
    QTest::qWait(500);  // nothing must come of it, so there is nothing to wait for
    QVERIFY(up.isRunning());
    QCOMPARE(::kill(daemon, 0), 0);
    up.signal(SIGTERM);
    QCOMPARE(up.end(), 0);
  }

  void aSignalThatIsNotIgnoredEndsIt() {
    for (const int number : {SIGHUP, SIGINT}) {
      Up up({}, {});
      QVERIFY(up.readyLine().is_object());
      up.signal(number);
      QCOMPARE(up.end(), 0);
    }
  }

  void aReadyLineThatCannotBeWrittenEndsIt() {
    const QTemporaryDir folder;
    std::ofstream(folder.filePath("p.yaml").toStdString()) << "name: full\ngateway: {port: 0}\n";
    const Ended ended = shell(QString("orderdeckctl up --profile %1 --data-dir %2 > /dev/full")
                                  .arg(folder.filePath("p.yaml"), folder.filePath("data")));
    QCOMPARE(ended.status, 1);
    QVERIFY2(ended.err.contains("orderdeckd: the output cannot be written: No space left on device"),
             ended.err.constData());
    QVERIFY(!QFile::exists(folder.filePath("data/run.json")));
  }

  void upThatIsNotReadySaysWhichProcessFailed() {
    const support::TakenPort other;
    Up up(QString("redis: {port: %1}\n").arg(other.number), {});
    const json line = up.readyLine();
    QVERIFY(line.is_object() && !line.value("ready", true));
    QCOMPARE(up.end(), 1);
    const QByteArray said = up.said();
    const QByteArray last = said.trimmed().split('\n').last();
    QVERIFY2(last.startsWith("orderdeckd: not ready, and stopped again: redis: exit 1"), said.constData());
    QVERIFY2(last.contains(QByteArray::number(other.number)), last.constData());
    QVERIFY(::kill(line["pid"], 0) != 0);
  }

  void completionKnowsEveryCommand() {
    // What bash would offer for these words, the last one unfinished.
    const auto offered = [](const QStringList& words) {
      const QString script = QString(
                                 "source <(orderdeckctl completion bash); COMP_WORDS=('%1'); COMP_CWORD=%2; "
                                 "_orderdeckctl 2>/dev/null; echo \"${COMPREPLY[*]}\"")
                                 .arg(words.join("' '"))
                                 .arg(words.size() - 1);
      return QString(shell(script).out).trimmed();
    };
    QCOMPARE(offered({"orderdeckctl", "sta"}), "status");
    QCOMPARE(offered({"orderdeckctl", "dlq", ""}), "list show redrive cancel discard");
    QCOMPARE(offered({"orderdeckctl", "--profile", "my.yaml", "node", "re"}), "resume restart");
    QCOMPARE(offered({"orderdeckctl", "inject", "--hot"}), "--hot-sku");
    QCOMPARE(offered({"orderdeckctl", "inject", "--js"}), "--json");
    QCOMPARE(offered({"orderdeckctl", "inject", "--shape", "s"}), "steady spike sine step");
    QCOMPARE(offered({"orderdeckctl", "completion", ""}), "bash zsh fish");
    QCOMPARE(shell("orderdeckctl completion tcsh").status, 2);
    for (const char* other : {"zsh", "fish"}) {
      if (shell(QString("command -v %1").arg(other)).status != 0) continue;
      const Ended checked =
          shell(QString("orderdeckctl completion %1 > $TMPDIR/c && %1 -n $TMPDIR/c").arg(other), inTemporary());
      QVERIFY2(checked.status == 0, checked.err.constData());
    }
  }

  void theManPageHasEveryCommandAndExitStatus() {
    const QString page = shell("orderdeckctl man").out;
    QString help = shell("orderdeckctl --help").out;
    int commands = 0;
    static const QRegularExpression kCommand(R"(^  ([a-z]+) +)", QRegularExpression::MultilineOption);
    for (auto all = kCommand.globalMatch(help.mid(help.indexOf("Subcommands:"))); all.hasNext(); ++commands)
      QVERIFY(page.contains("\\fB" + all.next().captured(1) + "\\fR"));
    QVERIFY(commands > 15);
    // The documentation's table is the same as the man page's.
    QFile file(ORDERDECK_SOURCE_DIR "/docs/contract/cli.md");
    QVERIFY(file.open(QIODevice::ReadOnly));
    const QString contract = QString(file.readAll());
    static const QRegularExpression kStatus(R"(\.TP\n(\d)\n(.*)\n)");
    int statuses = 0;
    for (auto all = kStatus.globalMatch(page); all.hasNext(); ++statuses) {
      const auto one = all.next();
      QVERIFY2(contract.contains(QString("| %1 | %2 |").arg(one.captured(1), one.captured(2).remove('\\'))),
               qPrintable(one.captured(0)));
    }
    QCOMPARE(statuses, 5);
    static const QRegularExpression kVariable(R"(\.TP\n\\fB([A-Z_]+)\\fR\n(.*)\n)");
    int variables = 0;
    for (auto all = kVariable.globalMatch(page); all.hasNext(); ++variables) {
      const auto one = all.next();
      QVERIFY2(contract.contains(QString("| `%1` | %2 |").arg(one.captured(1), one.captured(2).remove('\\'))),
               qPrintable(one.captured(0)));
    }
    QCOMPARE(variables, 6);
  }

 private:
  QProcessEnvironment inTemporary() const {
    auto environment = QProcessEnvironment::systemEnvironment();
    environment.insert("TMPDIR", m_folder.path());
    return environment;
  }

  QTemporaryDir m_folder;
};

ORDERDECK_TEST(ProgramMannersTest)
#include "program_manners_test.moc"
