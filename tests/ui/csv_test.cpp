// What an export writes: raw values with units, fields that no spreadsheet takes for formulas, and every row of the
// filter, also of those that the table did not load.
#include <QFileDialog>
#include <QProgressDialog>
#include <QTemporaryDir>
#include <QToolButton>

#include "tests/harness/test_registry.h"
#include "tests/ui/window_fixture.h"
#include "ui/pages/inventory/inventory_page.h"
#include "ui/pages/nodes/nodes_page.h"
#include "ui/pages/orders/order_model.h"
#include "ui/pages/orders/orders_page.h"
#include "ui/pages/streams/streams_page.h"
#include "ui/tables/csv.h"
#include "ui/widgets/message.h"

using namespace orderdeck;
using namespace orderdeck::ui;
using tests::orderJson;
using tests::pageOf;

class CsvTest : public QObject, private tests::PageParts {
  Q_OBJECT
 private slots:
  void init() {
    setUpPages();
    m_folder = std::make_unique<QTemporaryDir>();
  }
  void cleanup() { takeDownPages(); }

  void fieldsAreQuotedAndFormulasDefused_data() {
    QTest::addColumn<QVariant>("value");
    QTest::addColumn<QByteArray>("field");
    const auto row = [](const char* name, const QVariant& value, const char* field) {
      QTest::newRow(name) << value << QByteArray(field);
    };
    row("words", QStringLiteral("pear"), "pear");
    row("comma", QStringLiteral("pear, ripe"), "\"pear, ripe\"");
    row("quote", QStringLiteral("a \"b\""), "\"a \"\"b\"\"\"");
    row("line", QStringLiteral("a\nb"), "\"a\nb\"");
    row("no ascii", QStringLiteral("äh 表"), "äh 表");
    row("nothing", QVariant(), "");
    row("equals", QStringLiteral("=1+1"), "'=1+1");
    row("plus", QStringLiteral("+1"), "'+1");
    row("minus", QStringLiteral("-1"), "'-1");
    row("at", QStringLiteral("@SUM(A1)"), "'@SUM(A1)");
    row("tab", QStringLiteral("\t=1"), "'\t=1");
    row("return", QStringLiteral("\r=1"), "\"'\r=1\"");
    row("formula with a comma", QStringLiteral("=HYPERLINK(\"x\",\"y\")"), "\"'=HYPERLINK(\"\"x\"\",\"\"y\"\")\"");
    row("negative number", -5, "-5");
    row("large number", QVariant::fromValue<qlonglong>(12'000'000'000), "12000000000");
    row("share", 0.1, "0.1");
    row("tiny", 1e-7, "0.0000001");
  }
  void fieldsAreQuotedAndFormulasDefused() {
    QFETCH(QVariant, value);
    QFETCH(QByteArray, field);
    QCOMPARE(csvLine({value}), field + "\r\n");
  }

  void valuesAreRawWithUnitsInTheHeader() {
    OrderModel model;
    auto rows = OrderModel::parse(pageOf({orderJson("o1", "completed", 7)}))->rows;
    rows.push_back(rows[0]);
    rows.back().id = QStringLiteral("=o2"), rows.back().amountMinor.reset(), rows.back().user.clear();
    model.setRows(rows);
    const QList<int> all = {0, 1, 2, 4, 5, 6};
    QCOMPARE(csvHead(model, all), QByteArray("order,state,user,amount (EUR),placed,took (ms)\r\n"));
    QCOMPARE(csvRows(model, all), QByteArray("o1,Completed,user7,39.98,2026-11-21T22:41:07.000Z,250\r\n"
                                             "'=o2,Completed,,,2026-11-21T22:41:07.000Z,250\r\n"));
  }

  void timesHaveTheirZone() {
    const auto at = core::fromEpochMillis(1'795'300'867'123);
    QCOMPARE(format::isoTime(at), QStringLiteral("2026-11-21T22:41:07.123Z"));
    qputenv("TZ", "Asia/Shanghai");
    format::setZone(format::Zone::Local);
    QCOMPARE(format::isoTime(at), QStringLiteral("2026-11-22T06:41:07.123+08:00"));
    qunsetenv("TZ");
    format::setZone(format::Zone::Utc);
  }

  void noFigureIsWrittenAsItIsShown() {
    open<NodesPage>();
    QTRY_COMPARE(table("Nodes")->model()->rowCount(), 11);
    const QString head = QString::fromUtf8(csvHead(*table("Nodes")->model(), {3, 4}));
    QCOMPARE(head, QStringLiteral("CPU (%),memory (bytes)\r\n"));
    for (int row = 0; row < 11; ++row)
      for (const int column : {2, 3, 4, 5, 6, 7, 8, 9, 10}) {
        const auto raw = table("Nodes")->model()->index(row, column).data(RawRole);
        QVERIFY2(!raw.isValid() || raw.typeId() != QMetaType::QString, qPrintable(raw.toString()));
      }
  }

  void everyOrderOfTheFilterIsWritten() {
    m_backend->answer("GET /api/orders?limit=1000",
                      pageOf({orderJson("o5", "paid", 5), orderJson("o4", "paid", 4)}, "o4"));
    m_backend->answer("GET /api/orders?limit=1000&before=o4",
                      pageOf({}, "o35"));  // a search that the ledger ended early
    m_backend->answer("GET /api/orders?limit=1000&before=o35", pageOf({orderJson("o3", "paid", 3)}));
    open<OrdersPage>();
    QTRY_COMPARE(table("Orders")->model()->rowCount(), 3);
    QTest::mouseClick(table("Orders")->findChild<QToolButton*>(QStringLiteral("export")), Qt::LeftButton);
    const QString path = choose(1);
    QTRY_VERIFY2(toast().contains(QStringLiteral("Saved 3 rows")), qPrintable(toast()));
    const QByteArray csv = read(path);
    QVERIFY(csv.startsWith("\xEF\xBB\xBForder,"));
    QCOMPARE(csv.count("\r\n"), 4);
    QVERIFY(csv.contains("\no5,") && csv.contains("\no3,"));
    QTRY_VERIFY(m_page->findChild<QProgressDialog*>() == nullptr);
  }

  void anExportThatIsCancelledOrFailsLeavesNothing() {
    m_backend->answer("GET /api/orders?limit=1000", pageOf({orderJson("o5", "paid", 5)}, "o5"));
    m_backend->answer("GET /api/orders?limit=1000&before=o5",
                      core::fail(core::ErrorCode::Unavailable, "the ledger is away"));
    open<OrdersPage>();
    QTRY_COMPARE(table("Orders")->model()->rowCount(), 3);
    table("Orders")->exportCsv();
    QString path = choose(0);
    QTRY_VERIFY2(toast().contains(QStringLiteral("the ledger is away")), qPrintable(toast()));
    QVERIFY(!QFile::exists(path));
    m_backend->answer("GET /api/orders?limit=1000&before=o5", pageOf({}), core::Millis{500});
    table("Orders")->exportCsv();
    path = choose(0);
    auto* progress = m_page->findChild<QProgressDialog*>();
    QVERIFY(progress != nullptr);
    QTest::mouseClick(progress->findChild<QPushButton*>(), Qt::LeftButton);
    QVERIFY2(toast().contains(QStringLiteral("nothing was written")), qPrintable(toast()));
    QTRY_VERIFY(m_page->findChild<QProgressDialog*>() == nullptr);
    QTest::qWait(600);  // what was asked for may still come
    QVERIFY(!QFile::exists(path));
  }

 private:
  /// Chooses a file and one of the filters.
  QString choose(int filter) const {
    auto* dialog = m_page->findChild<QFileDialog*>();
    if (dialog == nullptr) qFatal("nothing asks for a file");
    dialog->selectNameFilter(dialog->nameFilters().at(filter));
    const QString path = m_folder->filePath(QStringLiteral("rows.csv"));
    emit dialog->fileSelected(path);
    dialog->reject();
    return path;
  }
  QString toast() const {
    const auto* shown = m_page->findChild<Toast*>();
    return shown == nullptr ? QString() : shown->accessibleName();
  }
  static QByteArray read(const QString& path) {
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
  }

  std::unique_ptr<QTemporaryDir> m_folder;
};

ORDERDECK_TEST(CsvTest)
#include "csv_test.moc"
