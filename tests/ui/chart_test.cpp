// The chart widget: thinning keeps peaks, hidden it does nothing, zoom holds and ends, the crosshair reads, the legend
// hides, the picture says what it is.
#include <QAbstractScrollArea>
#include <QPushButton>
#include <QSignalSpy>

#include "tests/harness/test_registry.h"
#include "tests/ui/console_fixture.h"
#include "ui/charts/chart_legend.h"
#include "ui/charts/line_chart.h"
#include "ui/charts/time_range.h"

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
  f.marks.push_back({to - 150, ChartMark::Kind::Ended, QStringLiteral("payment-1 died")});
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
    const int line = count(drawn, seriesColor(0));
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
    QTRY_COMPARE(other.picture().toImage(), shown);  // its legend takes its room when the layout comes to it
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
    QVERIFY(chart.zoom().has_value());
    const auto zoomed = chart.picture().toImage();
    chart.setFrame(frame(1'000'000));
    QVERIFY(chart.zoom().has_value());
    QCOMPARE(chart.picture().toImage(), zoomed);
    QTest::mouseDClick(port, Qt::LeftButton, {}, {200, 100});
    QVERIFY(!chart.zoom().has_value());
    QVERIFY(chart.picture().toImage() != zoomed);
  }

  void aGapIsNoLine() {
    std::vector<QPointF> points;
    for (int i = 0; i < 100; ++i)
      if (i < 40 || i > 70) points.emplace_back(i, 5);
    const auto parts = pieces(points);
    QCOMPARE(parts.size(), std::size_t(2));
    QCOMPARE(parts[0].back().x(), 39.0);
    QCOMPARE(parts[1].front().x(), 71.0);
    QVERIFY(nearest(points, 55) == nullptr);  // nothing was measured then
    QCOMPARE(nearest(points, 39.4)->x(), 39.0);
    QCOMPARE(pieces({{0, 1}, {60, 1}, {120, 1}}).size(), std::size_t(1));  // measured once a minute
  }

  void theCrosshairReadsValuesByMouseAndKeys() {
    LineChart chart;
    show(chart);
    chart.setFrame(frame(1'000'000));
    QSignalSpy moved(&chart, &LineChart::crosshairMoved);
    auto* view = chart.findChild<QAbstractScrollArea*>();
    QVERIFY(view->viewport()->hasMouseTracking());
    const QPoint at(200, 100);
    QMouseEvent move(QEvent::MouseMove, at, view->viewport()->mapToGlobal(at), Qt::NoButton, Qt::NoButton, {});
    QApplication::sendEvent(view->viewport(), &move);
    QVERIFY(chart.crosshair().has_value());
    QVERIFY(chart.reading().contains(QStringLiteral("payment: 50")));
    chart.setFocus();
    QTest::keyClick(view, Qt::Key_End);
    QTest::keyClick(view, Qt::Key_Left);
    QCOMPARE(*chart.crosshair(), 999'999.0);
    for (int i = 0; i < 10; ++i) QTest::keyClick(view, Qt::Key_Left, Qt::ShiftModifier);
    QTest::keyClick(view, Qt::Key_Right);
    QCOMPARE(*chart.crosshair(), 999'900.0);
    QVERIFY2(chart.reading().contains(QStringLiteral("payment: 100")), qPrintable(chart.reading().join(u'|')));
    QVERIFY(chart.reading().contains(QStringLiteral("payment slow")));  // the fault that was armed then
    QVERIFY(view->accessibleDescription().contains(QStringLiteral("payment: 100")));
    chart.setCrosshair(999'850);
    QVERIFY2(chart.reading().at(1).endsWith(QStringLiteral("payment-1 died")), qPrintable(chart.reading().join(u'|')));
    QVERIFY(moved.count() > 12);
  }

  void aClickOnTheLegendHidesALine() {
    LineChart chart;
    show(chart);
    auto two = frame(1'000'000);
    two.series.push_back(two.series.front());
    two.series.back().name = QStringLiteral("risk");
    two.series.back().color = seriesColor(4);  // nothing else has it
    chart.setFrame(two);
    chart.setCrosshair(999'900);
    auto* legend = chart.findChild<ChartLegend*>();
    QTest::mouseClick(legend, Qt::LeftButton, {}, legend->rectOf(1).center());
    QVERIFY(chart.isHidden(QStringLiteral("risk")) && !chart.isHidden(QStringLiteral("payment")));
    QVERIFY(!chart.reading().join(u'|').contains(QStringLiteral("risk")));
    chart.setFrame(two);  // the next one
    QCOMPARE(count(chart.findChild<QAbstractScrollArea*>()->grab().toImage(), seriesColor(4)), 0);
    QTest::keyClick(legend, Qt::Key_Space);
    QVERIFY(!chart.isHidden(QStringLiteral("risk")));
    QVERIFY(chart.reading().contains(QStringLiteral("risk: 100")));
  }

  void keysZoomToo() {
    LineChart chart;
    show(chart);
    chart.setFrame(frame(1'000'000));
    auto* view = chart.findChild<QAbstractScrollArea*>();
    chart.setCrosshair(999'850);
    QTest::keyClick(view, Qt::Key_Plus);
    QVERIFY(chart.zoom().has_value());
    QCOMPARE(*chart.zoom(), LineChart::Span(999'775, 999'925));
    QTest::keyClick(view, Qt::Key_Minus);
    QVERIFY(!chart.zoom());
  }

  void theRangeOffersTheWayBack() {
    TimeRange range;
    range.show();
    auto* back = range.findChild<QPushButton*>(QStringLiteral("backToLive"));
    QVERIFY(!back->isVisible());
    range.setZoomed(true);
    QVERIFY(back->isVisible());
    QSignalSpy live(&range, &TimeRange::liveChosen);
    QTest::mouseClick(back, Qt::LeftButton);
    QCOMPARE(live.count(), 1);
  }

  void thePictureHasTitleSpanAndLegend() {
    LineChart chart;
    show(chart);
    chart.setTitle(QStringLiteral("Lag"), QStringLiteral("messages behind"));
    chart.setFrame(frame(1'000'000));
    const auto whole = chart.picture().toImage();
    const auto plot = chart.findChild<QAbstractScrollArea*>()->grab().toImage();
    QVERIFY(whole.height() > plot.height() + 40);
    const auto ink = [&](int from, int to) {
      int inked = 0;
      for (int y = from; y < to; ++y)
        for (int x = 0; x < whole.width(); ++x) inked += whole.pixelColor(x, y) != colors().panel;
      return inked;
    };
    QVERIFY(ink(0, 30) > 30);                                // the title
    QVERIFY(ink(whole.height() - 40, whole.height()) > 30);  // the legend
    chart.setTitle({}, {});
    QVERIFY(chart.picture().toImage() != whole);
  }

 private:
  static int count(const QImage& image, const QColor& color) {
    int found = 0;
    for (int y = 0; y < image.height(); ++y)
      for (int x = 0; x < image.width(); ++x) found += image.pixelColor(x, y) == color;
    return found;
  }
  static void show(LineChart& chart) {
    chart.resize(500, 240);
    chart.show();
    QVERIFY(QTest::qWaitForWindowExposed(&chart));
  }
  std::unique_ptr<tests::ConsoleEnvironment> m_environment;
};

ORDERDECK_TEST(ChartTest)
#include "chart_test.moc"
