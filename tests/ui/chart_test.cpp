// The chart widget: thinning keeps peaks, hidden it does nothing, zoom holds and ends, the picture is not empty.
#include <QAbstractScrollArea>

#include "tests/harness/test_registry.h"
#include "tests/ui/console_fixture.h"
#include "ui/charts/line_chart.h"

using namespace orderdeck;
using namespace orderdeck::ui;

namespace {

LineChart::Frame frame(double to, double peak = 100) {
  LineChart::Frame f;
  f.from = to - 300;
  f.to = to;
  LineSeries s{QStringLiteral("payment"), seriesColor(0), {}};
  for (int i = 0; i <= 300; ++i) s.points.emplace_back(f.from + i, i == 200 ? peak : 50);
  f.series.push_back(s);
  f.bands.push_back({to - 100, to - 50, QStringLiteral("payment slow")});
  return f;
}

}  // namespace

class ChartTest : public QObject {
  Q_OBJECT
 private slots:
  void initTestCase() { m_environment = std::make_unique<tests::ConsoleEnvironment>(); }

  void thinningKeepsPeaksAndOrder() {
    std::vector<QPointF> points;
    for (int i = 0; i < 10'000; ++i) points.emplace_back(i, i == 7'777 ? 1'000 : i == 3'333 ? -5 : i % 7);
    const auto thin = thinned(points, 200);
    QVERIFY(thin.size() <= 200);
    QVERIFY(std::is_sorted(thin.begin(), thin.end(), [](const QPointF& a, const QPointF& b) { return a.x() < b.x(); }));
    QVERIFY(std::any_of(thin.begin(), thin.end(), [](const QPointF& p) { return p.y() == 1'000; }));
    QVERIFY(std::any_of(thin.begin(), thin.end(), [](const QPointF& p) { return p.y() == -5; }));
    QCOMPARE(thinned(thin, 200).size(), thin.size());  // few enough already
  }

  void bandsThatOverlapBecomeOne() {
    const auto bands = merged({{50, 90, QStringLiteral("slow")},
                               {10, 20, QStringLiteral("declines")},
                               {60, 70, QStringLiteral("poison")},
                               {80, 100, QStringLiteral("slow")}});
    QCOMPARE(bands.size(), std::size_t(2));
    QCOMPARE(bands[0].label, QStringLiteral("declines"));
    QCOMPARE(bands[1].label, QStringLiteral("slow · poison"));
    QCOMPARE(bands[1].from, 50.0);
    QCOMPARE(bands[1].to, 100.0);
  }

  void drawsTheLine() {
    LineChart chart;
    show(chart);
    const auto empty = chart.picture().toImage();
    chart.setFrame(frame(1'000'000));
    const auto drawn = chart.picture().toImage();
    int line = 0;
    for (int y = 0; y < drawn.height(); ++y)
      for (int x = 0; x < drawn.width(); ++x) line += drawn.pixelColor(x, y) == seriesColor(0);
    QVERIFY2(line > 200, qPrintable(QString::number(line)));
    QVERIFY(empty != drawn);
  }

  void hiddenFramesWait() {
    LineChart chart;
    chart.resize(500, 240);
    chart.setFrame(frame(1'000'000));
    show(chart);
    const auto shown = chart.picture().toImage();
    LineChart other;
    show(other);
    other.setFrame(frame(1'000'000));
    QCOMPARE(shown, other.picture().toImage());
  }

  void dragZoomsAndStaysAndDoubleClickEnds() {
    LineChart chart;
    show(chart);
    chart.setFrame(frame(1'000'000));
    const auto* view = chart.findChild<QAbstractScrollArea*>();
    QVERIFY(view != nullptr);
    auto* port = view->viewport();
    QTest::mousePress(port, Qt::LeftButton, {}, {200, 100});
    QTest::mouseMove(port, {260, 110});
    QTest::mouseMove(port, {320, 120});
    QTest::mouseRelease(port, Qt::LeftButton, {}, {320, 120});
    QVERIFY(chart.zoomed());
    const auto zoomed = chart.picture().toImage();
    chart.setFrame(frame(1'000'000));
    QVERIFY(chart.zoomed());
    QCOMPARE(chart.picture().toImage(), zoomed);
    QTest::mouseDClick(port, Qt::LeftButton, {}, {200, 100});
    QVERIFY(!chart.zoomed());
    QVERIFY(chart.picture().toImage() != zoomed);
  }

 private:
  static void show(LineChart& chart) {
    chart.resize(500, 240);
    chart.show();
    QVERIFY(QTest::qWaitForWindowExposed(&chart));
  }
  std::unique_ptr<tests::ConsoleEnvironment> m_environment;
};

ORDERDECK_TEST(ChartTest)
#include "chart_test.moc"
