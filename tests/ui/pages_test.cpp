// The pages Orders, Inventory, Streams, Locks and Nodes on a scripted backend: they show what a snapshot and the ledger say, acts send
// the right call (asking first where something can break), and selection and scroll stay while figures change.
// ORDERDECK_SCREENSHOTS=FOLDER also saves pictures there.
#include <QAction>
#include <QInputDialog>
#include <QLineEdit>
#include <QPushButton>
#include <QScrollBar>
#include <QSignalSpy>

#include "tests/support/snapshot_builder.h"
#include "tests/ui/scripted_backend.h"
#include "ui/charts/histogram_bars.h"
#include "ui/pages/inventory_page.h"
#include "ui/pages/locks_page.h"
#include "ui/pages/nodes_page.h"
#include "ui/pages/order_panel.h"
#include "ui/pages/orders_page.h"
#include "ui/pages/page_parts.h"
#include "ui/pages/streams_page.h"
#include "ui/theme/format.h"
#include "ui/widgets/badge.h"
#include "ui/widgets/confirm_dialog.h"
#include "ui/widgets/state_filter.h"
#include "ui/widgets/table_view.h"

using namespace orderdeck;
using namespace orderdeck::ui;
using support::SnapshotBuilder;
using tests::any;
using tests::listOf;
using tests::orderJson;
using tests::shownRow;

class PagesTest : public QObject {
  Q_OBJECT
 private slots:
  void initTestCase() {
    m_environment = std::make_unique<tests::ConsoleEnvironment>();
    format::setZone(format::Zone::Utc);
  }
  void init() {
    QSettings().clear();
    m_backend = std::make_unique<tests::ScriptedBackend>();
    m_backend->put(SnapshotBuilder::busy().get());
    m_backend->answer("GET /api/orders", listOf({orderJson("o3", "created", 9), orderJson("o2", "paying", 8), orderJson("o1", "completed", 7)}));
    m_backend->answer("GET /api/orders/o2", tests::orderDetailJson("o2", "paying"));
    m_backend->answer("GET /api/orders/o1", tests::orderDetailJson("o1", "completed"));
    m_feed = std::make_unique<Feed>(Feed::Options{m_backend->factory(), {}});
    m_feed->setRate(10);
  }
  void cleanup() {
    m_page.reset();
    m_feed.reset();
    m_backend.reset();
  }

  // Orders

  void ordersShowTheLedgerAndTheCounts() {
    open<OrdersPage>();
    QTRY_COMPARE(table("Orders")->model()->rowCount(), 3);
    QCOMPARE(shownRow(table("Orders"), 1), QStringList({"o2", "Paying", "user7", "2 × abc", "39.98 €", "22:41:08.000", "250 ms"}));
    QCOMPARE(m_page->findChild<QPushButton*>(QStringLiteral("state-paying"))->text(), QStringLiteral("Paying 2,207"));
    QCOMPARE(mode(), QStringLiteral("LIVE"));
  }

  void newOrdersComeInByThemselves() {
    open<OrdersPage>();
    QTRY_COMPARE(table("Orders")->model()->rowCount(), 3);
    m_backend->answer("GET /api/orders?", listOf({orderJson("o4", "created", 10), orderJson("o3", "paying", 9)}));
    QTRY_COMPARE(shownRow(table("Orders"), 0).first(), QStringLiteral("o4"));
    QCOMPARE(table("Orders")->model()->rowCount(), 2);
  }

  void statesAndWordsAreAskedOfTheLedger() {
    open<OrdersPage>();
    QTRY_COMPARE(table("Orders")->model()->rowCount(), 3);
    QTest::mouseClick(m_page->findChild<QPushButton*>(QStringLiteral("state-paying")), Qt::LeftButton);
    QTRY_VERIFY(any(m_backend->calls(), "GET /api/orders?limit=200&states=paying"));
    QTest::keyClicks(m_page->findChild<QLineEdit*>(), QStringLiteral("user7"), Qt::NoModifier, 20);
    QTRY_VERIFY(any(m_backend->calls(), "GET /api/orders?limit=200&states=paying&q=user7"));
    for (const auto& call : m_backend->calls("GET /api/orders?")) QVERIFY2(call.find("&q=") == std::string::npos || call.ends_with("&q=user7"), call.c_str());  // not once a letter
    QVERIFY(m_page->escape());
    QTRY_COMPARE(m_backend->calls().back(), std::string("GET /api/orders?limit=200"));
    QVERIFY(!m_page->escape());
  }

