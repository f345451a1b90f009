// Saving from the console: a table as CSV and a chart as PNG are written as they were when they were asked for, and a
// folder that refuses is told.
#include <QFileDialog>
#include <QHeaderView>
#include <QImage>

#include "tests/harness/test_registry.h"
#include "tests/ui/console_fixture.h"
#include "ui/charts/line_chart.h"
#include "ui/tables/event_model.h"
#include "ui/tables/table_view.h"
#include "ui/theme/format.h"
#include "ui/widgets/message.h"

using namespace orderdeck;
using namespace orderdeck::ui;

class SaveFileTest : public QObject {
  Q_OBJECT
 private slots:
  void initTestCase() {
    m_environment = std::make_unique<tests::ConsoleEnvironment>();
    format::setZone(format::Zone::Utc);
  }
  void init() {
    QSettings().clear();
    m_folder = std::make_unique<QTemporaryDir>();
    m_window = std::make_unique<QWidget>();
    m_window->resize(900, 500);
    m_model = std::make_unique<EventModel>();
    m_model->setRows({event(1, "redis is up"), event(2, R"(said "yes", then no)")});
    m_table = new TableView(m_window.get());
    m_table->setSource(m_model.get());
    m_table->sortByColumn(0, Qt::AscendingOrder);
    m_table->setAccessibleName(QStringLiteral("Consumer groups"));
    m_chart = new LineChart(m_window.get());
    m_chart->setGeometry(0, 100, 600, 300);
    m_window->show();
    QVERIFY(QTest::qWaitForWindowExposed(m_window.get()));
  }
  void cleanup() {
    m_window.reset();
    m_model.reset();
  }

  void aTableIsWrittenAsItWas() {
    m_table->exportCsv();
    m_model->setRows({event(3, "later")});
    const QString path = m_folder->filePath(QStringLiteral("äh 表.csv"));
    choose(path);
    QTRY_COMPARE(read(path), QByteArray("when,kind,what\r\n2026-11-21T22:41:01.000Z,Node,redis is up\r\n"
                                        "2026-11-21T22:41:02.000Z,Node,\"said \"\"yes\"\", then no\"\r\n"));
    QVERIFY(toast().contains(path));
    QVERIFY(toast().startsWith(QLatin1String("Saved 2 rows")));
  }

  void theSuffixIsAddedAndTheNameOffered() {
    m_table->exportCsv();
    auto* dialog = m_window->findChild<QFileDialog*>();
    const QString offered = QFileInfo(dialog->selectedFiles().value(0)).fileName();
    QVERIFY2(QRegularExpression(QStringLiteral("^consumer-groups-\\d{8}-\\d{6}\\.csv$")).match(offered).hasMatch(),
             qPrintable(offered));
    choose(m_folder->filePath(QStringLiteral("groups")));
    QTRY_VERIFY(QFile::exists(m_folder->filePath(QStringLiteral("groups.csv"))));
    m_table->exportCsv();  // the folder is offered again
    QTRY_COMPARE(m_window->findChildren<QFileDialog*>().size(), 1);
    QCOMPARE(m_window->findChild<QFileDialog*>()->directory().absolutePath(),
             QFileInfo(m_folder->path()).absoluteFilePath());
  }

  void aChartIsWrittenAsAPicture() {
    LineChart::Frame frame;
    frame.to = 300;
    frame.series.push_back({QStringLiteral("payment"), seriesColor(0), {{0, 50}, {150, 90}, {300, 50}}});
    m_chart->setFrame(frame);
    m_chart->savePng();
    const QString path = m_folder->filePath(QStringLiteral("lag.png"));
    choose(path);
    QTRY_VERIFY(QFile::exists(path));
    const QImage image(path);
    QVERIFY(image.width() == 600 && image.height() >= 300);
    QCOMPARE(image.pixelColor(2, 2).alpha(), 255);  // readable on any ground
    int line = 0;
    for (int y = 0; y < image.height(); ++y)
      for (int x = 0; x < image.width(); ++x) line += image.pixelColor(x, y) == seriesColor(0);
    QVERIFY2(line > 100, qPrintable(QString::number(line)));
  }

  void aFolderThatRefusesIsTold() {
    // A folder that went while the dialog was open refuses root too.
    const QString path = m_folder->filePath(QStringLiteral("gone/groups.csv"));
    m_table->exportCsv();
    auto* dialog = m_window->findChild<QFileDialog*>();
    emit dialog->fileSelected(path);
    QVERIFY2(toast().startsWith(path + QStringLiteral(" could not be saved: ")), qPrintable(toast()));
    QVERIFY2(!toast().endsWith(QStringLiteral(": ")), qPrintable(toast()));
    QVERIFY(QSettings().value(QStringLiteral("files/folder")).isNull());
    dialog->reject();
  }

  void cancelWritesNothing() {
    m_table->exportCsv();
    m_window->findChild<QFileDialog*>()->reject();
    QTRY_VERIFY(m_window->findChild<QFileDialog*>() == nullptr);
    QVERIFY(QDir(m_folder->path()).isEmpty());
    QVERIFY(toast().isEmpty());
  }

 private:
  static api::OpsEvent event(std::int64_t sequence, const std::string& text) {
    constexpr std::int64_t kAt = 1'795'300'860'000;  // 2026-11-21 22:41 UTC
    return {.sequence = sequence, .at = core::fromEpochMillis(kAt + sequence * 1000), .kind = "node", .text = text};
  }
  void choose(const QString& path) const {
    auto* dialog = m_window->findChild<QFileDialog*>();
    QVERIFY(dialog != nullptr && dialog->isVisible());
    dialog->setDirectory(QFileInfo(path).absolutePath());
    dialog->selectFile(path);
    QMetaObject::invokeMethod(dialog, "accept");
    QTRY_VERIFY(m_window->findChild<QFileDialog*>() == nullptr);
  }
  QString toast() const {
    const auto* shown = m_window->findChild<Toast*>();
    return shown == nullptr ? QString() : shown->accessibleName();
  }
  static QByteArray read(const QString& path) {
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
  }

  std::unique_ptr<tests::ConsoleEnvironment> m_environment;
  std::unique_ptr<QTemporaryDir> m_folder;
  std::unique_ptr<QWidget> m_window;
  std::unique_ptr<EventModel> m_model;
  TableView* m_table = nullptr;
  LineChart* m_chart = nullptr;
};

ORDERDECK_TEST(SaveFileTest)
#include "save_file_test.moc"
