// What /proc says of a process and of the machine.
#include <QtTest>

#include <unistd.h>

#include "core/metrics/proc_stats.h"
#include "tests/harness/test_registry.h"

using namespace orderdeck::core;

class ProcStatsTest : public QObject {
  Q_OBJECT

 private slots:
  void aProcessHasMemoryAndTime() {
    const auto own = readProcStats(::getpid());
    QVERIFY(own);
    QVERIFY(own->memoryBytes > 100'000);
    QVERIFY(own->cpuSeconds >= 0);
    QVERIFY(!readProcStats(0x7fffffff));
  }

  void stolenTimeIsTheEighthKind() {
    const double tick = 1.0 / static_cast<double>(::sysconf(_SC_CLK_TCK));
    const auto time = parseMachineTime("cpu  100 200 300 4000 50 6 70 25 9 9");
    QCOMPARE(time.stolen, 25 * tick);
    QCOMPARE(time.all, 4'751 * tick);
  }

  void anotherFormIsNothing() {
    for (const char* line : {"", "cpu", "cpu0 1 2 3 4 5 6 7 8", "cpu 1 2 3 4 5 6 7", "cpu a b c d e f g h"})
      QCOMPARE(parseMachineTime(line).all, 0.0);
  }

  void theMachineHasTime() {
    const auto now = readMachineTime();
    QVERIFY(now.all > 0);
    QVERIFY(now.stolen >= 0 && now.stolen < now.all);
  }
};

ORDERDECK_TEST(ProcStatsTest)
#include "proc_stats_test.moc"
