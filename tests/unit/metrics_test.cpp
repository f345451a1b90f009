// Prometheus metrics: what is counted is what is exposed; handles are cached; the buckets are those of ports/metrics.h.
#include <QtTest>

#include <stdexcept>
#include <thread>
#include <vector>

#include "adapters/metrics/prometheus_metrics.h"
#include "tests/harness/test_registry.h"
#include "tests/support/prometheus_text.h"

using orderdeck::adapters::metrics::PrometheusMetrics;
using orderdeck::ports::MetricFamily;

class MetricsTest : public QObject {
  Q_OBJECT

 private slots:
  void itExposesWhatWasCounted() {
    PrometheusMetrics metrics;
    metrics.counter("orderdeck_orders_total", "Orders", {{"outcome", "accepted"}}).add();
    metrics.counter("orderdeck_orders_total", "Orders", {{"outcome", "accepted"}}).add(2);
    metrics.counter("orderdeck_orders_total", "Orders", {{"outcome", "busy"}}).add();
    metrics.gauge("orderdeck_admission_queue", "Waiting").set(7);
    const std::string text = metrics.expose({});
    QVERIFY2(text.contains("orderdeck_orders_total{outcome=\"accepted\"} 3\n"), text.c_str());
    QVERIFY2(text.contains("orderdeck_orders_total{outcome=\"busy\"} 1\n"), text.c_str());
    QVERIFY2(text.contains("# TYPE orderdeck_orders_total counter\n"), text.c_str());
    QVERIFY2(text.contains("orderdeck_admission_queue 7\n"), text.c_str());
  }

  void whatItExposesIsTheFormat() {
    PrometheusMetrics metrics;
    metrics.counter("orderdeck_orders_total", "Orders", {{"outcome", "a \"quoted\" \\ \n one"}, {"x", ""}}).add();
    metrics.counter("orderdeck_orders_total", "Orders", {{"outcome", "busy"}, {"x", ""}}).add(1e12);
    metrics.gauge("orderdeck_admission_queue", "Waiting").set(-0.5);
    metrics.histogram("orderdeck_accept_seconds", "Time").observe(0.02);
    const MetricFamily hits{.name = "hits_total",
                            .help = "Hits.",
                            .type = MetricFamily::Type::Counter,
                            .samples = {{{{"fault", "f\"1"}}, 3}, {{{"fault", "f2"}}, 12'345'678}}};
    const MetricFamily none{.name = "none", .help = "Nothing."};
    const std::string text = metrics.expose(std::vector{hits, none});
    QCOMPARE(orderdeck::support::faultOfPrometheusText(text), "");
    QVERIFY2(text.contains("# TYPE hits_total counter\nhits_total{fault=\"f\\\"1\"} 3\n"), text.c_str());
    QVERIFY2(text.contains("hits_total{fault=\"f2\"} 12345678\n"), text.c_str());
    QVERIFY2(!text.contains("none"), text.c_str());
  }

  void theSameNameAndLabelsAreOneHandle() {
    PrometheusMetrics metrics;
    auto& first = metrics.counter("a_total", "A", {{"x", "1"}});
    QCOMPARE(&metrics.counter("a_total", "A", {{"x", "1"}}), &first);
    QVERIFY(&metrics.counter("a_total", "A", {{"x", "2"}}) != &first);
    QVERIFY_EXCEPTION_THROWN(metrics.gauge("a_total", "A"), std::invalid_argument);
    QVERIFY_EXCEPTION_THROWN(metrics.counter("not a name", "A"), std::invalid_argument);
  }

  void bucketsGrowByAQuarterFromHalfAMillisecondToAMinute() {
    PrometheusMetrics metrics;
    auto& seconds = metrics.histogram("s_seconds", "S");
    seconds.observe(0.0004);
    seconds.observe(59);
    seconds.observe(61);
    const QStringList lines = QString::fromStdString(metrics.expose({})).split('\n');
    std::vector<double> bounds;
    for (const QString& line : lines) {
      const auto match = QRegularExpression("^s_seconds_bucket\\{le=\"([0-9.e-]+)\"\\} (\\d+)$").match(line);
      if (!match.hasMatch()) continue;
      bounds.push_back(match.captured(1).toDouble());
      QCOMPARE(match.captured(2).toInt(), bounds.back() == 60 ? 2 : 1);
    }
    QVERIFY(bounds.size() > 50);
    QCOMPARE(bounds.front(), 0.0005);
    QCOMPARE(bounds.back(), 60.0);
    for (std::size_t i = 1; i < bounds.size(); ++i) QVERIFY(bounds[i] / bounds[i - 1] < 1.2501);
    QVERIFY(lines.contains("s_seconds_count 3"));
  }

  void threadsLoseNoCount() {
    PrometheusMetrics metrics;
    auto& counter = metrics.counter("n_total", "N");
    {
      std::vector<std::jthread> threads;
      for (int i = 0; i < 4; ++i)
        threads.emplace_back([&] {
          for (int n = 0; n < 10'000; ++n) counter.add();
        });
    }
    QVERIFY(metrics.expose({}).contains("n_total 40000\n"));
  }
};

ORDERDECK_TEST(MetricsTest)
#include "metrics_test.moc"