  void aSelectedOrderHoldsTheRows() {
    open<OrdersPage>();
    QTRY_COMPARE(table("Orders")->model()->rowCount(), 3);
    table("Orders")->selectKey(QStringLiteral("o2"));
    QCOMPARE(mode(), QStringLiteral("HELD"));
    m_backend->answer("GET /api/orders?", listOf({orderJson("o5", "created", 10), orderJson("o4", "created", 10)}));
    m_backend->answer("GET /api/orders?limit=200&before=o30", listOf({orderJson("o3", "reserved", 9), orderJson("o2", "paid", 8)}));
    QTRY_COMPARE(shownRow(table("Orders"), 0).at(1), QStringLiteral("Reserved"));  // the rows stand, their states follow
    QCOMPARE(table("Orders")->model()->rowCount(), 3);
    QCOMPARE(table("Orders")->selectedKeys(), QStringList({"o2"}));
    QVERIFY(m_page->escape());
    QTRY_COMPARE(shownRow(table("Orders"), 0).first(), QStringLiteral("o5"));
    QCOMPARE(mode(), QStringLiteral("LIVE"));
  }

  void scrollingDownHoldsTheRowsAndAsksForOlderOnes() {
    std::vector<std::string> page;
    for (int i = 999; i >= 800; --i) page.push_back(orderJson("o" + std::to_string(i), "completed"));
    std::vector<std::string> older;
    for (int i = 799; i >= 790; --i) older.push_back(orderJson("o" + std::to_string(i), "completed"));
    m_backend->answer("GET /api/orders?", listOf(page));
    m_backend->answer("GET /api/orders?limit=200&before=o800", listOf(older));
    open<OrdersPage>();
    QTRY_COMPARE(table("Orders")->model()->rowCount(), 200);
    auto* bar = table("Orders")->verticalScrollBar();
    bar->setValue(bar->maximum());
    QTRY_COMPARE(table("Orders")->model()->rowCount(), 210);
    QCOMPARE(mode(), QStringLiteral("HELD"));
    const int at = bar->value();
    m_backend->answer("GET /api/orders?limit=200", listOf({orderJson("p1", "created")}));
    const auto calls = m_backend->calls("GET /api/orders?").size();
    nextSnapshots(8);
    QCOMPARE(m_backend->calls("GET /api/orders?").size(), calls);
    QCOMPARE(bar->value(), at);
    QCOMPARE(table("Orders")->model()->rowCount(), 210);
  }

  void anOrdersTimelineIsShownAndItIsCancelledOnlyWhenAsked() {
    open<OrdersPage>();
    QTRY_COMPARE(table("Orders")->model()->rowCount(), 3);
    table("Orders")->selectKey(QStringLiteral("o2"));
    QTRY_COMPARE(table("Timeline")->model()->rowCount(), 2);
    QCOMPARE(shownRow(table("Timeline"), 1).at(5), QStringLiteral("order-paid/6@77"));
    auto* cancel = button("Cancel order…");
    QVERIFY(cancel->isEnabled());
    QTest::mouseClick(cancel, Qt::LeftButton);
    m_page->findChild<ConfirmDialog*>()->reject();
    QTest::mouseClick(cancel, Qt::LeftButton);
    confirm();
    QTRY_VERIFY(any(m_backend->calls(), "POST /api/orders/o2/cancel"));
    QCOMPARE(m_backend->calls("POST").size(), std::size_t{1});
  }

  void aFinishedOrderSaysWhyItCannotBeCancelled() {
    open<OrdersPage>();
    QTRY_COMPARE(table("Orders")->model()->rowCount(), 3);
    table("Orders")->selectKey(QStringLiteral("o1"));
    QTRY_COMPARE(table("Timeline")->model()->rowCount(), 2);
    QVERIFY(!button("Cancel order…")->isEnabled());
    QCOMPARE(button("Cancel order…")->toolTip(), QStringLiteral("The order is finished"));
  }

  void anEmptyLedgerOffersToInjectOrders() {
    m_backend->answer("GET /api/orders", std::string("[]"));
    auto* page = open<OrdersPage>();
    QSignalSpy asked(page, &OrdersPage::injectOrdersRequested);
    auto* act = page->findChild<EmptyAct*>();
    nextSnapshots(2);
    QTRY_VERIFY(act->isVisible());
    QTest::mouseClick(act, Qt::LeftButton);
    QCOMPARE(asked.count(), 1);
    QTest::mouseClick(m_page->findChild<QPushButton*>(QStringLiteral("state-paid")), Qt::LeftButton);
    QTRY_COMPARE(act->text(), QStringLiteral("Show all orders"));
    QTest::mouseClick(act, Qt::LeftButton);
    QVERIFY(page->findChild<StateFilter*>()->states().empty());
    m_backend->answer("GET /api/orders", listOf({orderJson("o1", "created")}));
    QTRY_VERIFY(!act->isVisible());
  }

