// The overview page: what stands where, what a click does, how much work a snapshot is.
#include <QAbstractItemModelTester>
#include <QPushButton>
#include <QSignalSpy>

#include "api/freshness.h"
#include "api/json_encoder.h"
#include "api/operations.h"
#include "domain/invariants.h"
#include "tests/harness/test_registry.h"
#include "tests/support/snapshot_builder.h"
#include "tests/ui/console_fixture.h"
#include "tests/ui/fake_backend.h"
#include "ui/feed/feed.h"
#include "ui/pages/overview/offenders_menu.h"
#include "ui/pages/overview/overview_cards.h"
#include "ui/pages/overview/overview_page.h"
#include "ui/pages/overview/state_flow_view.h"
#include "ui/tables/table_view.h"
#include "ui/widgets/badge.h"
#include "ui/widgets/invariant_list.h"
#include "ui/widgets/text_label.h"

using namespace orderdeck;
using namespace orderdeck::ui;
using support::SnapshotBuilder;

namespace {

/// Of an audit that found its invariants in these states.
std::string auditAnswer(bool ok, const std::vector<domain::VerdictWord>& statuses) {
  api::AuditAnswer answer;
  answer.ok = ok;
  for (const domain::VerdictWord status : statuses) answer.invariants.push_back({1, "", status, ""});
  return api::encodeJson(answer);
}

}  // namespace

class OverviewTest : public QObject {
  Q_OBJECT
 private slots:
  void initTestCase() { m_environment = std::make_unique<tests::ConsoleEnvironment>(); }
  void init() {
    m_feed = std::make_unique<Feed>(Feed::Options{m_backend.factory(), {}});
    m_page = std::make_unique<OverviewPage>(*m_feed);
    m_page->resize(1300, 760);
    m_page->show();
    QVERIFY(QTest::qWaitForWindowExposed(m_page.get()));
  }
  void cleanup() {
    m_page.reset();
    m_feed.reset();
  }

  void balanceAddsUpInWords() {
    QCOMPARE(
        balanceText(SnapshotBuilder::busy().get().balance),
        QStringLiteral("accepted 1,204,553 = 1,201,437 finished + 3,116 in flight + 0 dead-lettered + 0 unaccounted"));
    QCOMPARE(balanceText({.accepted = 10, .finished = 5, .inFlight = 1, .deadLettered = 3, .unaccounted = 1}),
             QStringLiteral("accepted 10 = 5 finished + 1 in flight + 3 dead-lettered + 1 unaccounted"));
  }

  void inventoryShowsTheWorstFirst() {
    m_page->showSnapshot(SnapshotBuilder::busy().get());
    const auto* model = table<InventoryCard>()->model();
    QCOMPARE(model->rowCount(), 48);
    const QStringList left = {model->index(0, 2).data().toString(), model->index(1, 2).data().toString(),
                              model->index(2, 2).data().toString()};
    QCOMPARE(left, QStringList({"412", "1,806", "9,400"}));
    QCOMPARE(model->index(0, 3).data().toString(), QStringLiteral("00:21"));
    QCOMPARE(model->index(3, 3).data().toString(), QStringLiteral("—"));
    QCOMPARE(m_page->findChild<InventoryCard*>()->findChild<Badge*>()->text(), QStringLiteral("balanced"));
  }

  void notCheckedIsNotBalanced() {
    m_page->showSnapshot(SnapshotBuilder::fresh().get());
    const auto* badge = m_page->findChild<InventoryCard*>()->findChild<Badge*>();
    QCOMPARE(badge->tone(), Tone::Neutral);
    m_page->showSnapshot(SnapshotBuilder::busy().invariant(3, "broken", "abc: off by 2").sequence(2, 1).get());
    QCOMPARE(badge->tone(), Tone::Bad);
  }

  void lagTableTellsVerdictAndUnknown() {
    m_page->showSnapshot(SnapshotBuilder::busy().lag("ledger", {}, domain::LagVerdict::Unknown).get());
    const auto* model = table<LagCard>()->model();
    QCOMPARE(model->index(0, 1).data().toString(), QStringLiteral("2,544 ▲"));
    QCOMPARE(model->index(0, 3).data().toString(), QStringLiteral("growing"));
    QCOMPARE(model->index(0, 4).data().toString(), QStringLiteral("falling behind"));
    QCOMPARE(model->index(2, 2).data().toString(), QStringLiteral("40 ms"));
    QCOMPARE(model->index(6, 1).data().toString(), QStringLiteral("—"));
    QCOMPARE(model->index(6, 4).data().toString(), QStringLiteral("unknown"));
  }

