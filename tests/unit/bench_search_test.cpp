// The bench finds the rate that a system can hold, and keeps its backlog bounded while it looks.
#include <QtTest>

#include <algorithm>

#include "runtime/bench_search.h"

using orderdeck::runtime::RateSearch;

namespace {

// A system that finishes `capacity` orders a second, a tenth of a second after it took them.
struct ModelSystem {
  double capacity;
  double backlog = 0;
  double mostBacklog = 0;

  void run(RateSearch& search, double seconds) {
    for (double t = 0; t < seconds; t += 0.5) {
      backlog = std::max(search.rate() * 0.1, backlog + (search.rate() - capacity) * 0.5);
      mostBacklog = std::max(mostBacklog, backlog);
      search.look(static_cast<std::int64_t>(backlog));
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
    QVERIFY2(search.rate() > 0.75 * capacity && search.rate() < 1.3 * capacity, qPrintable(QString::number(search.rate())));
    QVERIFY(system.mostBacklog < 2.5 * capacity);
    // Held on from there it stays near it.
    RateSearch held(search.rate(), RateSearch::kFine);
    system.run(held, 20);
    QVERIFY(held.rate() > 0.75 * capacity && held.rate() < 1.3 * capacity);
  }

  void goesDownWhenTheSystemGetsSlower() {
    RateSearch search(8'000, RateSearch::kFine);
    ModelSystem system{4'000};
    system.run(search, 20);
    QVERIFY(search.rate() < 5'200);
  }
};

QTEST_GUILESS_MAIN(BenchSearchTest)
#include "bench_search_test.moc"
