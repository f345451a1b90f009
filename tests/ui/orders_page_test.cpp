// The page Orders on a scripted backend: rows come in and stand still when they are read, the ledger is asked what is
// filtered for, an order's timeline, and cancelling behind its question.
#include <QLabel>
#include <QScrollBar>
#include <algorithm>

#include "tests/harness/test_registry.h"
#include "tests/ui/window_fixture.h"
#include "ui/pages/orders/order_panel.h"
#include "ui/pages/orders/orders_page.h"
#include "ui/pages/orders/state_filter.h"
#include "ui/pages/page_parts.h"

using namespace orderdeck;
using namespace orderdeck::ui;
using tests::any;
using tests::orderDetailJson;
using tests::orderJson;
using tests::pageOf;
using tests::shownRow;

class OrdersPageTest : public QObject, private tests::PageParts {
  Q_OBJECT

  bool says(const char* text) const {
    return std::ranges::any_of(m_page->findChildren<QLabel*>(),
                               [&](const QLabel* label) { return label->text().contains(QString::fromUtf8(text)); });
  }

 private slots:
  void init() { setUpPages(); }
  void cleanup() { takeDownPages(); }

  void ordersShowTheLedgerAndTheCounts() {
    open<OrdersPage>();
    QTRY_COMPARE(table("Orders")->model()->rowCount(), 3);
    QCOMPARE(shownRow(table("Orders"), 1).mid(0, 7),
             QStringList({"o2", "Paying", "user7", "2 × abc", "39.98 €", "22:41:08.000", "250 ms"}));
    QCOMPARE(m_page->findChild<QPushButton*>(QStringLiteral("state-paying"))->text(), QStringLiteral("Paying 2,207"));
    QCOMPARE(mode(), QStringLiteral("LIVE"));
    QVERIFY(!table("Orders")->isSortingEnabled());  // what is loaded is not all
  }

  void whatTheLedgerHasIsNotKnownWhileItIsNotRead() {
    m_backend->answer("GET /api/orders", pageOf({}));
    open<OrdersPage>();
    QTRY_VERIFY(table("Orders")->emptyText().startsWith(QStringLiteral("No order came yet")));
    m_backend->put(support::SnapshotBuilder::busy().sequence(9, 2).stale(api::Source::Ledger, 30).get());
    QTRY_VERIFY(table("Orders")->emptyText().startsWith(QStringLiteral("The ledger is not read now")));
  }

  void theCardSaysHowManyOfHowMany() {
    m_backend->answer("GET /api/orders?", pageOf({orderJson("o3", "created", 9)}, {}, R"(5000000,"atLeast":true)"));
    open<OrdersPage>();
    QTRY_VERIFY(says(" · 1 of at least 5,000,000"));
    m_backend->answer("GET /api/orders?", pageOf({orderJson("o3", "created", 9)}, {}, "1204"));
    QTRY_VERIFY(says(" · 1 of 1,204"));
  }

  void aSearchThatTheLedgerEndedEarlyGoesOn() {
    m_backend->answer("GET /api/orders?", pageOf({}, "o20", R"(1,"atLeast":true)"));
    m_backend->answer("GET /api/orders?limit=200&before=o20", pageOf({}, "o10"));
    m_backend->answer("GET /api/orders?limit=200&before=o10", pageOf({orderJson("o05", "completed")}));
    open<OrdersPage>();
    QTRY_COMPARE(table("Orders")->model()->rowCount(), 1);
    QCOMPARE(shownRow(table("Orders"), 0).first(), QStringLiteral("o05"));
  }

  void aStandingOrderSaysWhatItWaitsFor() {
    open<OrdersPage>();
    QTRY_COMPARE(table("Orders")->model()->rowCount(), 3);
    std::string standing = orderDetailJson("o2", "paying");
    standing.pop_back();
    standing += R"(,"waitsFor":{"service":"payment","nodes":[{"name":"payment-1","state":"paused"}]}})";
    m_backend->answer("GET /api/orders/o2", standing);
    table("Orders")->selectKey(QStringLiteral("o2"));
    QTRY_VERIFY(says("waits for payment (payment-1 paused)"));
  }

  void newOrdersComeInByThemselves() {
    open<OrdersPage>();
    QTRY_COMPARE(table("Orders")->model()->rowCount(), 3);
    m_backend->answer("GET /api/orders?", pageOf({orderJson("o4", "created", 10), orderJson("o3", "paying", 9)}));
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
    for (const auto& call : m_backend->calls("GET /api/orders?"))
      QVERIFY2(call.find("&q=") == std::string::npos || call.ends_with("&q=user7"), call.c_str());  // not once a letter
    QVERIFY(m_page->escape());
    QTRY_COMPARE(m_backend->calls().back(), std::string("GET /api/orders?limit=200"));
    QVERIFY(!m_page->escape());
  }

