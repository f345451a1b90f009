// A shift at the console, by clicks and keys only: place an order in the dialog, follow it to its timeline, filter by
// its state, kill a node behind its question.
#include <QAction>
#include <QComboBox>
#include <QTabWidget>

#include "tests/harness/test_registry.h"
#include "tests/ui/window_fixture.h"
#include "ui/dialogs/inject_fault_dialog.h"
#include "ui/dialogs/inject_orders_dialog.h"
#include "ui/frame/dialogs.h"
#include "ui/frame/main_window.h"
#include "ui/pages/all_pages.h"
#include "ui/pages/page_parts.h"
#include "ui/widgets/message.h"

using namespace orderdeck;
using namespace orderdeck::ui;
using support::SnapshotBuilder;
using tests::any;
using tests::listOf;
using tests::orderJson;

class ClickThroughTest : public QObject, private tests::ConsoleParts {
  Q_OBJECT
 private slots:
  void init() {
    setUp(SnapshotBuilder::busy().noFaults().get());
    m_backend->live();
    format::setZone(format::Zone::Utc);
    m_backend->answer("GET /api/orders", tests::pageOf({}));
    m_backend->answer("GET /api/orders/o2", tests::orderDetailJson("o2", "paying"));
    m_backend->answer("POST /api/orders", std::string(R"({"orderId":"o2","status":"created"})"));
    m_window = std::make_unique<MainWindow>(*m_feed, makePages(*m_feed));
    connectDialogs(*m_window, *m_feed);
    m_window->resize(1280, 800);
    expose(*m_window);
    m_feed->start();
    m_feed->setRate(10);
    QTRY_VERIFY(m_feed->state() == Feed::State::Live && m_feed->snapshot() != nullptr);
  }
  void cleanup() {
    m_window.reset();
    takeDown();
  }

  void aShift() {
    // An empty page offers the act that fills it.
    QTest::keyClick(m_window.get(), Qt::Key_2);
    QCOMPARE(m_window->currentPage(), QStringLiteral("orders"));
    auto* act = page()->findChild<EmptyAct*>();
    QTRY_VERIFY(act->isVisible());
    QTest::mouseClick(act, Qt::LeftButton);
    auto* dialog = m_window->findChild<InjectOrdersDialog*>();
    QVERIFY(dialog != nullptr && dialog->isVisible());
    dialog->findChild<QTabWidget*>()->setCurrentIndex(2);
    QTest::mouseClick(buttonIn(dialog, "Place the order"), Qt::LeftButton);
    QTRY_VERIFY(any(m_backend->calls(), "POST /api/orders "));
    QTRY_VERIFY(buttonIn(dialog, "Show it")->isEnabled());

    // The order arrives and is followed.
    m_backend->answer("GET /api/orders?",
                      tests::pageOf({orderJson("o2", "paying", 8), orderJson("o1", "completed", 7)}));
    QTest::mouseClick(buttonIn(dialog, "Show it"), Qt::LeftButton);
    QTRY_VERIFY(any(m_backend->calls(), "GET /api/orders?limit=200&q=o2"));
    QTRY_COMPARE(table("Timeline")->model()->rowCount(), 2);
    dialog->close();
    m_window->activateWindow();
    QTRY_VERIFY(m_window->isActiveWindow());
    QTest::keyClick(m_window.get(), Qt::Key_Escape);

    // Filter by state, select, see its timeline.
    m_backend->answer("GET /api/orders?limit=200&states=paying", tests::pageOf({orderJson("o2", "paying", 8)}));
    QTest::mouseClick(page()->findChild<QPushButton*>(QStringLiteral("state-paying")), Qt::LeftButton);
    QTRY_COMPARE(table("Orders")->model()->rowCount(), 1);
    const auto cell = table("Orders")->visualRect(table("Orders")->model()->index(0, 0));
    QTest::mouseClick(table("Orders")->viewport(), Qt::LeftButton, {}, cell.center());
    QTRY_COMPARE(tests::shownRow(table("Timeline"), 1).at(2), QStringLiteral("PaymentProcessed"));

    // Kill a node.
    QTest::keyClick(m_window.get(), Qt::Key_6);
    QCOMPARE(m_window->currentPage(), QStringLiteral("nodes"));
    QTRY_COMPARE(table("Nodes")->model()->rowCount(), 11);
    table("Nodes")->selectKey(QStringLiteral("payment-1"));
    table("Nodes")->setFocus();
    QTest::keyClick(table("Nodes"), Qt::Key_Delete);
    auto* question = m_window->findChild<ConfirmDialog*>();
    QVERIFY(question != nullptr);
    QCOMPARE(question->windowTitle(), QStringLiteral("Kill payment-1?"));
    QVERIFY(!any(m_backend->calls(), "POST /api/nodes"));
    QTest::mouseClick(question->findChild<QPushButton*>(QStringLiteral("act")), Qt::LeftButton);
    QTRY_VERIFY(any(m_backend->calls(), "POST /api/nodes/payment-1/kill"));
    QTRY_VERIFY(m_window->findChild<Toast*>() != nullptr);
  }

  void noShortcutMeansTwoThings() {
    for (const auto* shown : m_window->findChildren<Page*>()) {
      QHash<QKeySequence, QString> taken;
      for (const auto& acts : {m_window->actions(), shown->actions()}) {
        for (const auto* action : acts) {
          for (const auto& shortcut : action->shortcuts()) {
            QVERIFY2(!taken.contains(shortcut), qPrintable(shown->id() + QStringLiteral(": ") + shortcut.toString() +
                                                           QStringLiteral(" is also ") + taken.value(shortcut)));
            taken.insert(shortcut, action->text());
          }
        }
      }
    }
  }

  void eachDialogIsMadeOnce() {
    for (int i = 0; i < 2; ++i) {
      emit m_window->injectFaultRequested({});
      emit m_window->injectOrdersRequested();
    }
    QCOMPARE(m_window->findChildren<InjectFaultDialog*>().size(), 1);
    QCOMPARE(m_window->findChildren<InjectOrdersDialog*>().size(), 1);
  }

 private:
  Page* page() const {
    for (auto* found : m_window->findChildren<Page*>())
      if (found->id() == m_window->currentPage()) return found;
    return nullptr;
  }
  TableView* table(const char* name) const { return tableIn(page(), name); }

  std::unique_ptr<MainWindow> m_window;
};

ORDERDECK_TEST(ClickThroughTest)
#include "click_through_test.moc"
