// The worker thread: runs, carries its name, ends when told, and sleeping in it does not delay that.
#include <QtTest>

#include <pthread.h>

#include <atomic>

#include "core/worker.h"
#include "tests/harness/test_registry.h"

using namespace orderdeck::core;
using namespace std::chrono_literals;

class WorkerTest : public QObject {
  Q_OBJECT

 private slots:
  void itRunsUntilItIsStopped() {
    std::atomic<int> rounds = 0;
    std::atomic<bool> ended = false;
    Worker worker("rounds", [&](std::stop_token stop) {
      while (!stop.stop_requested()) ++rounds;
      ended = true;
    });
    QTRY_VERIFY(rounds > 10);
    worker.stop();
    QVERIFY(ended);
    const int after = rounds;
    worker.stop();
    QCOMPARE(rounds.load(), after);
  }

  void itsDestructorStopsIt() {
    std::atomic<bool> ended = false;
    {
      Worker worker("short", [&](std::stop_token stop) {
        sleepFor(stop, 60s);
        ended = true;
      });
    }
    QVERIFY(ended);
  }

  void itsNameIsCutToWhatTheSystemShows() {
    std::string name;
    {
      Worker worker("a-name-longer-than-fifteen", [&](std::stop_token) {
        char text[32] = {};
        pthread_getname_np(pthread_self(), text, sizeof text);
        name = text;
      });
    }
    QCOMPARE(name, std::string("a-name-longer-t"));
  }

  void sleepSaysWhetherTheTimePassed() {
    std::stop_source source;
    const auto begun = std::chrono::steady_clock::now();
    QVERIFY(sleepFor(source.get_token(), 20ms));
    QVERIFY(std::chrono::steady_clock::now() - begun >= 20ms);
    source.request_stop();
    QVERIFY(!sleepFor(source.get_token(), 60s));
    QVERIFY(std::chrono::steady_clock::now() - begun < 30s);
  }
};

ORDERDECK_TEST(WorkerTest)
#include "worker_test.moc"
