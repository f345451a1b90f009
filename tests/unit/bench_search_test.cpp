// The bench finds the rate that a system can hold, and keeps its backlog bounded while it looks.
#include <QtTest>

#include <algorithm>
#include <cmath>

#include "runtime/bench_search.h"

using orderdeck::runtime::RateSearch;

namespace {

// A system that finishes up to `capacity` orders a second, a tenth of a second after it took them.
struct ModelSystem {
  double capacity;
  double backlog = 0;
  double mostBacklog = 0;

  void run(RateSearch& search, double seconds) {
    for (double t = 0; t < seconds; t += 0.5) {
      const double work = backlog + search.rate() * 0.5;
      const double finished = std::clamp(work - search.rate() * 0.1, 0.0, capacity * 0.5);
      backlog = work - finished;
      mostBacklog = std::max(mostBacklog, backlog);
      search.look(static_cast<std::int64_t>(backlog), finished * 2);
    }
  }
};

}  // namespace

class BenchSearchTest : public QObject {
  Q_OBJECT
 private slots:
  void findsTheCapacity_data() {
    QTest::addColumn<double>("capacity");
    QTest::newRow("slow") << 3'000.0;
    QTest::newRow("medium") << 6'000.0;
    QTest::newRow("fast") << 15'000.0;
  }

  void findsTheCapacity() {
    QFETCH(double, capacity);
    RateSearch search;
    ModelSystem system{capacity};
    system.run(search, 20);
    QVERIFY2(std::abs(search.rate() - capacity) < 0.02 * capacity, qPrintable(QString::number(search.rate())));
    QVERIFY2(system.mostBacklog < 1.25 * RateSearch::kWanted * capacity, qPrintable(QString::number(system.mostBacklog)));
    // Held on from there it stays there.
    RateSearch held(search.rate(), RateSearch::kFine);
    system.run(held, 20);
    QVERIFY2(std::abs(held.rate() - capacity) < 0.04 * capacity, qPrintable(QString::number(held.rate())));
  }

  void goesDownWhenTheSystemGetsSlower() {
    RateSearch search(8'000, RateSearch::kFine);
    ModelSystem system{4'000};
    system.run(search, 20);
    QVERIFY2(std::abs(search.rate() - 4'000) < 100, qPrintable(QString::number(search.rate())));
  }
};

QTEST_GUILESS_MAIN(BenchSearchTest)
#include "bench_search_test.moc"
