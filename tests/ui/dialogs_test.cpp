// The dialogs on a scripted backend: what each form sends, what it says about the answer, and the slider that steers a
// load that runs. ORDERDECK_SCREENSHOTS=FOLDER also saves pictures there.
#include <QComboBox>
#include <QDoubleSpinBox>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QProgressBar>
#include <QPushButton>
#include <QSignalSpy>
#include <QSlider>
#include <QSpinBox>
#include <QTabWidget>
#include <QTemporaryFile>
#include <nlohmann/json.hpp>

#include "tests/harness/test_registry.h"
#include "tests/support/snapshot_builder.h"
#include "tests/ui/answers.h"
#include "tests/ui/console_fixture.h"
#include "tests/ui/fake_backend.h"
#include "ui/dialogs/armed_fault_list.h"
#include "ui/dialogs/file_form.h"
#include "ui/dialogs/inject_fault_dialog.h"
#include "ui/dialogs/inject_orders_dialog.h"
#include "ui/dialogs/load_forms.h"
#include "ui/dialogs/load_progress.h"
#include "ui/dialogs/order_form.h"
#include "ui/feed/feed.h"
#include "ui/theme/format.h"
#include "ui/widgets/message.h"

using namespace orderdeck;
using namespace orderdeck::ui;
using support::SnapshotBuilder;