  void aSelectedOrderHoldsTheRows() {
    open<OrdersPage>();
    QTRY_COMPARE(table("Orders")->model()->rowCount(), 3);
    table("Orders")->selectKey(QStringLiteral("o2"));
    QCOMPARE(mode(), QStringLiteral("HELD"));
    m_backend->answer("GET /api/orders?", pageOf({orderJson("o5", "created", 10), orderJson("o4", "created", 10)}));
    m_backend->answer("GET /api/orders?limit=200&before=o30",
                      pageOf({orderJson("o3", "reserved", 9), orderJson("o2", "paid", 8)}));
    QTRY_COMPARE(shownRow(table("Orders"), 0).at(1),
                 QStringLiteral("Reserved"));  // the rows stand, their states follow
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
    m_backend->answer("GET /api/orders?", pageOf(page, "o800", "1000"));
    m_backend->answer("GET /api/orders?limit=200&before=o800", pageOf(older));
    open<OrdersPage>();
    QTRY_COMPARE(table("Orders")->model()->rowCount(), 200);
    auto* bar = table("Orders")->verticalScrollBar();
    bar->setValue(bar->maximum());
    QTRY_COMPARE(table("Orders")->model()->rowCount(), 210);
    QCOMPARE(mode(), QStringLiteral("HELD"));
    const int at = bar->value();
    m_backend->answer("GET /api/orders?limit=200", pageOf({orderJson("p1", "created")}));
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
    auto* question = m_page->findChild<ConfirmDialog*>();
    QVERIFY(buttonIn(question, "Keep the order")->isDefault());
    QVERIFY(!buttonIn(question, "Cancel the order")->isDefault());
    question->reject();
    QTest::mouseClick(cancel, Qt::LeftButton);
    confirm();
    QTRY_VERIFY(any(m_backend->calls(), "POST /api/orders/o2/cancel"));
    QCOMPARE(m_backend->calls("POST").size(), std::size_t{1});
  }

  void withoutRedisNothingIsCancelledAndWithoutTheLedgerNothingIsLive() {
    open<OrdersPage>();
    QTRY_COMPARE(table("Orders")->model()->rowCount(), 3);
    table("Orders")->selectKey(QStringLiteral("o2"));
    QTRY_VERIFY(button("Cancel order…")->isEnabled());
    m_backend->put(support::SnapshotBuilder::busy().stale(api::Source::Store, 12, "redis is paused").get());
    QTRY_VERIFY(!button("Cancel order…")->isEnabled());
    QCOMPARE(button("Cancel order…")->toolTip(), QStringLiteral("Redis: 12 s old (redis is paused)"));
    QCOMPARE(mode(), QStringLiteral("HELD"));
    m_backend->put(support::SnapshotBuilder::busy().stale(api::Source::Ledger, 12).get());
    QTRY_VERIFY(button("Cancel order…")->isEnabled());
    QCOMPARE(mode(), QString());  // neither live nor held by the operator
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
    m_backend->answer("GET /api/orders", pageOf({}));
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
    m_backend->answer("GET /api/orders", pageOf({orderJson("o1", "created")}));
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
    for (const auto* toggle : filter->findChildren<QPushButton*>())
      QVERIFY(filter->rect().contains(toggle->geometry()));
  }

  void anotherZoneWritesTheTimesAnew() {
    open<OrdersPage>();
    m_page->open(subject::Order{QStringLiteral("o1")});
    QTRY_COMPARE(table("Timeline")->model()->rowCount(), 2);
    QTRY_VERIFY(table("Orders")->model()->rowCount() > 0);
    QSignalSpy orders(table("Orders")->model(), &QAbstractItemModel::dataChanged);
    QSignalSpy timeline(table("Timeline")->model(), &QAbstractItemModel::dataChanged);
    m_page->retranslate();
    QVERIFY(orders.count() > 0);
    QVERIFY(timeline.count() > 0);
  }

  void linksLeadToOrders() {
    open<OrdersPage>();
    m_page->open(domain::OrderState::Paid);
    QTRY_VERIFY(any(m_backend->calls(), "GET /api/orders?limit=200&states=paid"));
    m_page->open(subject::Order{QStringLiteral("o1")});
    QTRY_VERIFY(any(m_backend->calls(), "GET /api/orders?limit=200&q=o1"));
    QTRY_COMPARE(table("Timeline")->model()->rowCount(), 2);
  }
};

ORDERDECK_TEST(OrdersPageTest)
#include "orders_page_test.moc"