  void aFreedLockStaysReadableForAWhile() {
    m_page->showSnapshot(SnapshotBuilder::busy().get());
    const auto* model = table<LockCard>()->model();
    QCOMPARE(model->rowCount(), 4);
    QCOMPARE(model->index(0, 1).data().toString(), QStringLiteral("inventory-3 · paused"));
    auto next = SnapshotBuilder::busy().sequence(2, 1);
    next.edit().locks.clear();
    m_page->showSnapshot(next.get());
    QCOMPARE(model->rowCount(), 4);
    QCOMPARE(model->index(0, 1).data().toString(), QStringLiteral("free"));
    next.sequence(3, 5);
    m_page->showSnapshot(next.get());
    QCOMPARE(model->rowCount(), 0);
  }

  void modelsNeverReset() {
    QVector<QAbstractItemModel*> models = {table<InventoryCard>()->model(), table<LagCard>()->model(),
                                           table<LockCard>()->model()};
    std::vector<std::unique_ptr<QAbstractItemModelTester>> testers;
    std::vector<std::unique_ptr<QSignalSpy>> resets;
    for (auto* model : models) {
      testers.push_back(
          std::make_unique<QAbstractItemModelTester>(model, QAbstractItemModelTester::FailureReportingMode::Fatal));
      resets.push_back(std::make_unique<QSignalSpy>(model, &QAbstractItemModel::modelReset));
    }
    m_page->showSnapshot(SnapshotBuilder::fresh().get());
    for (int i = 2; i < 30; ++i) {
      auto next = SnapshotBuilder::busy().sequence(i, i * 2);
      next.edit().products[static_cast<std::size_t>(i)].sellsOutSeconds = i;
      next.edit().products.resize(static_cast<std::size_t>(48 - i % 5));
      next.edit().locks.resize(static_cast<std::size_t>(i % 4));
      m_page->showSnapshot(next.get());
    }
    for (const auto& spy : resets) QCOMPARE(spy->count(), 0);
  }