  void theStatesWrapWhereThePageIsNarrow() {
    open<OrdersPage>();
    nextSnapshots(1);
    auto* filter = m_page->findChild<StateFilter*>();
    m_page->resize(1600, 690);
    QTRY_COMPARE(filter->width(), 1598);
    const int oneRow = filter->height();
    m_page->resize(900, 690);
    QTRY_VERIFY(filter->height() > oneRow);
    QCOMPARE(m_page->width(), 900);
    for (const auto* toggle : filter->findChildren<QPushButton*>()) QVERIFY(filter->rect().contains(toggle->geometry()));
  }

  void linksLeadToOrders() {
    open<OrdersPage>();
    m_page->open(QStringLiteral("state=paid"));
    QTRY_VERIFY(any(m_backend->calls(), "GET /api/orders?limit=200&states=paid"));
    m_page->open(QStringLiteral("order=o1"));
    QTRY_VERIFY(any(m_backend->calls(), "GET /api/orders?limit=200&q=o1"));
    QTRY_COMPARE(table("Timeline")->model()->rowCount(), 2);
  }

  // Inventory

  void inventoryShowsStockAndRestocks() {
    m_backend->answer("GET /api/inventory/abc/movements",
                      std::string(R"([{"movementId":"m1","orderId":"o1","productId":"abc","kind":"sold","quantity":3,"occurredAt":"2026-11-21T22:41:00.000Z"}])"));
    open<InventoryPage>();
    QTRY_COMPARE(table("Products")->model()->rowCount(), 48);
    QCOMPARE(shownRow(table("Products"), 0).first(), QStringLiteral("phone-15"));  // the scarcest first
    QVERIFY(!button("Restock…")->isEnabled());
    m_page->open(QStringLiteral("product=abc"));
    QTRY_COMPARE(table("Stock movements")->model()->rowCount(), 1);
    QVERIFY(button("Restock…")->isEnabled());
    QTest::mouseClick(button("Restock…"), Qt::LeftButton);
    auto* dialog = m_page->findChild<QInputDialog*>();
    QVERIFY(dialog != nullptr);
    QVERIFY(m_backend->calls("POST").empty());
    dialog->setIntValue(2'500);
    dialog->accept();
    QTRY_COMPARE(m_backend->calls("POST"), std::vector<std::string>({R"(POST /api/inventory/abc/restock {"quantity":2500})"}));
  }

  void inventoryFilters() {
    open<InventoryPage>();
    QTRY_COMPARE(table("Products")->model()->rowCount(), 48);
    m_page->focusFilter();
    m_page->findChild<QLineEdit*>()->setText(QStringLiteral("phone"));
    QCOMPARE(table("Products")->model()->rowCount(), 1);
    QVERIFY(m_page->escape());
    QCOMPARE(table("Products")->model()->rowCount(), 48);
  }

  void selectionAndScrollStayWhileStockChanges() {
    open<InventoryPage>();
    QTRY_COMPARE(table("Products")->model()->rowCount(), 48);
    table("Products")->selectKey(QStringLiteral("item-140"));
    auto* bar = table("Products")->verticalScrollBar();
    const int at = bar->value();
    QVERIFY(at > 0);
    auto next = SnapshotBuilder::busy().get();
    for (auto& product : next.products) product.sold += 3, product.available -= 3;
    m_backend->put(next);
    QTRY_COMPARE(shownRow(table("Products"), 0).at(4), QStringLiteral("409"));
    QCOMPARE(table("Products")->selectedKeys(), QStringList({"item-140"}));
    QCOMPARE(bar->value(), at);
  }

  // Streams

  void streamsShowGroupsTopicsAndPartitions() {
    auto snapshot = SnapshotBuilder::busy().get();
    snapshot.nodes[4].partitions = {"order-created/0"};
    m_backend->put(snapshot);
    open<StreamsPage>();
    QTRY_COMPARE(table("Consumer groups")->model()->rowCount(), 5);
    QCOMPARE(shownRow(table("Consumer groups"), 0), QStringList({"payment", "2,544", "1.8 s", "9,842", "9,311", "growing", "GROWING"}));
    QCOMPARE(table("Topics")->model()->rowCount(), 7);
    m_page->open(QStringLiteral("group=inventory"));
    QTRY_COMPARE(table("Partitions of the selected group")->model()->rowCount(), 12);
    QCOMPARE(shownRow(table("Partitions of the selected group"), 0), QStringList({"order-paid", "0", "99,990", "100,000", "10", "—"}));
    m_page->open(QStringLiteral("group=payment"));
    QTRY_COMPARE(table("Partitions of the selected group")->model()->rowCount(), 24);
    QCOMPARE(shownRow(table("Partitions of the selected group"), 0).last(), QStringLiteral("payment-1"));
  }

  // Locks

  void locksShowOnlyWhatIsHeldOrWaitedFor() {
    auto snapshot = SnapshotBuilder::busy().get();
    snapshot.locks.push_back({"xyz", "", 7, 0, 0, {}, false});
    snapshot.locks.push_back({"cable-c", "", 9, 0, 0, {"inventory-2"}, false});
    m_backend->put(snapshot);
    open<LocksPage>();
    QTRY_COMPARE(table("Lock holders")->model()->rowCount(), 5);
    QCOMPARE(shownRow(table("Lock holders"), 0).first(), QStringLiteral("product_abc"));  // held longest
    QCOMPARE(shownRow(table("Lock holders"), 4), QStringList({"product_cable-c", "—", "9", "0 s", "—", "—", "1: inventory-2"}));
    QCOMPARE(shownRow(table("Locks taken by product"), 0).first(), QStringLiteral("phone-15"));
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

  // Nodes

  void killAsksFirst() {
    open<NodesPage>();
    QTRY_COMPARE(table("Nodes")->model()->rowCount(), 9);
    QVERIFY(!button("Kill")->isEnabled());
    QVERIFY(button("Kill")->toolTip().startsWith(QStringLiteral("Select a node first")));
    m_page->open(QStringLiteral("node=payment-1"));
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
    QTRY_COMPARE(table("Nodes")->model()->rowCount(), 9);
    m_page->open(QStringLiteral("node=inventory-1"));  // paused
    QVERIFY(!button("Pause")->isEnabled());
    QTest::mouseClick(button("Resume"), Qt::LeftButton);
    QTRY_COMPARE(m_backend->calls("POST"), std::vector<std::string>({"POST /api/nodes/inventory-1/resume"}));
  }

  void whatCarriesTheSystemAsksEvenForARestart() {
    open<NodesPage>();
    QTRY_COMPARE(table("Nodes")->model()->rowCount(), 9);
    m_page->open(QStringLiteral("node=daemon"));
    for (const auto* act : {"Pause", "Resume", "Restart", "Kill"}) QVERIFY(!button(act)->isEnabled());
    m_page->open(QStringLiteral("node=redis"));
    QTest::mouseClick(button("Restart"), Qt::LeftButton);
    QVERIFY(m_backend->calls("POST").empty());
    confirm();
    QTRY_COMPARE(m_backend->calls("POST"), std::vector<std::string>({"POST /api/nodes/redis/restart"}));
  }

  void productionWantsTheNameTyped() {
    auto snapshot = SnapshotBuilder::busy().get();
    snapshot.profileKind = "production";
    m_backend->put(snapshot);
    open<NodesPage>();
    QTRY_COMPARE(table("Nodes")->model()->rowCount(), 9);
    m_page->open(QStringLiteral("node=payment-1"));
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
    QTRY_COMPARE(table("Nodes")->model()->rowCount(), 9);
    m_page->open(QStringLiteral("node=payment-1"));
    QTest::mouseClick(button("Pause"), Qt::LeftButton);
    QTRY_COMPARE(noticed.count(), 1);
    QVERIFY(noticed.first().first().toString().contains(QStringLiteral("no process is named")));
    QVERIFY(noticed.first().at(1).toBool());
  }

  void aNodesEventsStandBelowIt() {
    open<NodesPage>();
    QTRY_COMPARE(table("Nodes")->model()->rowCount(), 9);
    QCOMPARE(table("Events")->model()->rowCount(), 3);
    m_page->open(QStringLiteral("node=inventory-1"));
    QCOMPARE(table("Events")->model()->rowCount(), 1);
    QCOMPARE(shownRow(table("Events"), 0).last(), QStringLiteral("inventory-1 is paused by operator"));
    QVERIFY(m_page->escape());
    QCOMPARE(table("Events")->model()->rowCount(), 3);
  }

  // All of them

  void everyPageNamesItsControls() {
    const std::vector<std::function<Page*()>> pages = {[this] { return open<OrdersPage>(); }, [this] { return open<InventoryPage>(); }, [this] { return open<StreamsPage>(); },
                                                       [this] { return open<LocksPage>(); }, [this] { return open<NodesPage>(); }};
    for (const auto& make : pages) {
      const Page* page = make();
      for (const auto* control : page->findChildren<QWidget*>()) {
        if (control->focusPolicy() == Qt::NoFocus || !control->isVisible() || control->objectName().startsWith(QLatin1String("qt_"))) continue;
        if (qobject_cast<const QAbstractButton*>(control) == nullptr && qobject_cast<const QLineEdit*>(control) == nullptr && qobject_cast<const QTableView*>(control) == nullptr) continue;
        const auto* named = qobject_cast<const QAbstractButton*>(control);
        QVERIFY2(!control->accessibleName().isEmpty() || (named != nullptr && !named->text().isEmpty()), control->metaObject()->className());
      }
    }
  }

  void pictures() {
    const auto folder = qEnvironmentVariable("ORDERDECK_SCREENSHOTS");
    if (folder.isEmpty()) QSKIP("ORDERDECK_SCREENSHOTS names no folder");
    const auto save = [&](const QString& name) {
      m_page->resize(1190, 690);
      QTest::qWait(700);
      QVERIFY(m_page->grab().save(folder + QLatin1Char('/') + name + QStringLiteral(".png")));
    };
    open<OrdersPage>();
    QTRY_COMPARE(table("Orders")->model()->rowCount(), 3);
    table("Orders")->selectKey(QStringLiteral("o2"));
    save(QStringLiteral("orders"));
    open<LocksPage>();
    save(QStringLiteral("locks"));
    open<NodesPage>();
    QTRY_COMPARE(table("Nodes")->model()->rowCount(), 9);
    m_page->open(QStringLiteral("node=inventory-1"));
    save(QStringLiteral("nodes"));
    m_backend->answer("GET /api/orders", std::string("[]"));
    open<OrdersPage>();
    save(QStringLiteral("orders-empty"));
  }

 private:
  template <typename P>
  P* open() {
    auto page = std::make_unique<P>(*m_feed);
    P* result = page.get();
    m_page = std::move(page);
    connect(m_feed.get(), &Feed::snapshotArrived, result, [this, result] { result->showSnapshot(*m_feed->snapshot()); });
    m_page->resize(1190, 690);
    m_page->show();
    if (!QTest::qWaitForWindowExposed(m_page.get())) qFatal("the page is not shown");
    m_feed->start();
    // A snapshot that does not differ is no snapshot to the feed: the page is shown the newest one as the window does.
    if (m_feed->snapshot() != nullptr) result->showSnapshot(*m_feed->snapshot());
    return result;
  }

  void nextSnapshots(int count) {
    QSignalSpy arrived(m_feed.get(), &Feed::snapshotArrived);
    QTRY_VERIFY(arrived.count() >= count);
  }

  TableView* table(const char* name) const {
    for (auto* view : m_page->findChildren<TableView*>())
      if (view->accessibleName() == QLatin1String(name)) return view;
    qFatal("there is no table %s", name);
  }
  QPushButton* button(const char* text) const {
    for (auto* found : m_page->findChildren<QPushButton*>())
      if (found->text() == QString::fromUtf8(text)) return found;
    qFatal("there is no button %s", text);
  }
  QString mode() const {
    for (const auto* badge : m_page->findChildren<Badge*>())
      if (badge->text() == QLatin1String("LIVE") || badge->text() == QLatin1String("HELD")) return badge->text();
    return {};
  }
  void confirm() const {
    auto* dialog = m_page->findChild<ConfirmDialog*>();
    QVERIFY(dialog != nullptr);
    QTest::mouseClick(dialog->findChild<QPushButton*>(QStringLiteral("act")), Qt::LeftButton);
  }

  std::unique_ptr<tests::ConsoleEnvironment> m_environment;
  std::unique_ptr<tests::ScriptedBackend> m_backend;
  std::unique_ptr<Feed> m_feed;
  std::unique_ptr<Page> m_page;
};

ORDERDECK_UI_TEST_MAIN(PagesTest)
#include "pages_test.moc"
