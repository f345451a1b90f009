// Every table's model: the model tester watches it while rows come, go, move and change; what cells say; the ledger's
// answers read.
#include <QAbstractItemModelTester>
#include <QElapsedTimer>
#include <QRandomGenerator>
#include <QScrollBar>
#include <QSignalSpy>

#include "tests/harness/test_registry.h"
#include "tests/support/snapshot_builder.h"
#include "tests/ui/answers.h"
#include "tests/ui/console_fixture.h"
#include "ui/pages/inventory/product_model.h"
#include "ui/pages/locks/lock_model.h"
#include "ui/pages/nodes/node_model.h"
#include "ui/pages/orders/order_model.h"
#include "ui/pages/streams/stream_model.h"
#include "ui/tables/event_model.h"
#include "ui/tables/table_view.h"
#include "ui/theme/format.h"
#include "ui/theme/language.h"

using namespace orderdeck;
using namespace orderdeck::ui;
using support::SnapshotBuilder;

namespace {

template <typename Row>
QStringList cells(const KeyedTableModel<Row>& model, int row) {
  QStringList texts;
  for (int column = 0; column < model.columnCount(); ++column) texts << model.index(row, column).data().toString();
  return texts;
}

Tone toneOf(const QModelIndex& cell) { return static_cast<Tone>(cell.data(ToneRole).toInt()); }

// Rows are made from a number (their key) and a variant (their values).
template <typename Model, typename MakeRow>
void exercise(MakeRow makeRow) {
  Model model;
  const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::Fatal);
  QSignalSpy resets(&model, &QAbstractItemModel::modelReset);
  QRandomGenerator random(7);
  for (int round = 0; round < 60; ++round) {
    std::remove_cvref_t<decltype(model.rows())> rows;
    for (int i = 0; i < 25; ++i)
      if (random.bounded(3) != 0) rows.push_back(makeRow(i, static_cast<int>(random.bounded(3))));
    if (round % 4 == 0) std::shuffle(rows.begin(), rows.end(), random);
    model.setRows(rows);
    QVERIFY(model.rows() == rows);
    for (int row = 0; row < model.rowCount(); ++row)
      for (int column = 0; column < model.columnCount(); ++column)
        QVERIFY(!model.index(row, column).data().toString().isEmpty());
    model.retranslate();
  }
  QCOMPARE(resets.count(), 0);
}

std::string key(int i) { return "key-" + std::to_string(i); }

const QString kMore = QStringLiteral("0");  // there are older orders

OrderRow order(int number) {
  return {.id = QStringLiteral("%1").arg(number, 8, 10, QLatin1Char('0')),
          .user = QStringLiteral("user"),
          .items = QStringLiteral("1 × abc"),
          .state = "paid",
          .amountMinor = number,
          .createdAt = core::fromEpochMillis(1'795'300'867'000),
          .updatedAt = core::fromEpochMillis(1'795'300'867'250)};
}

// `count` orders that are older than number `below`.
std::vector<OrderRow> olderThan(int below, int count) {
  std::vector<OrderRow> page;
  for (int i = 1; i <= count; ++i) page.push_back(order(below - i));
  return page;
}

}  // namespace

class ModelsTest : public QObject {
  Q_OBJECT
 private slots:
  void initTestCase() {
    m_environment = std::make_unique<tests::ConsoleEnvironment>();
    format::setZone(format::Zone::Utc);
  }

