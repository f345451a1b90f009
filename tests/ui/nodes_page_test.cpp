// The page Nodes on a scripted backend: acts send the right call and ask first where something can break, and a node's
// events stand below it.
#include "ui/pages/nodes/nodes_page.h"
#include "tests/harness/test_registry.h"
#include "tests/ui/window_fixture.h"
#include "ui/pages/nodes/breaker_menu.h"

using namespace orderdeck;
using namespace orderdeck::ui;
using support::SnapshotBuilder;
using tests::any;
using tests::shownRow;

class NodesPageTest : public QObject, private tests::PageParts {
  Q_OBJECT
 private slots:
  void init() { setUpPages(); }
  void cleanup() { takeDownPages(); }

  void killAsksFirst() {
    open<NodesPage>();
    QTRY_COMPARE(table("Nodes")->model()->rowCount(), 11);
    QVERIFY(!button("Kill")->isEnabled());
    QVERIFY(button("Kill")->toolTip().startsWith(QStringLiteral("Select a node first")));
    table("Nodes")->selectKey(QStringLiteral("payment-1"));
    QVERIFY(button("Kill")->isEnabled());
    QTest::mouseClick(button("Kill"), Qt::LeftButton);
    QTest::keyClick(m_page->findChild<ConfirmDialog*>(), Qt::Key_Return);  // the default button is Cancel
    QTRY_VERIFY(m_page->findChild<ConfirmDialog*>() == nullptr);
    QVERIFY(m_backend->calls("POST").empty());
    QTest::mouseClick(button("Kill"), Qt::LeftButton);
    confirm();
    QTRY_COMPARE(m_backend->calls("POST"), std::vector<std::string>({"POST /api/nodes/payment-1/kill"}));
  }

  void resumeNeedsNoQuestionAndPauseOfThePausedIsOff() {
    open<NodesPage>();
    QTRY_COMPARE(table("Nodes")->model()->rowCount(), 11);
    table("Nodes")->selectKey(QStringLiteral("inventory-1"));  // paused
    QVERIFY(!button("Pause")->isEnabled());
    QTest::mouseClick(button("Resume"), Qt::LeftButton);
    QTRY_COMPARE(m_backend->calls("POST"), std::vector<std::string>({"POST /api/nodes/inventory-1/resume"}));
  }

  void whatCarriesTheSystemAsksEvenForARestart() {
    open<NodesPage>();
    QTRY_COMPARE(table("Nodes")->model()->rowCount(), 11);
    table("Nodes")->selectKey(QStringLiteral("daemon"));
    for (const auto* act : {"Pause", "Resume", "Restart", "Kill"}) QVERIFY(!button(act)->isEnabled());
    table("Nodes")->selectKey(QStringLiteral("redis"));
    QTest::mouseClick(button("Restart"), Qt::LeftButton);
    QVERIFY(m_backend->calls("POST").empty());
    confirm();
    QTRY_COMPARE(m_backend->calls("POST"), std::vector<std::string>({"POST /api/nodes/redis/restart"}));
  }

  void aBreakerIsHeldOpenOnlyAfterAQuestion() {
    open<NodesPage>();
    QTRY_VERIFY(table("Nodes")->model()->rowCount() > 0);
    QVERIFY(!button("Breakers")->isEnabled());
    table("Nodes")->selectKey(QStringLiteral("redis"));  // depends on nothing
    QVERIFY(!button("Breakers")->isEnabled());
    table("Nodes")->selectKey(QStringLiteral("payment-1"));
    QVERIFY(button("Breakers")->isEnabled());
    auto* menu = m_page->findChild<BreakerMenu*>();
    const auto choose = [menu](const char* dependency, const char* force) {
      emit menu->aboutToShow();
      menu->findChild<QMenu*>(QStringLiteral("breaker-") + QLatin1String(dependency))
          ->findChild<QAction*>(QLatin1String(force))
          ->trigger();
    };
    choose("payment", "open");
    QVERIFY(m_backend->calls("POST").empty());
    confirm();
    QTRY_COMPARE(m_backend->calls("POST"),
                 std::vector<std::string>({R"(POST /api/nodes/payment-1/breakers/payment {"force":"open"})"}));
    choose("redis", "auto");
    QTRY_COMPARE(m_backend->calls("POST").size(), std::size_t{2});
    QCOMPARE(m_backend->calls("POST").back(),
             std::string(R"(POST /api/nodes/payment-1/breakers/redis {"force":"auto"})"));
  }