  void theSameFiguresChangeNoRow() {
    m_page->showSnapshot(SnapshotBuilder::busy().get());
    QSignalSpy stock(table<InventoryCard>()->model(), &QAbstractItemModel::dataChanged);
    QSignalSpy lag(table<LagCard>()->model(), &QAbstractItemModel::dataChanged);
    m_page->showSnapshot(SnapshotBuilder::busy().sequence(2, 0.2).get());
    QCOMPARE(stock.count(), 0);
    QCOMPARE(lag.count(), 0);
    m_page->showSnapshot(SnapshotBuilder::busy().sequence(3, 0.4).lag("payment", 2'600, "falling behind").get());
    QCOMPARE(lag.count(), 1);
    QCOMPARE(lag.first().at(0).toModelIndex().row(), 0);
    QCOMPARE(lag.first().at(1).toModelIndex().row(), 0);
  }

  void clickOnAStateListsItsOrders() {
    m_page->showSnapshot(SnapshotBuilder::busy().get());
    auto* flow = m_page->findChild<StateFlowView*>();
    QSignalSpy went(m_page.get(), &Page::navigationRequested);
    const auto paying = layOutFlow(flow->size()).box(domain::OrderState::Paying);
    QTest::mouseClick(flow, Qt::LeftButton, {}, paying.center().toPoint());
    QCOMPARE(went.count(), 1);
    QCOMPARE(went.first().at(0).toString(), QStringLiteral("orders"));
    QCOMPARE(went.first().at(1).value<Subject>(), Subject(domain::OrderState::Paying));
    QTest::keyClick(flow, Qt::Key_Right);
    QTest::keyClick(flow, Qt::Key_Return);
    QCOMPARE(went.count(), 2);
    QCOMPARE(went.last().at(1).value<Subject>(), Subject(domain::OrderState::Paid));
  }

  void flowMovesOnlyWhileVisibleAndFlowing() {
    auto* flow = m_page->findChild<StateFlowView*>();
    m_page->showSnapshot(SnapshotBuilder::fresh().get());
    QVERIFY(!flow->animating());
    m_page->showSnapshot(SnapshotBuilder::busy().sequence(2, 1).get());
    QVERIFY(flow->animating());
    m_page->hide();
    QVERIFY(!flow->animating());
    m_page->show();
    QVERIFY(flow->animating());
  }

  void whatIsStaleIsGreyWithItsAgeAndMovesNoMore() {
    const auto ageOf = [](const Card* card) {
      const auto* age = card->findChild<QLabel*>(QStringLiteral("age"));
      const auto* veil = card->findChild<QWidget*>(QStringLiteral("veil"), Qt::FindDirectChildrenOnly);
      if (age->isHidden() != veil->isHidden()) qFatal("the age and the grey go together");
      return age->isHidden() ? QString() : age->text();
    };
    auto* flow = m_page->findChild<StateFlowView*>();
    const auto* flowCard = qobject_cast<const Card*>(flow->parentWidget());
    const auto* stock = m_page->findChild<InventoryCard*>();
    const auto* lag = m_page->findChild<LagCard*>();
    const auto* locks = m_page->findChild<LockCard*>();
    m_page->showSnapshot(SnapshotBuilder::busy().get());
    for (const Card* card : std::initializer_list<const Card*>{flowCard, stock, lag, locks})
      QCOMPARE(ageOf(card), QString());
    QVERIFY(flow->animating());

    m_page->showSnapshot(SnapshotBuilder::busy().sequence(2, 1).stale(api::Source::Store, 12.4).get());
    for (const Card* card : std::initializer_list<const Card*>{flowCard, stock, locks})
      QCOMPARE(ageOf(card), QStringLiteral("12 s old"));
    QCOMPARE(ageOf(lag), QString());
    QVERIFY(!flow->animating());

    m_page->showSnapshot(SnapshotBuilder::busy().sequence(3, 2).stale(api::Source::Broker, 75).get());
    QCOMPARE(ageOf(lag), QStringLiteral("01:15 old"));
    QCOMPARE(ageOf(stock), QString());
    QVERIFY(flow->animating());
    QCOMPARE(table<LagCard>()->model()->index(0, 4).data().toString(), QStringLiteral("unknown"));
    QCOMPARE(table<LagCard>()->model()->index(0, 3).data().toString(), QStringLiteral("—"));
    QCOMPARE(table<LagCard>()->model()->index(0, 1).data().toString(), QStringLiteral("2,544"));

    auto gone = SnapshotBuilder::busy().sequence(4, 3).get();
    api::growOld(gone, core::Millis{5'000}, "the daemon does not answer");
    m_page->showSnapshot(gone);
    for (const Card* card : std::initializer_list<const Card*>{flowCard, stock, lag, locks})
      QCOMPARE(ageOf(card), QStringLiteral("5 s old"));
    QVERIFY(!flow->animating());
  }

  void boxesNeverOverlapAndStayInside_data() {
    QTest::addColumn<QSize>("size");
    QTest::newRow("small") << QSize(700, 190);
    QTest::newRow("1280") << QSize(1180, 230);
    QTest::newRow("1600") << QSize(1500, 330);
    QTest::newRow("wide") << QSize(3400, 700);
  }
  void boxesNeverOverlapAndStayInside() {
    QFETCH(QSize, size);
    const auto layout = layOutFlow(size);
    for (const auto a : domain::kOrderStates) {
      QVERIFY(QRectF(QPointF(), QSizeF(size)).contains(layout.box(a)));
      for (const auto b : domain::kOrderStates)
        if (a != b) QVERIFY(!layout.box(a).adjusted(-2, -2, 2, 2).intersects(layout.box(b)));
    }
    QCOMPARE(layout.edges.size(), std::size_t{12});  // every legal move has its edge
  }

  void anEdgesWidthGrowsWithItsRate() {
    QVERIFY(flowWidth(0, 9'000, 60) < flowWidth(22, 9'000, 60));
    QVERIFY(flowWidth(22, 9'000, 60) < flowWidth(118, 9'000, 60));
    QCOMPARE(flowWidth(9'000, 9'000, 60), 60.0);
  }

  void aBrokenInvariantShowsItsOffendersAndLeadsToThem() {
    auto snapshot = SnapshotBuilder::busy()
                        .invariant(10, "broken", "2 orders with another state in Redis than in the ledger")
                        .invariant(11, "unknown");
    auto& broken = snapshot.edit().invariants[9];
    broken.offenders = 12;
    broken.orders = {"01JA", "01JB"};
    broken.products = {"abc"};
    m_page->showSnapshot(snapshot.get());
    auto* list = m_page->findChild<InvariantList*>();
    QCOMPARE(list->accessibleName().split("; ").size(), std::ssize(domain::kInvariants));
    QVERIFY(list->accessibleName().contains("10 Redis = ledger: "));
    QSignalSpy went(m_page.get(), &Page::navigationRequested);
    QTest::mouseClick(list, Qt::LeftButton, {}, list->rectOf(9).center());
    auto* menu = m_page->findChild<OffendersMenu*>();
    QVERIFY(menu && menu->isVisible());
    QStringList texts;
    for (const auto* action : menu->actions()) {
      if (!action->text().isEmpty()) texts << action->text();
    }
    QCOMPARE(texts, QStringList({"Order 01JA", "Order 01JB", "Product abc", "and 9 more: orderdeckctl audit"}));
    menu->actions()[3]->trigger();
    menu->actions()[4]->trigger();
    QCOMPARE(went.count(), 2);
    QCOMPARE(went[0].at(0).toString(), QStringLiteral("orders"));
    QCOMPARE(went[0].at(1).value<Subject>(), Subject(subject::Order{QStringLiteral("01JB")}));
    QCOMPARE(went[1].at(0).toString(), QStringLiteral("inventory"));
    QCOMPARE(went[1].at(1).value<Subject>(), Subject(subject::Product{QStringLiteral("abc")}));
    menu->close();
    // By keyboard: from the tenth one back to the ninth, which has nobody to name.
    QTest::keyClick(list, Qt::Key_Left);
    QSignalSpy activated(list, &InvariantList::activated);
    QTest::keyClick(list, Qt::Key_Return);
    QCOMPARE(activated.count(), 1);
    QCOMPARE(activated.first().first().toInt(), 9);
  }

  void auditIsSentOnceAndItsAnswerSaid() {
    m_backend.put(SnapshotBuilder::busy().get());
    m_backend.answer("POST /api/audit", auditAnswer(true, {}), core::Millis{50});
    m_feed->start();
    QTRY_VERIFY(m_feed->snapshot() != nullptr);
    QSignalSpy noticed(m_page.get(), &Page::noticed);
    auto* button = m_page->findChild<LockCard*>()->findChild<QPushButton*>();
    QTest::mouseClick(button, Qt::LeftButton);
    QVERIFY(!button->isEnabled());
    QTRY_COMPARE(noticed.count(), 1);
    QCOMPARE(noticed.first().at(1).toBool(), false);
    QVERIFY(button->isEnabled());
    m_backend.answer("POST /api/audit", auditAnswer(false, {"broken"}));
    QTest::mouseClick(button, Qt::LeftButton);
    QTRY_COMPARE(noticed.count(), 2);
    QCOMPARE(noticed.last().at(1).toBool(), true);
    // Not checked is not broken, and no good news either.
    QTRY_VERIFY(button->isEnabled());
    m_backend.answer("POST /api/audit", auditAnswer(false, {"ok", "ok", "unknown"}));
    QTest::mouseClick(button, Qt::LeftButton);
    QTRY_COMPARE(noticed.count(), 3);
    QCOMPARE(noticed.last().at(0).toString(), "Audit: 2 invariants hold, 1 not checked");
    QCOMPARE(noticed.last().at(1).toBool(), true);
  }

  void aSnapshotIsCheap() {
    // 5 a second may take 15 % of a core in all; a page's share of one is a few milliseconds.
    m_page->showSnapshot(SnapshotBuilder::busy().get());
    QElapsedTimer clock;
    clock.start();
    constexpr int kTimes = 50;
    for (int i = 0; i < kTimes; ++i) {
      auto next = SnapshotBuilder::busy()
                      .sequence(i + 2, i * 0.2)
                      .lag("payment", 2'544 + i, "falling behind")
                      .state("paying", 2'207 + i, 9'311 + i, 236);
      for (auto& p : next.edit().products) p.available -= i;
      m_page->showSnapshot(next.get());
      QCoreApplication::processEvents();
    }
    qInfo("%.2f ms a snapshot", static_cast<double>(clock.elapsed()) / kTimes);
    QVERIFY(clock.elapsed() / kTimes < 400);  // ten times what it takes, so that only a mistake fails
  }

 private:
  template <typename CardType>
  TableView* table() const {
    return m_page->findChild<CardType*>()->template findChild<TableView*>();
  }

  std::unique_ptr<tests::ConsoleEnvironment> m_environment;
  tests::FakeBackend m_backend;
  std::unique_ptr<Feed> m_feed;
  std::unique_ptr<OverviewPage> m_page;
};

ORDERDECK_TEST(OverviewTest)
#include "overview_test.moc"
