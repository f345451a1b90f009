// The page Locks on a scripted backend: what is held or waited for, the empty page's act, and the histograms' words.
#include "ui/pages/locks/locks_page.h"
#include "tests/harness/test_registry.h"
#include "tests/ui/window_fixture.h"
#include "ui/charts/histogram_bars.h"
#include "ui/pages/page_parts.h"

using namespace orderdeck;
using namespace orderdeck::ui;
using support::SnapshotBuilder;
using tests::shownRow;

class LocksPageTest : public QObject, private tests::PageParts {
  Q_OBJECT
 private slots:
  void init() { setUpPages(); }
  void cleanup() { takeDownPages(); }

  void locksShowOnlyWhatIsHeldOrWaitedFor() {
    auto snapshot = SnapshotBuilder::busy().get();
    snapshot.locks.push_back({"xyz", "", 7, 0, 0, {}, false});
    snapshot.locks.push_back({"cable-c", "", 9, 0, 0, {"inventory-2"}, false});
    m_backend->put(snapshot);
    open<LocksPage>();
    QTRY_COMPARE(table("Lock holders")->model()->rowCount(), 5);
    QCOMPARE(shownRow(table("Lock holders"), 0).first(), QStringLiteral("product_abc"));  // held longest
    QCOMPARE(shownRow(table("Lock holders"), 4),
             QStringList({"product_cable-c", "—", "9", "0 s", "—", "—", "1: inventory-2"}));
    const auto mostTaken = shownRow(table("Locks taken by product"), 0);
    QCOMPARE(mostTaken.first(), QStringLiteral("phone-15"));
    QVERIFY2(mostTaken.contains(QStringLiteral("42")), qPrintable(mostTaken.join(QLatin1Char('|'))));  // a second
  }

  void freshLocksOfferToInjectOrders() {
    m_backend->put(SnapshotBuilder::fresh().get());
    auto* page = open<LocksPage>();
    QSignalSpy asked(page, &LocksPage::injectOrdersRequested);
    QTRY_VERIFY(m_feed->snapshot() != nullptr);
    QTRY_VERIFY(page->findChild<EmptyAct*>()->isVisible());
    page->findChild<EmptyAct*>()->click();
    QCOMPARE(asked.count(), 1);
  }

  void histogramsShowTheSpanThatWasSeen() {
    HistogramBars bars;
    bars.setBuckets({{0.001, 0}, {0.002, 5}, {0.004, 0}, {0.008, 1'204}, {0.016, 0}});
    QCOMPARE(bars.describe(0), QStringLiteral("1.0 ms to 2.0 ms: 5 times"));
    QCOMPARE(bars.describe(2), QStringLiteral("4.0 ms to 8.0 ms: 1,204 times"));
  }
};

ORDERDECK_TEST(LocksPageTest)
#include "locks_page_test.moc"
