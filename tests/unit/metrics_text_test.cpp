// Reading Prometheus text, and the rates and quantiles that are made of it.
#include <QtTest>

#include <cmath>
#include <limits>

#include "adapters/metrics/prometheus_metrics.h"
#include "core/metrics/histogram_window.h"
#include "core/metrics/metrics_text.h"
#include "ops/locks/lock_watch.h"
#include "ops/metrics/rate_window.h"
#include "tests/harness/test_registry.h"

using namespace orderdeck;
using namespace std::chrono_literals;

namespace {

const core::Timestamp kStart = core::fromEpochMillis(1'000'000'000'000);

core::MetricsText parsed(const std::string& text) { return core::MetricsText::parse(text).value(); }

}  // namespace

class MetricsTextTest : public QObject {
  Q_OBJECT

 private slots:
  void readsSamplesLabelsAndSums() {
    const auto text = parsed(
        "# HELP a_total Something.\n# TYPE a_total counter\na_total{service=\"x\",from=\"a\\\"b\\\\c\"} "
        "3\na_total{service=\"y\"} 4.5\n"
        "plain 7 1395066363000\n\nnothing NaN\n");
    QCOMPARE(text.sum("a_total"), 7.5);
    QCOMPARE(text.samples("a_total").front().labels.at("from"), std::string("a\"b\\c"));
    QCOMPARE(text.sum("plain"), 7.0);
    QVERIFY(std::isnan(text.sum("nothing")));
    QCOMPARE(text.sum("absent"), 0.0);
    QVERIFY(text.samples("absent").empty());
  }

  void namesTheLineItCannotRead() {
    for (const char* bad : {"a\n", "a{b=\"c} 1\n", "a{b=c} 1\n", "a x\n", "a{b=\"c\"}1\n", " 1\n"}) {
      const auto text = core::MetricsText::parse(std::string("good 1\n") + bad);
      QVERIFY2(!text, bad);
      QCOMPARE(text.error().code, core::ErrorCode::Corrupt);
      QVERIFY(text.error().what.contains("line 2"));
    }
  }

  void understandsOurOwnMetrics() {
    adapters::metrics::PrometheusMetrics metrics;
    metrics.counter("orderdeck_x_total", "x", {{"service", "payment"}}).add(5);
    auto& seconds = metrics.histogram("orderdeck_y_seconds", "y");
    for (int i = 0; i < 99; ++i) seconds.observe(0.010);
    seconds.observe(1.0);
    const auto text = parsed(metrics.expose({}));
    QCOMPARE(text.sum("orderdeck_x_total"), 5.0);
    const auto buckets = text.buckets("orderdeck_y_seconds");
    QVERIFY(std::isinf(buckets.rbegin()->first));
    QCOMPARE(buckets.rbegin()->second, 100.0);
    const double p50 = core::quantile(buckets, 0.5).value();
    QVERIFY2(p50 > 0.0075 && p50 < 0.0125, qPrintable(QString::number(p50)));
    const double p995 = core::quantile(buckets, 0.995).value();
    QVERIFY2(p995 > 0.75 && p995 < 1.3, qPrintable(QString::number(p995)));
  }

  void quantilesAreInterpolated() {
    const double inf = std::numeric_limits<double>::infinity();
    const core::Buckets buckets = {{1, 10}, {2, 30}, {4, 40}, {inf, 40}};
    QCOMPARE(core::quantile(buckets, 0.25).value(), 1.0);
    QCOMPARE(core::quantile(buckets, 0.5).value(), 1.5);
    QCOMPARE(core::quantile(buckets, 1.0).value(), 4.0);
    QCOMPARE(core::quantile({{1, 0}, {inf, 5}}, 0.5).value(), 1.0);  // beyond the last bound: that bound
    QVERIFY(!core::quantile({}, 0.5));
    QVERIFY(!core::quantile({{1, 0}, {inf, 0}}, 0.5));
  }

  void aHistogramWindowForgetsWhatIsOld() {
    core::HistogramWindow window(10s);
    window.add(kStart, {{1, 100}, {2, 100}});
    QVERIFY(!core::quantile(window.growth(), 0.5));
    window.add(kStart + 5s, {{1, 100}, {2, 110}});
    QCOMPARE(window.growth().at(2), 10.0);
    QCOMPARE(window.growth().at(1), 0.0);
    window.add(kStart + 20s, {{1, 104}, {2, 114}});
    QCOMPARE(window.growth().at(2), 4.0);        // the ten of before are out of the span
    window.add(kStart + 21s, {{1, 1}, {2, 1}});  // the process began anew
    QVERIFY(window.growth().empty());
  }

  void aRateIsOverItsSpanAndStartsAnewWithItsProcess() {
    ops::RateWindow rate(2s);
    rate.add(kStart, 0);
    QCOMPARE(rate.perSecond(), 0.0);
    rate.add(kStart + 1s, 100);
    QCOMPARE(rate.perSecond(), 100.0);
    rate.add(kStart + 2s, 200);
    rate.add(kStart + 3s, 200);
    rate.add(kStart + 4s, 200);
    QCOMPARE(rate.perSecond(), 0.0);
    rate.add(kStart + 5s, 3);
    QCOMPARE(rate.perSecond(), 0.0);
    rate.add(kStart + 6s, 13);
    QCOMPARE(rate.perSecond(), 10.0);
  }

  void aTotalOutlivesItsProcess() {
    ops::GrowingTotal total;
    total.add(5);
    total.add(8);
    total.add(2);  // restarted
    total.add(3);
    QCOMPARE(total.total(), 11);
  }

  void lockFiguresAddUpOverNodes() {
    ops::LockWatch watch;
    const auto text = [](int fast, int slow, int stale) {
      return parsed("orderdeck_lock_wait_seconds_bucket{le=\"0.001\"} " + std::to_string(fast) +
                    "\norderdeck_lock_wait_seconds_bucket{le=\"1\"} " + std::to_string(fast + slow) +
                    "\norderdeck_lock_wait_seconds_bucket{le=\"+Inf\"} " + std::to_string(fast + slow) +
                    "\norderdeck_stale_fence_total " + std::to_string(stale) + "\n");
    };
    for (const char* node : {"inventory-1", "inventory-2"}) {
      watch.add(kStart, node, text(0, 0, 0));
      watch.add(kStart + 1s, node, text(90, 10, 1));
    }
    const auto figures = watch.figures();
    QCOMPARE(figures.staleFences, 2);
    QCOMPARE(figures.waitBuckets, (std::vector<std::pair<double, std::int64_t>>{{0.001, 180}, {1, 20}}));
    QVERIFY(figures.waitP50Millis.value() < 1.0);
    QVERIFY(figures.waitP99Millis.value() > 500.0);
    QVERIFY(!figures.holdP50Millis);
  }
};

ORDERDECK_TEST(MetricsTextTest)
#include "metrics_text_test.moc"
