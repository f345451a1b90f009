// KeyedTableModel against random changes: always the rows that were set, never a reset, persistent indexes follow their
// key. TableView over it: filter, copy, CSV, kept layout.
#include <QAbstractItemModelTester>
#include <QHeaderView>
#include <QRandomGenerator>
#include <QSignalSpy>

#include "tests/harness/test_registry.h"
#include "tests/ui/console_fixture.h"
#include "ui/tables/keyed_table_model.h"
#include "ui/tables/table_view.h"

using namespace orderdeck;
using namespace orderdeck::ui;

namespace {

struct Row {
  QString id;
  int value = 0;
  bool operator==(const Row&) const = default;
};

class Model : public KeyedTableModel<Row> {
 public:
  Model()
      : KeyedTableModel([](const Row& r) { return r.id; },
                        {{.title = "id", .context = "test", .text = [](const Row& r) { return r.id; }},
                         {.title = "value",
                          .context = "test",
                          .kind = CellKind::Number,
                          .text = [](const Row& r) { return QString::number(r.value); },
                          .sort = [](const Row& r) { return QVariant(r.value); }}}) {}
};

}  // namespace

class KeyedTableModelTest : public QObject {
  Q_OBJECT
 private slots:
  void initTestCase() { m_environment = std::make_unique<tests::ConsoleEnvironment>(); }

  void randomChangesKeepEveryPromise() {
    Model model;
    const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::Fatal);
    QSignalSpy resets(&model, &QAbstractItemModel::modelReset);
    QRandomGenerator random(42);
    std::vector<QPersistentModelIndex> kept;
    for (int round = 0; round < 300; ++round) {
      std::vector<Row> rows;
      for (int i = 0; i < 40; ++i)
        if (random.bounded(3) != 0) rows.push_back({QStringLiteral("k%1").arg(i), static_cast<int>(random.bounded(4))});
      if (round % 3 == 0) std::shuffle(rows.begin(), rows.end(), random);
      QHash<QString, QPersistentModelIndex> before;
      for (int r = 0; r < model.rowCount(); ++r)
        before.insert(model.row(r).id, QPersistentModelIndex(model.index(r, 1)));
      model.setRows(rows);
      QCOMPARE(model.rows(), rows);
      for (auto it = before.begin(); it != before.end(); ++it)
        if (it->isValid()) QCOMPARE(model.row(it->row()).id, it.key());
    }
    QCOMPARE(resets.count(), 0);
  }

  void onlyWhatChangedIsAnnounced() {
    Model model;
    model.setRows({{"a", 1}, {"b", 2}, {"c", 3}, {"d", 4}});
    QSignalSpy changed(&model, &QAbstractItemModel::dataChanged), inserted(&model, &QAbstractItemModel::rowsInserted),
        removed(&model, &QAbstractItemModel::rowsRemoved), moved(&model, &QAbstractItemModel::layoutChanged);
    model.setRows({{"a", 1}, {"b", 2}, {"c", 3}, {"d", 4}});
    QCOMPARE(changed.count() + inserted.count() + removed.count() + moved.count(), 0);
    model.setRows({{"n1", 0}, {"n2", 0}, {"a", 1}, {"b", 9}, {"c", 8}});
    QCOMPARE(inserted.count(), 1);
    QCOMPARE(inserted.first().at(2).toInt(), 1);
    QCOMPARE(removed.count(), 1);
    QCOMPARE(changed.count(), 1);
    QCOMPARE(changed.first().at(0).toModelIndex().row(), 3);
    QCOMPARE(changed.first().at(1).toModelIndex().row(), 4);
    QCOMPARE(moved.count(), 0);
  }

  void repeatedKeysCountOnce() {
    Model model;
    model.setRows({{"a", 1}, {"a", 2}, {"b", 3}});
    QCOMPARE(model.rowCount(), 2);
    QCOMPARE(model.row(0).value, 1);
  }

  void aHundredThousandRowsAreFast() {
    Model model;
    std::vector<Row> rows;
    for (int i = 0; i < 100'000; ++i) rows.push_back({QString::number(i), i});
    QElapsedTimer clock;
    clock.start();
    model.setRows(rows);
    rows.insert(rows.begin(), {QStringLiteral("new"), 1});
    rows[50'000].value = -1;
    QSignalSpy inserted(&model, &QAbstractItemModel::rowsInserted);
    model.setRows(rows);
    QCOMPARE(inserted.count(), 1);
    QVERIFY2(clock.elapsed() < 30'000, qPrintable(QString::number(clock.elapsed())));
  }

  void tableFiltersSortsCopiesAndExports() {
    Model model;
    model.setRows({{"pear, ripe", 10}, {"apple", 9}, {"plum \"x\"", 100}});
    TableView table;
    table.setSource(&model);
    table.sortByColumn(1, Qt::AscendingOrder);
    QCOMPARE(csvRows(*table.model(), {0, 1}), QByteArray("apple,9\r\n\"pear, ripe\",10\r\n\"plum \"\"x\"\"\",100\r\n"));
    table.setFilterText(QStringLiteral("P 10"));
    QCOMPARE(table.model()->rowCount(), 2);
    table.selectAll();
    QCOMPARE(table.selectionAsTsv(), QStringLiteral("pear, ripe\t10\nplum \"x\"\t100"));
    QCOMPARE(table.selectedKeys().size(), 2);
  }

  void tableKeepsItsLayout() {
    Model model;
    {
      TableView table;
      table.setSource(&model);
      table.keepLayoutAs(QStringLiteral("test"));
      table.setColumnWidth(0, 234);
      table.sortByColumn(1, Qt::DescendingOrder);
    }
    TableView table;
    table.setSource(&model);
    table.keepLayoutAs(QStringLiteral("test"));
    QCOMPARE(table.columnWidth(0), 234);
    QCOMPARE(table.horizontalHeader()->sortIndicatorSection(), 1);
  }

  // A width that was kept for one column must not become another one's.
  void aLayoutOfOtherColumnsIsNotTaken() {
    const auto text = [](const Row& row) { return row.id; };
    KeyedTableModel<Row> before(text, {{.title = "id", .text = text}, {.title = "price", .text = text}});
    KeyedTableModel<Row> after(text, {{.title = "id", .text = text}, {.title = "name", .text = text}});
    {
      TableView table;
      table.setSource(&before);
      table.keepLayoutAs(QStringLiteral("other"));
      table.setColumnWidth(0, 234);
    }
    TableView table;
    table.setSource(&after);
    table.keepLayoutAs(QStringLiteral("other"));
    QVERIFY(table.columnWidth(0) != 234);
  }

 private:
  std::unique_ptr<tests::ConsoleEnvironment> m_environment;
};

ORDERDECK_TEST(KeyedTableModelTest)
#include "keyed_table_model_test.moc"