namespace {

constexpr const char* kCatalogue =
    R"([{"name":"payment-declines","summary":"Declines.","unit":"charges","services":["payment"],"needsTarget":false,"choices":[],)"
    R"("params":[{"name":"share","title":"share of charges","unit":"share","standard":0.3,"least":0.0,"most":1.0}]},)"
    R"({"name":"payment-slow","summary":"Slow.","unit":"charges","services":["payment"],"needsTarget":false,"choices":[],"params":[)"
    R"({"name":"latencyMs","title":"added latency","unit":"ms","standard":400.0,"least":0.0,"most":60000.0},)"
    R"({"name":"jitterMs","title":"jitter","unit":"ms","standard":100.0,"least":0.0,"most":60000.0}]},)"
    R"({"name":"messages-poison","summary":"Poison.","unit":"messages","services":["payment","ledger","redis"],"needsTarget":false,)"
    R"("choices":[{"name":"kind","title":"what kind","options":["any","huge"]}],"params":[]},)"
    R"({"name":"process-restart-storm","summary":"Storm.","unit":"processes","services":["payment","redis"],"needsTarget":true,"choices":[],"params":[]}])";

api::LoadView runningLoad(api::ShownShapeWord shape) {
  api::LoadView load;
  load.id = "load-1", load.state = "running", load.shape = shape;
  load.targetRate = shape == "closed" ? 0 : 500, load.sentPerSecond = 499, load.planned = 30'000, load.sent = 12'000,
  load.accepted = 11'950, load.refused = 50;
  load.p50Millis = 2.1, load.p99Millis = 8.4, load.p999Millis = 31;
  load.answers = {{"202", 11'950}, {"409 out_of_stock", 50}};
  return load;
}

}  // namespace

class DialogsTest : public QObject {
  Q_OBJECT
 private slots:
  void initTestCase() { m_environment = std::make_unique<tests::ConsoleEnvironment>(); }
  void init() {
    m_backend = std::make_unique<tests::FakeBackend>();
    m_backend->live();
    m_backend->put(SnapshotBuilder::busy().get());
    m_backend->answer("GET /api/faults/catalogue", std::string(kCatalogue));
    m_feed = std::make_unique<Feed>(Feed::Options{m_backend->factory(), {}});
    m_feed->show(this,
                 {.sections = {api::Section::Stock, api::Section::Jobs, api::Section::Nodes, api::Section::Faults}});
    m_feed->start();
    QTRY_VERIFY(m_feed->snapshot() != nullptr);
    m_orders = std::make_unique<InjectOrdersDialog>(*m_feed);
    m_orders->show();
  }
  void cleanup() {
    m_orders.reset();
    m_feed.reset();
    m_backend.reset();
  }

  void rateStartsALoad() {
    auto* form = m_orders->findChild<RateForm*>();
    field<QSpinBox>(form, "Orders per second")->setValue(750);
    field<QSpinBox>(form, "One hot product")->setValue(80);
    field<QComboBox>(form, "Shape")->setCurrentIndex(2);
    click(form, "Start");
    QTRY_COMPARE(m_backend->calls("POST").size(), std::size_t{1});
    const auto body = bodyOf("POST /api/load");
    QCOMPARE(body.at("shape").get<std::string>(), std::string("spike"));
    QCOMPARE(body.at("rate").get<double>(), 750.0);
    QCOMPARE(body.at("seconds").get<double>(), 60.0);
    QCOMPARE(body.at("hotSku").get<double>(), 0.8);
    QCOMPARE(body.at("duplicates").get<double>(), 0.0);
  }

  void sliderSteersTheLoadThatRuns() {
    showLoad(runningLoad("steady"));
    auto* form = m_orders->findChild<RateForm*>();
    auto* rate = field<QSpinBox>(form, "Orders per second");
    QCOMPARE(rate->value(), 500);  // what runs
    QTest::qWait(150);
    QVERIFY(m_backend->calls("PATCH").empty());  // taking that over sends nothing
    auto* slider = form->findChild<QSlider*>();
    for (int step = slider->value(); step <= slider->maximum(); step += 2) slider->setValue(step);  // a drag
    QTRY_VERIFY(!m_backend->calls("PATCH").empty() &&
                m_backend->calls("PATCH").back() ==
                    R"(PATCH /api/load {"rate":)" + std::to_string(rate->value()) + "}");
    QVERIFY(m_backend->calls("PATCH").size() <= 3);
    QVERIFY(rate->value() > 15'000);
    QVERIFY(!button(form, "Start")->isEnabled());
  }

  void aBurstHasNoRateToSteer() {
    showLoad(runningLoad("closed"));
    auto* form = m_orders->findChild<RateForm*>();
    field<QSpinBox>(form, "Orders per second")->setValue(9);
    QTest::qWait(150);
    QVERIFY(m_backend->calls("PATCH").empty());
  }

  void aRefusedRateIsTold() {
    m_backend->answer("PATCH /api/load", core::fail(core::ErrorCode::NotFound, "no load runs"));
    showLoad(runningLoad("steady"));
    field<QSpinBox>(m_orders->findChild<RateForm*>(), "Orders per second")->setValue(9);
    auto* message = m_orders->findChild<InlineMessage*>();
    QTRY_VERIFY(!message->isHidden());
    QCOMPARE(message->text(), QStringLiteral("no load runs"));
  }

  void burstSendsAsFastAsAnswered() {
    auto* form = m_orders->findChild<BurstForm*>();
    field<QSpinBox>(form, "Orders")->setValue(20'000);
    click(form, "Send as fast as they are answered");
    QTRY_VERIFY(!m_backend->calls("POST /api/load").empty());
    QCOMPARE(bodyOf("POST /api/load").at("count").get<int>(), 20'000);
    QVERIFY(bodyOf("POST /api/load").at("closed").get<bool>());
  }

  void progressIsShownAndStopped() {
    showLoad(runningLoad("steady"));
    auto* progress = m_orders->findChild<LoadProgress*>();
    QVERIFY(!progress->isHidden());
    QCOMPARE(progress->findChild<QProgressBar*>()->value(), 400);  // of 1,000
    QVERIFY(texts(progress).contains(QStringLiteral("12,000 of 30,000 orders sent · 499/s · running")));
    QVERIFY(texts(progress).contains(QStringLiteral("11,950 × 202 · 50 × 409 out_of_stock")));
    QVERIFY(texts(progress).contains(QStringLiteral("answered in p50 2.1 ms · p99 8.4 ms · p99.9 31 ms")));
    click(progress, "Stop");
    QTRY_VERIFY(!m_backend->calls("DELETE /api/load").empty());
    auto done = runningLoad("steady");
    done.state = "done";
    showLoad(done);
    QVERIFY(!button(progress, "Stop")->isEnabled());
  }

  void aFileIsNamedToTheBackend() {
    QTemporaryFile file(QStringLiteral("XXXXXX.csv"));
    QVERIFY(file.open());
    file.write("userId,productId,quantity\nuser1,abc,2\n");
    file.close();
    auto* form = m_orders->findChild<FileForm*>();
    QVERIFY(!button(form, "Send the file")->isEnabled());
    field<QLineEdit>(form, "File")->setText(file.fileName());
    click(form, "Send the file");
    QTRY_VERIFY(!m_backend->calls("POST /api/load").empty());
    QCOMPARE(bodyOf("POST /api/load").at("fileFormat").get<std::string>(), std::string("csv"));
    QCOMPARE(bodyOf("POST /api/load").at("file").get<std::string>(),
             QFileInfo(file.fileName()).absoluteFilePath().toStdString());
  }

  void aWrongLineIsNamed() {
    m_backend->answer("POST /api/load",
                      core::fail(core::ErrorCode::InvalidArgument, "line 2: items[0].quantity must be 1..10,000"));
    QTemporaryFile file(QStringLiteral("XXXXXX.jsonl"));
    QVERIFY(file.open());
    file.write("{}\n");
    file.close();
    auto* form = m_orders->findChild<FileForm*>();
    field<QLineEdit>(form, "File")->setText(file.fileName());
    click(form, "Send the file");
    auto* message = m_orders->findChild<InlineMessage*>();
    QTRY_VERIFY(!message->isHidden());
    QCOMPARE(message->text(), QStringLiteral("line 2: items[0].quantity must be 1..10,000"));
  }

  void aFileThatIsNotThereIsTold() {
    auto* form = m_orders->findChild<FileForm*>();
    field<QLineEdit>(form, "File")->setText(QStringLiteral("/nowhere/orders.jsonl"));
    click(form, "Send the file");
    QTRY_VERIFY(texts(form).join(QLatin1Char('\n')).contains(QStringLiteral("/nowhere/orders.jsonl cannot be read")));
    QVERIFY(m_backend->calls("POST").empty());
    QVERIFY(button(form, "Send the file")->isEnabled());
  }

  void oneOrderIsPlacedAndItsAnswerShown() {
    m_backend->answer("POST /api/orders", std::string(R"({"orderId":"o77","status":"created"})"));
    QSignalSpy chosen(m_orders.get(), &InjectOrdersDialog::orderChosen);
    auto* form = m_orders->findChild<OrderForm*>();
    QCOMPARE(field<QComboBox>(form, "Product")->count(), 48);
    field<QComboBox>(form, "Product")->setCurrentText(QStringLiteral("abc"));
    field<QSpinBox>(form, "Quantity")->setValue(2);
    field<QLineEdit>(form, "Idempotency key")->setText(QStringLiteral("key-1"));
    QVERIFY(!button(form, "Show it")->isEnabled());
    click(form, "Place the order");
    QTRY_VERIFY(form->findChild<QPlainTextEdit*>()->toPlainText().contains(QStringLiteral("o77")));
    QCOMPARE(bodyOf("POST /api/orders").dump(),
             nlohmann::json::parse(R"({"userId":"user1","items":[{"productId":"abc","quantity":2}]})").dump());
    QCOMPARE(m_backend->lastKey(), std::string("key-1"));
    click(form, "Show it");
    QCOMPARE(chosen.first().first().toString(), QStringLiteral("o77"));
  }

  void aRefusedOrderSaysWhy() {
    m_backend->answer("POST /api/orders", core::fail(core::ErrorCode::OutOfStock, "abc: 2 wanted, 1 available"));
    auto* form = m_orders->findChild<OrderForm*>();
    click(form, "Place the order");
    QTRY_VERIFY(
        form->findChild<QPlainTextEdit*>()->toPlainText().endsWith(QStringLiteral("abc: 2 wanted, 1 available")));
    QVERIFY(!button(form, "Show it")->isEnabled());
  }

  void aFaultIsArmedAsItsFormSays() {
    InjectFaultDialog dialog(*m_feed);
    dialog.show();
    auto* kind = field<QComboBox>(&dialog, "Fault");
    QTRY_COMPARE(kind->count(), 4);
    QTRY_COMPARE(field<QComboBox>(&dialog, "Where")->count(), 2);  // every node, payment-1
    field<QDoubleSpinBox>(&dialog, "share of charges")->setValue(45);
    field<QSpinBox>(&dialog, "Start after")->setValue(5);
    field<QSpinBox>(&dialog, "For")->setValue(90);
    field<QSpinBox>(&dialog, "Seed")->setValue(42);
    field<QComboBox>(&dialog, "Where")->setCurrentIndex(1);
    click(&dialog, "Arm the fault");
    QTRY_VERIFY(!m_backend->calls("POST /api/faults").empty());
    QCOMPARE(
        bodyOf("POST /api/faults"),
        nlohmann::json::parse(
            R"({"name":"payment-declines","target":"payment-1","params":{"share":0.45},"startAfter":5,"seconds":90,"seed":42,"by":"operator"})"));
    kind->setCurrentIndex(1);
    QCOMPARE(field<QDoubleSpinBox>(&dialog, "added latency")->value(), 400.0);
    dialog.showSnapshot(SnapshotBuilder::busy().sequence(2, 1).get());
    QCOMPARE(field<QComboBox>(&dialog, "Where")->count(), 2);
  }

  void everyArmedFaultHasItsOwnLineAndEnd() {
    InjectFaultDialog dialog(*m_feed);
    dialog.show();
    QTRY_COMPARE(field<QComboBox>(&dialog, "Fault")->count(), 4);
    auto snapshot = SnapshotBuilder::busy().sequence(2, 1).get();
    auto& first = snapshot.faults.front();
    first.hits = 2'920;
    first.since = {.cancelled = 2'920, .deadLetters = 3};
    snapshot.faults.push_back(first);
    snapshot.faults.back().id = "f2";
    snapshot.faults.back().startsIn = 30;
    dialog.showSnapshot(snapshot);
    QStringList lines;
    for (const auto* label : dialog.findChild<ArmedFaultList*>()->findChildren<QLabel*>()) lines << label->text();
    QVERIFY2(lines.join('\n').contains(
                 QStringLiteral("charges struck: 2,920 · since it was armed: 2,920 cancelled, 3 dead letters")),
             qPrintable(lines.join('\n')));
    QVERIFY(lines.join('\n').contains(QStringLiteral("starts in 00:30")));
    QTest::mouseClick(dialog.findChild<QPushButton*>(QStringLiteral("clear-f2")), Qt::LeftButton);
    QTRY_VERIFY(tests::any(m_backend->calls(), "DELETE /api/faults/f2"));
    snapshot.faults.clear();
    dialog.showSnapshot(snapshot);
    QVERIFY(!dialog.findChild<ArmedFaultList*>()->isVisible());
  }

  void enterInAFieldBreaksNothing() {
    InjectFaultDialog dialog(*m_feed);
    dialog.show();
    auto* arm = dialog.findChild<QPushButton*>(QStringLiteral("armFault"));
    QTRY_VERIFY(arm->isEnabled());
    QTest::keyClick(dialog.findChild<QSpinBox*>(), Qt::Key_Return);
    QVERIFY(!arm->isDefault());
    QTest::qWait(50);
    QVERIFY(m_backend->calls("POST /api/faults").empty());
  }

  void whatIsOfferedDependsOnABackendThatAnswers() {
    InjectFaultDialog fault(*m_feed);
    fault.show();
    auto* arm = fault.findChild<QPushButton*>(QStringLiteral("armFault"));
    QTRY_VERIFY(arm->isEnabled());
    m_backend->setUp(false);
    QTRY_COMPARE(m_feed->state(), Feed::State::Gone);
    const auto* place = m_orders->findChild<QPushButton*>(QStringLiteral("placeOrder"));
    for (const auto* act : std::initializer_list<const QPushButton*>{
             arm, place, button(m_orders->findChild<RateForm*>(), "Start"),
             button(m_orders->findChild<BurstForm*>(), "Send as fast as they are answered"),
             button(m_orders->findChild<FileForm*>(), "Send the file")}) {
      QVERIFY2(!act->isEnabled(), qPrintable(act->text()));
      QCOMPARE(act->toolTip(), QStringLiteral("No backend answers now"));
    }
    QVERIFY(m_backend->calls("POST").empty());
  }

  void aFaultOfWordsAndManyServicesIsArmedToo() {
    auto snapshot = SnapshotBuilder::busy().sequence(2, 1).get();
    const auto nodesOf = [&](const char* service) {
      return static_cast<int>(std::ranges::count(snapshot.nodes, std::string(service), &api::NodeView::service));
    };
    const int nodes = nodesOf("payment") + nodesOf("ledger") + nodesOf("redis");
    snapshot.nodes.push_back(*std::ranges::find(snapshot.nodes, std::string("payment"), &api::NodeView::service));
    snapshot.nodes.back().name = "payment-9";
    InjectFaultDialog dialog(*m_feed);
    dialog.show();
    auto* kind = field<QComboBox>(&dialog, "Fault");
    QTRY_COMPARE(kind->count(), 4);
    kind->setCurrentIndex(2);
    dialog.showSnapshot(snapshot);
    auto* where = field<QComboBox>(&dialog, "Where");
    QCOMPARE(where->count(), nodes + 3);  // everywhere, every payment, payment-9
    where->setCurrentIndex(where->findData(QStringLiteral("payment")));
    field<QComboBox>(&dialog, "what kind")->setCurrentIndex(1);
    click(&dialog, "Arm the fault");
    QTRY_VERIFY(!m_backend->calls("POST /api/faults").empty());
    QCOMPARE(
        bodyOf("POST /api/faults"),
        nlohmann::json::parse(
            R"({"name":"messages-poison","target":"payment","startAfter":0.0,"seconds":60.0,"choices":{"kind":"huge"},"seed":1,"by":"operator"})"));
    kind->setCurrentIndex(3);
    QVERIFY(!field<QComboBox>(&dialog, "Where")->currentData().toString().isEmpty());  // a process is named
  }

  void anUnknownCatalogueIsToldAndAskedForAgain() {
    m_backend->answer("GET /api/faults/catalogue", core::fail(core::ErrorCode::Unavailable, "no backend"));
    InjectFaultDialog dialog(*m_feed);
    dialog.show();
    QTRY_VERIFY(!dialog.findChild<InlineMessage*>()->isHidden());
    QVERIFY(!button(&dialog, "Arm the fault")->isEnabled());
    m_backend->answer("GET /api/faults/catalogue", std::string(kCatalogue));
    dialog.showSnapshot(*m_feed->snapshot());
    QTRY_VERIFY(button(&dialog, "Arm the fault")->isEnabled());
    QVERIFY(dialog.findChild<InlineMessage*>()->isHidden());
  }

  void pictures() {
    const auto folder = qEnvironmentVariable("ORDERDECK_SCREENSHOTS");
    if (folder.isEmpty()) QSKIP("ORDERDECK_SCREENSHOTS names no folder");
    const auto save = [&](QWidget& dialog, const QString& name) {
      QTest::qWait(150);
      QVERIFY(dialog.grab().save(folder + QLatin1Char('/') + name + QStringLiteral(".png")));
    };
    InjectFaultDialog fault(*m_feed);
    fault.show();
    QTRY_COMPARE(field<QComboBox>(&fault, "Fault")->count(), 4);
    for (const auto kind : {ThemeKind::Dark, ThemeKind::Light}) {
      applyTheme(*qApp, kind);
      const QString theme = kind == ThemeKind::Dark ? QStringLiteral("dark") : QStringLiteral("light");
      showLoad(runningLoad("steady"));
      for (int tab = 0; tab < 4; ++tab) {
        m_orders->findChild<QTabWidget*>()->setCurrentIndex(tab);
        save(*m_orders, QStringLiteral("inject-%1-%2").arg(tab).arg(theme));
      }
      save(fault, QStringLiteral("fault-") + theme);
    }
    applyTheme(*qApp, ThemeKind::Dark);
  }

 private:
  void showLoad(const api::LoadView& load) {
    auto snapshot = SnapshotBuilder::busy().get();
    snapshot.load = load;
    m_orders->showSnapshot(snapshot);
  }
  template <typename Field>
  static Field* field(QWidget* form, const char* name) {
    for (auto* found : form->findChildren<Field*>())
      if (found->accessibleName() == QLatin1String(name)) return found;
    qFatal("there is no field %s", name);
  }
  static QPushButton* button(QWidget* form, const char* text) {
    for (auto* found : form->findChildren<QPushButton*>())
      if (found->text() == QString::fromUtf8(text)) return found;
    qFatal("there is no button %s", text);
  }
  static void click(QWidget* form, const char* text) { button(form, text)->click(); }
  static QStringList texts(QWidget* form) {
    QStringList all;
    for (const auto* label : form->findChildren<QLabel*>()) all << label->text();
    return all;
  }
  nlohmann::json bodyOf(const std::string& start) const {
    const auto call = m_backend->calls(start).back();
    return nlohmann::json::parse(call.substr(call.find('{')));
  }

  std::unique_ptr<tests::ConsoleEnvironment> m_environment;
  std::unique_ptr<tests::FakeBackend> m_backend;
  std::unique_ptr<Feed> m_feed;
  std::unique_ptr<InjectOrdersDialog> m_orders;
};

ORDERDECK_TEST(DialogsTest)
#include "dialogs_test.moc"
