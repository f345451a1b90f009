// The page Charts: what the backend keeps becomes lines, one crosshair and one zoom go through all charts, and of very
// many products and nodes those that matter most are drawn.
#include <QAbstractScrollArea>
#include <QToolButton>

#include "tests/harness/test_registry.h"
#include "tests/ui/window_fixture.h"
#include "ui/charts/line_chart.h"
#include "ui/charts/time_range.h"
#include "ui/pages/charts/charts_page.h"

using namespace orderdeck;
using namespace orderdeck::ui;
using support::SnapshotBuilder;

class ChartsPageTest : public QObject, private tests::PageParts {
  Q_OBJECT
 private slots:
  void init() {
    setUpPages();
    m_backend->setSeries(history());
    open<ChartsPage>();
    QTRY_VERIFY(m_feed->history().newest() > 0);
    QTRY_VERIFY(!read(QStringLiteral("Orders"), 30).isEmpty());
  }
  void cleanup() { takeDownPages(); }

  void everySeriesIsALine() {
    QVERIFY(read(QStringLiteral("Orders"), 30).contains(QStringLiteral("accepted: 1,000")));
    QVERIFY(read(QStringLiteral("Orders"), 30).contains(QStringLiteral("refused: 7.0")));
    QVERIFY(read(QStringLiteral("Accept p99"), 30).contains(QStringLiteral("accept p99: 4.5 ms")));
    QVERIFY(read(QStringLiteral("End-to-end p99"), 30).contains(QStringLiteral("end-to-end p99: 250 ms")));
    QVERIFY(read(QStringLiteral("Lag"), 30).contains(QStringLiteral("payment: 12")));
    QVERIFY(read(QStringLiteral("CPU"), 30).contains(QStringLiteral("node-39: 39 %")));
  }

  void ofManyThoseThatMatterAreDrawn() {
    const QStringList stock = read(QStringLiteral("Stock left"), 30), cpu = read(QStringLiteral("CPU"), 30);
    QCOMPARE(stock.filter(QStringLiteral("product-")).size(), 12);
    QVERIFY(stock.join(u'|').contains(QStringLiteral("product-00: 0 %")));  // the scarcest
    QVERIFY(!stock.join(u'|').contains(QStringLiteral("product-39")));
    QCOMPARE(cpu.filter(QStringLiteral("node-")).size(), 12);
    QVERIFY(!cpu.join(u'|').contains(QStringLiteral("node-00")));
  }

  void oneCrosshairReadsAllCharts() {
    auto* lag = chart(QStringLiteral("Lag"));
    auto* view = lag->findChild<QAbstractScrollArea*>();
    lag->setFocus();
    QTest::keyClick(view, Qt::Key_Right);
    QVERIFY(lag->crosshair().has_value());
    for (const auto* other : m_page->findChildren<LineChart*>()) QCOMPARE(other->crosshair(), lag->crosshair());
  }

  void zoomIsSharedAndLeftByTheButtonOrEscape() {
    auto* back = m_page->findChild<QPushButton*>(QStringLiteral("backToLive"));
    const auto zoomIn = [this] {
      QTest::keyClick(chart(QStringLiteral("CPU"))->findChild<QAbstractScrollArea*>(), Qt::Key_Plus);
    };
    zoomIn();
    QVERIFY(back->isVisible());
    for (const auto* other : m_page->findChildren<LineChart*>())
      QCOMPARE(other->zoom(), chart(QStringLiteral("CPU"))->zoom());
    QTest::mouseClick(back, Qt::LeftButton);
    QVERIFY(!back->isVisible() && !chart(QStringLiteral("Lag"))->zoom());
    zoomIn();
    QVERIFY(m_page->escape());
    QVERIFY(!chart(QStringLiteral("Lag"))->zoom() && !m_page->escape());
  }

  void killsAndPausesAreRead() {
    QVERIFY2(read(QStringLiteral("CPU"), 60).join(u'|').contains(QStringLiteral("payment-1 is paused")),
             qPrintable(read(QStringLiteral("CPU"), 60).join(u'|')));
    QVERIFY(!read(QStringLiteral("CPU"), 60).join(u'|').contains(QStringLiteral("is up")));  // no mark
  }

 private:
  LineChart* chart(const QString& title) const {
    for (auto* found : m_page->findChildren<LineChart*>())
      if (found->accessibleName() == title) return found;
    qFatal("there is no such chart");
  }
  /// What the crosshair reads so many seconds before the newest sample.
  QStringList read(const QString& title, double before) const {
    chart(title)->setCrosshair(m_feed->history().newest() - before);
    const QStringList read = chart(title)->reading();
    return read.size() > 1 && !read.last().endsWith(format::dash()) ? read : QStringList();
  }

  static api::Series history() {
    api::Series all;
    all.cursor = 1;
    all.at = SnapshotBuilder::busy().get().at;
    const auto add = [&all](const std::string& name, double value) {
      for (int second = 120; second >= 0; --second)
        all.series[name].emplace_back(all.at - std::chrono::seconds(second), value);
    };
    add("orders.accepted", 1'000), add("orders.completed", 990), add("orders.refused", 7);
    add("p99.accept", 4.5), add("p99.order", 250), add("lag.payment", 12);
    for (int i = 0; i < 40; ++i) {
      const std::string number = (i < 10 ? "0" : "") + std::to_string(i);
      add("stock.product-" + number, i), add("cpu.node-" + number, i);
    }
    for (const char* code : {"node.paused", "node.up"}) {
      api::OpsEvent event{.sequence = 1, .at = all.at - std::chrono::seconds(60), .code = code, .kind = "node"};
      event.arguments["node"] = std::string("payment-1");
      all.events.push_back(event);
    }
    return all;
  }
};

ORDERDECK_TEST(ChartsPageTest)
#include "charts_page_test.moc"