  void productionWantsTheNameTyped() {
    auto snapshot = SnapshotBuilder::busy().get();
    snapshot.profileKind = "production";
    m_backend->put(snapshot);
    open<NodesPage>();
    QTRY_COMPARE(table("Nodes")->model()->rowCount(), 11);
    table("Nodes")->selectKey(QStringLiteral("payment-1"));
    QTest::mouseClick(button("Kill"), Qt::LeftButton);
    auto* dialog = m_page->findChild<ConfirmDialog*>();
    QVERIFY(dialog != nullptr);
    QVERIFY(!dialog->findChild<QPushButton*>(QStringLiteral("act"))->isEnabled());
    QTest::keyClicks(dialog->findChild<QLineEdit*>(), QStringLiteral("payment-1"));
    confirm();
    QTRY_VERIFY(any(m_backend->calls(), "POST /api/nodes/payment-1/kill"));
  }

  void aRefusedActIsTold() {
    m_backend->answer("POST /api/nodes", core::fail(core::ErrorCode::NotFound, "no process is named 'payment-1'"));
    auto* page = open<NodesPage>();
    QSignalSpy noticed(page, &Page::noticed);
    QTRY_COMPARE(table("Nodes")->model()->rowCount(), 11);
    table("Nodes")->selectKey(QStringLiteral("payment-1"));
    QTest::mouseClick(button("Pause"), Qt::LeftButton);
    QTRY_COMPARE(noticed.count(), 1);
    QVERIFY(noticed.first().first().toString().contains(QStringLiteral("no process is named")));
    QVERIFY(noticed.first().at(1).toBool());
  }

  void nothingIsOfferedWhileNoBackendAnswers() {
    auto* page = open<NodesPage>();
    QTRY_COMPARE(table("Nodes")->model()->rowCount(), 11);
    table("Nodes")->selectKey(QStringLiteral("payment-1"));
    QVERIFY(button("Kill")->isEnabled());
    m_backend->setUp(false);
    QTRY_COMPARE(m_feed->state(), Feed::State::Gone);
    page->showActs();
    for (const auto* act : {"Pause", "Resume", "Restart", "Kill", "Breakers"}) {
      QVERIFY(!button(act)->isEnabled());
      QVERIFY2(button(act)->toolTip().startsWith(QStringLiteral("No backend answers now")),
               qPrintable(button(act)->toolTip()));
    }
    m_backend->setUp(true);
    QTRY_VERIFY_WITH_TIMEOUT(button("Kill")->isEnabled(), 5000);
    QVERIFY(m_backend->calls("POST").empty());
  }

  void anActConfirmedTooLateIsNotSent() {
    auto* page = open<NodesPage>();
    QSignalSpy noticed(page, &Page::noticed);
    QTRY_COMPARE(table("Nodes")->model()->rowCount(), 11);
    table("Nodes")->selectKey(QStringLiteral("payment-1"));
    QTest::mouseClick(button("Kill"), Qt::LeftButton);
    m_backend->setUp(false);
    QTRY_COMPARE(m_feed->state(), Feed::State::Gone);
    confirm();
    QTRY_COMPARE(noticed.count(), 1);
    QVERIFY(noticed.first().first().toString().contains(QStringLiteral("No backend answers now")));
    m_backend->setUp(true);
    QTRY_COMPARE_WITH_TIMEOUT(m_feed->state(), Feed::State::Live, 5000);
    QVERIFY(m_backend->calls("POST").empty());
  }

  void theFocusReturnsToTheRow() {
    open<NodesPage>();
    m_page->activateWindow();
    QTRY_COMPARE(table("Nodes")->model()->rowCount(), 11);
    table("Nodes")->selectKey(QStringLiteral("payment-1"));
    QTest::mouseClick(button("Pause"), Qt::LeftButton);
    QTRY_VERIFY(table("Nodes")->hasFocus());
    button("Kill")->setFocus();
    QTest::mouseClick(button("Kill"), Qt::LeftButton);
    confirm();
    QTRY_VERIFY(table("Nodes")->hasFocus());
    QCOMPARE(table("Nodes")->selectedKeys(), QStringList(QStringLiteral("payment-1")));
    button("Kill")->setFocus();
    QTest::mouseClick(button("Kill"), Qt::LeftButton);
    QTest::keyClick(m_page->findChild<ConfirmDialog*>(), Qt::Key_Escape);
    QTRY_VERIFY(table("Nodes")->hasFocus());  // also when nothing was done
  }

  void aNodesEventsStandBelowIt() {
    open<NodesPage>();
    QTRY_COMPARE(table("Nodes")->model()->rowCount(), 11);
    QCOMPARE(table("Events")->model()->rowCount(), 3);
    table("Nodes")->selectKey(QStringLiteral("inventory-1"));
    QCOMPARE(table("Events")->model()->rowCount(), 1);
    QCOMPARE(shownRow(table("Events"), 0).last(), QStringLiteral("inventory-1 is paused"));
    QVERIFY(m_page->escape());
    QCOMPARE(table("Events")->model()->rowCount(), 3);
  }
};

ORDERDECK_TEST(NodesPageTest)
#include "nodes_page_test.moc"