  void ordersUnderTheTester() {
    exercise<OrderModel>([](int i, int variant) {
      OrderRow row = order(i);
      if (variant == 1) row.state = "completed", row.amountMinor.reset(), row.items.clear();
      if (variant == 2) row.user.clear();
      return row;
    });
  }
  void timelinesUnderTheTester() {
    exercise<TimelineModel>([](int i, int variant) {
      TimelineRow row{.eventId = QString::number(i),
                      .event = QStringLiteral("OrderPlaced"),
                      .node = {},
                      .where = {},
                      .detail = QStringLiteral("x"),
                      .at = core::fromEpochMillis(1000),
                      .gap = {},
                      .recorded = {}};
      if (variant > 0) row.gap = core::Millis(variant), row.node = QStringLiteral("payment-1");
      return row;
    });
  }
  void productsUnderTheTester() {
    exercise<ProductModel>([](int i, int variant) {
      api::ProductView p;
      p.productId = key(i), p.name = "Lamp", p.available = 100 * variant, p.stocked = 200;
      if (variant == 2) p.sellsOutSeconds = 12;
      return p;
    });
  }
  void movementsUnderTheTester() {
    exercise<MovementModel>([](int i, int variant) {
      return MovementRow{.id = QString::number(i),
                         .orderId = QStringLiteral("o1"),
                         .kind = variant ? domain::MovementKind::Sold : domain::MovementKind::Stocked,
                         .quantity = variant,
                         .at = core::fromEpochMillis(i)};
    });
  }
  void groupsUnderTheTester() {
    exercise<StreamGroupModel>([](int i, int variant) {
      StreamGroupRow row;
      row.view.group = key(i), row.color = i;
      row.view.verdict = variant ? domain::LagVerdict::FallingBehind : domain::LagVerdict::Unknown;
      if (variant) row.view.lag = variant;
      return row;
    });
  }
  void partitionsUnderTheTester() {
    exercise<PartitionModel>([](int i, int variant) {
      PartitionRow row{{.topic = "order-paid", .partition = i, .committed = {}, .end = variant, .lag = {}}, {}};
      if (variant == 2) row.owner = QStringLiteral("payment-1");
      return row;
    });
  }
  void topicsUnderTheTester() {
    exercise<TopicModel>([](int i, int variant) {
      return TopicRow{.topic = QString::number(i),
                      .groups = QStringLiteral("ledger"),
                      .partitions = 12,
                      .messages = variant,
                      .behind = {}};
    });
  }
  void locksUnderTheTester() {
    exercise<LockModel>([](int i, int variant) {
      return api::LockHolderView{
          key(i),      variant ? "inventory-1" : "",
          i,           1.0 * variant,
          0.5,         variant == 2 ? std::vector<std::string>{"inventory-2"} : std::vector<std::string>{},
          variant == 1};
    });
  }
  void contentionUnderTheTester() {
    exercise<ContentionModel>(
        [](int i, int variant) { return ContentionRow{QString::number(i), variant, 0.5 * variant, 0.3 * variant}; });
  }
  void nodesUnderTheTester() {
    exercise<NodeModel>([](int i, int variant) {
      api::NodeView n;
      n.name = key(i), n.service = variant ? "payment" : "redis",
      n.state = variant == 2 ? api::NodeState::Paused : api::NodeState::Up, n.pid = variant;
      return n;
    });
  }
  void eventsUnderTheTester() {
    exercise<EventModel>([](int i, int variant) {
      return api::OpsEvent{
          .sequence = i, .at = core::fromEpochMillis(i), .kind = variant ? "node" : "load", .text = key(variant)};
    });
  }

