// What the frame says of the system: figures and health in the bar, what is armed in the band, a store that takes
// nothing.
#include "tests/harness/test_registry.h"
#include "tests/ui/main_window_world.h"
#include "ui/frame/fault_band.h"
#include "ui/frame/top_bar.h"
#include "ui/widgets/message.h"

using namespace orderdeck;
using namespace orderdeck::ui;
using support::SnapshotBuilder;

class WindowNoticesTest : public QObject, private tests::WindowParts {
  Q_OBJECT
 private slots:
  void init() { setUp(SnapshotBuilder::busy().get()); }
  void cleanup() { takeDownWindow(); }

  void barShowsTheFigures() {
    open({});
    QTRY_VERIFY(m_feed->snapshot() != nullptr);
    const auto figures = m_window->findChildren<FigureBox*>();
    QStringList values;
    for (const auto* figure : figures) values << figure->value();
    QCOMPARE(values, QStringList({"9,842", "0", "184 ms", "3,116", "0"}));
    QCOMPARE(m_window->findChild<TopBar*>()->findChild<Badge*>()->text(), QStringLiteral("EMBEDDED"));
    const auto chips = m_window->findChildren<Chip*>();
    QCOMPARE(chips.size(), 5);
    QCOMPARE(chips[0]->value(), QStringLiteral("running"));
    QCOMPARE(chips[2]->value(), QStringLiteral("3/3"));
    QCOMPARE(chips[3]->value(), QStringLiteral("10/11"));
    QCOMPARE(chips[3]->tone(), Tone::Warn);
  }

  void unknownIsADash() {
    m_backend->put(SnapshotBuilder::fresh().get());
    open({});
    QTRY_VERIFY(m_feed->snapshot() != nullptr);
    QCOMPARE(m_window->findChildren<FigureBox*>()[2]->value(), QStringLiteral("—"));
  }

  void bandSaysWhatIsArmedAndClears() {
    open({});
    m_window->resize(1'440, 900);
    auto* band = m_window->findChild<FaultBand*>();
    QTRY_VERIFY(band->isVisible());
    for (const auto* part : {"+400 ms ±100 ms on 30 %", "payment-1", "00:18 left", "charges struck: 4,120"})
      QTRY_VERIFY2(band->text().contains(QString::fromUtf8(part)), qPrintable(band->text()));
    QTest::mouseClick(band->findChild<QPushButton*>(QStringLiteral("clearFaults")), Qt::LeftButton);
    QTRY_VERIFY(contains(m_backend->calls(), "DELETE /api/faults"));
    m_backend->put(SnapshotBuilder::busy().noFaults().sequence(2, 1).get());
    QTRY_VERIFY(!band->isVisible());
  }

  void aSourceThatIsNotReadIsNamedWithItsAgeAndItsFiguresAreGrey() {
    open({});
    auto* silent = m_window->findChild<InlineMessage*>(QStringLiteral("silentSources"));
    QTRY_VERIFY(m_feed->snapshot() != nullptr);
    QVERIFY(!silent->isVisible());
    auto stale = SnapshotBuilder::busy().sequence(2, 1).stale(api::Source::Store, 12, "redis is paused").get();
    stale.figures.refusedPerSecond = 498;
    stale.health.why = {"Redis was last read 12 s ago: redis is paused"};
    m_backend->put(stale);
    QTRY_VERIFY(silent->isVisible());
    QCOMPARE(silent->text(), QStringLiteral("Redis: 12 s old (redis is paused)"));
    const auto chips = m_window->findChildren<Chip*>();
    QCOMPARE(chips[0]->value(), QStringLiteral("UNKNOWN"));
    QVERIFY(chips[0]->toolTip().contains(QStringLiteral("redis is paused")));
    QCOMPARE(chips[1]->value(), QStringLiteral("12 s old"));
    QCOMPARE(chips[2]->value(), QStringLiteral("3/3"));
    const auto figures = m_window->findChildren<FigureBox*>();
    QCOMPARE(figures[0]->value(), QStringLiteral("—"));
    QCOMPARE(figures[1]->value(), QStringLiteral("498"));
    QCOMPARE(figures[3]->value(), QStringLiteral("3,116"));
    QCOMPARE(figures[3]->caption(), QStringLiteral("in flight · 12 s old"));
    QCOMPARE(figures[1]->caption(), QStringLiteral("refused/s"));
    m_backend->put(SnapshotBuilder::busy().sequence(3, 2).get());
    QTRY_VERIFY(!silent->isVisible());
    QCOMPARE(chips[0]->value(), QStringLiteral("running"));
    QCOMPARE(figures[3]->caption(), QStringLiteral("in flight"));
  }

  void bandShowsWholeFaultsAndCountsTheOthers() {
    FaultBand band;
    band.resize(800, 40);
    api::FaultView fault;
    fault.name = "messages-poison";
    fault.target = "payment-1";
    fault.hits = 1;
    band.showFaults({fault, fault, fault});
    QVERIFY2(band.text().startsWith(QStringLiteral("Messages poison · ")), qPrintable(band.text()));
    QVERIFY2(band.text().endsWith(QStringLiteral("messages struck: 1     and 2 more")), qPrintable(band.text()));
    band.resize(2'000, 40);
    QTRY_COMPARE(band.text().count(QStringLiteral("Messages poison")), 3);
    QVERIFY(!band.text().contains(QStringLiteral("more")));
  }

  void aClosedStoreIsSaidWithTheWayOut() {
    open({});
    auto* closed = m_window->findChild<InlineMessage*>(QStringLiteral("storeClosed"));
    QTRY_VERIFY(m_feed->snapshot() != nullptr);
    QVERIFY(!closed->isVisible());
    auto snapshot = SnapshotBuilder::busy().sequence(2, 1).get();
    snapshot.store.distrust = "Redis is empty, and the ledger knows of 12 orders";
    m_backend->put(snapshot);
    QTRY_VERIFY(closed->isVisible());
    for (const auto* part : {"12 orders", "orderdeckctl rebuild --dry-run"})
      QVERIFY2(closed->text().contains(QLatin1String(part)), qPrintable(closed->text()));
    snapshot.sequence = 3;
    snapshot.rebuild = api::RebuildView{
        .id = "rebuild-1", .state = "running", .step = "open orders of the ledger", .done = 2'000, .error = {}};
    m_backend->put(snapshot);
    QTRY_VERIFY(closed->text().contains(QStringLiteral("open orders of the ledger, 2,000")));
    m_backend->put(SnapshotBuilder::busy().sequence(4, 1).get());
    QTRY_VERIFY(!closed->isVisible());
  }

  void aLedgerThatCannotBeUsedIsSaidWithTheWayOut() {
    open({});
    auto* closed = m_window->findChild<InlineMessage*>(QStringLiteral("storeClosed"));
    QTRY_VERIFY(m_feed->snapshot() != nullptr);
    auto snapshot = SnapshotBuilder::busy().sequence(2, 1).get();
    snapshot.health.ledgerTrouble = "the ledger /d/ledger.sqlite is damaged: file is not a database. Stop the system";
    m_backend->put(snapshot);
    QTRY_VERIFY(closed->isVisible());
    for (const auto* part : {"/d/ledger.sqlite is damaged", "Stop the system"})
      QVERIFY2(closed->text().contains(QLatin1String(part)), qPrintable(closed->text()));
    snapshot.sequence = 3;
    snapshot.store.distrust = "Redis is empty, and the ledger knows of 12 orders";  // takes no order, which is worse
    m_backend->put(snapshot);
    QTRY_VERIFY(closed->text().contains(QStringLiteral("12 orders")));
    m_backend->put(SnapshotBuilder::busy().sequence(4, 1).get());
    QTRY_VERIFY(!closed->isVisible());
  }

 private:
  static bool contains(const std::vector<std::string>& calls, const std::string& start) {
    return std::any_of(calls.begin(), calls.end(), [&](const auto& call) { return call.rfind(start, 0) == 0; });
  }
};

ORDERDECK_TEST(WindowNoticesTest)
#include "window_notices_test.moc"