  void hundredThousandOrdersUnderTheTester() {
    OrderModel model;
    const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::Fatal);
    model.showPage(olderThan(200'000, 20'000), kMore);
    for (int page = 1; page < 5; ++page) model.appendPage(olderThan(200'000 - 20'000 * page, 20'000), kMore);
    QCOMPARE(model.rowCount(), 100'000);
    QCOMPARE(model.row(99'999).id, order(100'000).id);
    QVERIFY(!model.canFetchMore({}));  // enough for a table: what is older is found by the search
  }

  void hundredThousandOrdersScroll() {
    OrderModel model;
    TableView table;
    table.setSource(&model);
    table.resize(900, 400);
    table.show();
    QVERIFY(QTest::qWaitForWindowExposed(&table));
    QElapsedTimer took;
    took.start();
    model.showPage(olderThan(200'000, 200), kMore);
    for (int below = 200'000 - 200; model.rowCount() < 100'000; below -= 200)
      model.appendPage(olderThan(below, 200), kMore);
    QVERIFY2(took.elapsed() < 8'000,
             qPrintable(QString::number(took.elapsed())));  // each of the 500 pages at the cost of a page
    took.restart();
    auto* bar = table.verticalScrollBar();
    for (int step = 0; step <= 100; ++step) {
      bar->setValue(bar->maximum() / 100 * step);
      table.viewport()->repaint();
    }
    QVERIFY2(took.elapsed() < 3'000, qPrintable(QString::number(took.elapsed())));
    QVERIFY(table.indexAt({20, 200}).row() > 90'000);
  }

  void olderOrdersAreAskedForOnce() {
    OrderModel model;
    QSignalSpy wanted(&model, &OrderModel::moreWanted);
    model.showPage(olderThan(1'000, 200), order(800).id);
    QVERIFY(model.canFetchMore({}));
    model.fetchMore({});
    model.fetchMore({});
    QCOMPARE(wanted.count(), 1);
    QCOMPARE(wanted.first().first().toString(), order(800).id);
    model.appendPage(olderThan(801, 3), {});  // 800 is there already
    QCOMPARE(model.rowCount(), 202);
    QVERIFY(!model.canFetchMore({}));
  }

  void refreshedRowsKeepTheirPlaceAndOthersStayOut() {
    OrderModel model;
    model.showPage(olderThan(100, 3), {});
    OrderRow newer = order(98), stranger = order(500);
    newer.state = "completed";
    model.refreshRows({stranger, newer});
    QCOMPARE(model.rowCount(), 3);
    QCOMPARE(model.row(1).state.text(), "completed");
  }

  void whatTheLedgerDoesNotKnowYetIsADash() {
    const auto rows = OrderModel::parse(
        R"({"orders":[{"orderId":"o1","userId":"","state":"paid","items":[],"amountMinor":0,"currency":"EUR","createdAt":"2026-11-21T22:41:00.000Z","updatedAt":"2026-11-21T22:41:00.000Z"}]})");
    QVERIFY(rows.has_value());
    OrderModel model;
    model.showPage(rows->rows, {});
    QCOMPARE(cells(model, 0).mid(0, 7), QStringList({"o1", "Paid", "—", "—", "—", "22:41:00.000", "—"}));
  }

  void ordersAreRead() {
    const auto rows = OrderModel::parse(tests::pageOf({tests::orderJson("o1", "completed", 7)}, "o0", "41"));
    QVERIFY(rows.has_value());
    QCOMPARE(rows->next, QStringLiteral("o0"));
    QCOMPARE(rows->total, std::optional<std::int64_t>(41));
    QVERIFY(!rows->atLeast);
    OrderModel model;
    model.showPage(rows->rows, {});
    QCOMPARE(cells(model, 0).mid(0, 7),
             QStringList({"o1", "Completed", "user7", "2 × abc", "39.98 €", "22:41:07.000", "250 ms"}));
    QCOMPARE(toneOf(model.index(0, 1)), Tone::Ok);
    QVERIFY(model.index(0, 5)
                .data(Qt::ToolTipRole)
                .toString()
                .startsWith(QStringLiteral("2026-11-21 22:41:07 · ")));  // absolute and relative
    QCOMPARE(OrderModel::parse("{").error().code, core::ErrorCode::Corrupt);
    QCOMPARE(OrderModel::parse(R"({"orders":[{"orderId":7}]})").error().code, core::ErrorCode::Corrupt);
  }

  void anOpenOrderWaitsForWhoTakesItOn() {
    OrderRow row = order(1);
    QCOMPARE(waitText(row), QString());
    row.state = "paying";
    row.waitsFor = api::OrderWaitView{
        .service = "payment", .nodes = {{"payment-1", api::NodeState::Paused}, {"payment-2", api::NodeState::Up}}};
    QCOMPARE(waitText(row), QStringLiteral("payment (payment-1 paused)"));
    row.waitsFor->nodes.pop_back();
    row.endsAt = core::now() + std::chrono::seconds(552) + core::Millis{400};
    QCOMPARE(waitText(row), QStringLiteral("payment (payment-1 paused), cancelled in 09:12"));
    OrderModel model;
    model.showPage({row}, {});
    QCOMPARE(cells(model, 0).last(), waitText(row));
    QCOMPARE(toneOf(model.index(0, 8)), Tone::Warn);  // nobody takes it on
    row.state = "paid", row.waitsFor->service = "inventory", row.waitsFor->nodes.clear();
    QCOMPARE(waitText(row), QStringLiteral("inventory, refunded in 09:12"));
    row.endsAt = core::now() - std::chrono::seconds(3);
    QCOMPARE(waitText(row), QStringLiteral("inventory, deadline passed 00:03 ago"));
  }

  void anOpenOrdersAgeIsForHowLongItStood() {
    OrderRow row = order(1);
    row.createdAt = core::fromEpochMillis(1'000), row.updatedAt = core::fromEpochMillis(4'000);
    QCOMPARE(ageOf(row, core::fromEpochMillis(10'000)), core::Millis{9'000});
    row.waitsFor.emplace();
    QCOMPARE(ageOf(row, core::fromEpochMillis(10'000)), core::Millis{6'000});
    QCOMPARE(ageOf(row, core::fromEpochMillis(3'000)), core::Millis{0});  // by a clock that is behind
  }

  void timelinesAreRead() {
    const auto detail = parseOrderDetail(tests::orderDetailJson("o1", "paid"));
    QVERIFY(detail.has_value());
    TimelineModel model;
    model.setRows(detail->timeline);
    QCOMPARE(cells(model, 0),
             QStringList({"22:41:00.000", "—", "OrderPlaced", "", "gateway-1", "order-created/6@1504", "+43 ms"}));
    QCOMPARE(cells(model, 1), QStringList({"22:41:00.120", "+120 ms", "PaymentProcessed", "confirmed", "payment-1",
                                           "order-paid/6@77", "+5.0 ms"}));
    QCOMPARE(detail->capturedMinor, 3998);
    applyLanguage(*qApp, QStringLiteral("zh_CN"));
    QCOMPARE(model.index(1, 3).data().toString(), QStringLiteral("已确认"));
    applyLanguage(*qApp, QStringLiteral("en"));
    QVERIFY(!parseOrderDetail("[]").has_value());
  }

  void movementsAreRead() {
    const auto rows = MovementModel::parse(
        R"([{"movementId":"m1","orderId":"o1","productId":"abc","kind":"sold","quantity":3,"occurredAt":"2026-11-21T22:41:00.000Z"},)"
        R"({"movementId":"m2","orderId":"restock-7","productId":"abc","kind":"stocked","quantity":1000,"occurredAt":"2026-11-21T22:40:00.000Z"}])");
    QVERIFY(rows.has_value());
    MovementModel model;
    model.setRows(*rows);
    QCOMPARE(cells(model, 0), QStringList({"22:41:00.000", "sold", "3", "o1"}));
    QCOMPARE(cells(model, 1),
             QStringList({"22:40:00.000", "stocked", "1,000", "—"}));  // no order stands behind a restock
    QVERIFY(!MovementModel::parse("{}]").has_value());
  }

  void scarceProductsAreMarked() {
    ProductModel model;
    model.setRows(SnapshotBuilder::busy().get().products);
    QCOMPARE(cells(model, 0).mid(3, 7),
             QStringList({"412 / 690 / 8,898", "412", "690", "8,898", "10,000", "20", "00:21"}));
    QCOMPARE(toneOf(model.index(0, 4)), Tone::Bad);
    QCOMPARE(toneOf(model.index(3, 4)), Tone::Neutral);
    QCOMPARE(model.index(0, 3).data(BarRole).value<Bar>().parts.size(), std::size_t{3});
    QCOMPARE(model.index(3, 9).data().toString(), QStringLiteral("—"));
  }

  void topicsAddUpTheirPartitions() {
    const auto topics = TopicModel::topicsOf(SnapshotBuilder::busy().get().groups);
    const auto created = std::find_if(topics.begin(), topics.end(),
                                      [](const auto& t) { return t.topic == QLatin1String("order-created"); });
    QVERIFY(created != topics.end());
    QCOMPARE(created->partitions, 12);
    QCOMPARE(created->messages, 12 * 100'000 + 66);
    QCOMPARE(created->groups, QStringLiteral("payment, risk, ledger"));
    QCOMPARE(created->behind, std::optional<std::int64_t>(12 * (2'544 / 12)));
    const auto fresh = TopicModel::topicsOf(SnapshotBuilder::fresh().get().groups);
    QVERIFY(!fresh.front().behind.has_value());
  }

  void partitionsNameTheirReader() {
    auto snapshot = SnapshotBuilder::busy().get();
    snapshot.nodes[4].partitions = {"order-created/0"};  // payment-1
    snapshot.nodes[8].partitions = {"order-created/1"};  // ledger-1 reads it for another group
    const auto rows = PartitionModel::partitionsOf(snapshot.groups[0], snapshot.nodes);
    QCOMPARE(rows[0].owner, QStringLiteral("payment-1"));
    QVERIFY(rows[1].owner.isEmpty());
  }

  void pausedHoldersAreMarked() {
    LockModel model;
    model.setRows(SnapshotBuilder::busy().get().locks);
    QCOMPARE(model.index(3, 1).data().toString(), QStringLiteral("inventory-3 (paused)"));
    QCOMPARE(toneOf(model.index(3, 1)), Tone::Bad);
    QCOMPARE(model.index(0, 6).data().toString(),
             QStringLiteral("4: inventory-2, inventory-3, inventory-4, inventory-5"));  // in order
    QCOMPARE(model.index(2, 6).data().toString(), QStringLiteral("0"));
  }

  void nodesSayADashForWhatTheyDoNotCount() {
    NodeModel model;
    model.setRows(SnapshotBuilder::busy().get().nodes);
    QCOMPARE(cells(model, 1).mid(5, 4), QStringList({"—", "—", "—", "—"}));          // redis
    QCOMPARE(cells(model, 4).mid(5, 4), QStringList({"9,842", "9,840", "0", "0"}));  // payment-1
    QCOMPARE(model.index(5, 1).data().toString(), QStringLiteral("paused"));
    QCOMPARE(toneOf(model.index(5, 1)), Tone::Bad);
  }

  void nodesShowTheirBreakers() {
    NodeModel model;
    model.setRows(SnapshotBuilder::busy().get().nodes);
    const int column = model.columnCount() - 2;
    const auto marks = [&](int row) { return model.index(row, column).data(MarksRole).value<Marks>().tones; };
    QCOMPARE(model.index(1, column).data().toString(), format::dash());  // redis depends on nothing
    QVERIFY(marks(1).empty());
    QCOMPARE(model.index(3, column).data().toString(), QStringLiteral("closed"));
    QCOMPARE(marks(3), (std::vector{Tone::Ok, Tone::Ok}));
    QCOMPARE(model.index(4, column).data().toString(),
             QStringLiteral("payment open"));  // what is closed goes without saying
    QCOMPARE(marks(4), (std::vector{Tone::Ok, Tone::Bad, Tone::Ok}));
    QCOMPARE(model.index(4, column).data(Qt::ToolTipRole).toString(),
             QStringLiteral("kafka: closed\npayment: open · 67 % of calls failed · opened 3× · next probe in 400 ms · "
                            "the provider does not answer\nredis: closed"));
  }

 private:
  std::unique_ptr<tests::ConsoleEnvironment> m_environment;
};

ORDERDECK_TEST(ModelsTest)
#include "models_test.moc"
