// The window with a backend of the test's own: navigation, shortcuts, what it says when the backend goes, what it
// keeps. ORDERDECK_SCREENSHOTS=FOLDER also saves pictures there, to be looked at.
#include <QAction>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QMenu>
#include <QMessageBox>
#include <QStackedWidget>
#include <csignal>

#include "tests/harness/test_registry.h"
#include "tests/ui/window_fixture.h"
#include "ui/frame/command_palette.h"
#include "ui/frame/event_strip.h"
#include "ui/frame/fault_band.h"
#include "ui/frame/main_window.h"
#include "ui/frame/top_bar.h"
#include "ui/pages/all_pages.h"
#include "ui/widgets/message.h"

using namespace orderdeck;
using namespace orderdeck::ui;
using support::SnapshotBuilder;

namespace {

// A page that counts what it is handed.
class CountingPage : public Page {
 public:
  explicit CountingPage(Feed& feed, const QString& name = QStringLiteral("counting"))
      : Page(feed, name, QStringLiteral("orders")) {}
  QString title() const override { return QStringLiteral("Counting"); }
  Needs needs() const override { return {.sections = m_sections}; }
  void need(api::SectionSet sections) { m_sections = sections; }
  void showSnapshot(const api::Snapshot&) override { ++shown; }
  void open(const Subject& subject) override { opened = subject; }
  void focusFilter() override { ++filters; }
  void refresh() override { ++refreshes; }
  bool escape() override { return ++escapes > 0; }
  void retranslate() override { ++written; }
  int shown = 0, filters = 0, refreshes = 0, escapes = 0, written = 0;
  std::optional<Subject> opened;

 private:
  api::SectionSet m_sections;
};

// How often one below `root` is told of a new language.
class LanguageChanges : public QObject {
 public:
  explicit LanguageChanges(QWidget* root) {
    root->installEventFilter(this);
    for (auto* widget : root->findChildren<QWidget*>()) widget->installEventFilter(this);
  }
  bool eventFilter(QObject*, QEvent* event) override {
    seen += event->type() == QEvent::LanguageChange;
    return false;
  }
  int seen = 0;
};

}  // namespace

class MainWindowTest : public QObject, private tests::ConsoleParts {
  Q_OBJECT
 private slots:
  void init() { setUp(SnapshotBuilder::busy().get()); }
  void cleanup() {
    m_window.reset();
    takeDown();
  }

  void barShowsTheFigures() {
    open({});
    QTRY_VERIFY(m_feed->snapshot() != nullptr);
    const auto figures = m_window->findChildren<FigureBox*>();
    QStringList values;
    for (const auto* figure : figures) values << figure->value();
    QCOMPARE(values, QStringList({"9,842", "184 ms", "3,116", "0"}));
    QCOMPARE(m_window->findChild<TopBar*>()->findChild<Badge*>()->text(), QStringLiteral("EMBEDDED"));
    const auto chips = m_window->findChildren<Chip*>();
    QCOMPARE(chips.size(), 4);
    QCOMPARE(chips[1]->value(), QStringLiteral("3/3"));
    QCOMPARE(chips[2]->value(), QStringLiteral("10/11"));
    QCOMPARE(chips[2]->tone(), Tone::Warn);
  }

  void unknownIsADash() {
    m_backend->put(SnapshotBuilder::fresh().get());
    open({});
    QTRY_VERIFY(m_feed->snapshot() != nullptr);
    QCOMPARE(m_window->findChildren<FigureBox*>()[1]->value(), QStringLiteral("—"));
  }

  void bandSaysWhatIsArmedAndClears() {
    open({});
    auto* band = m_window->findChild<FaultBand*>();
    QTRY_VERIFY(band->isVisible());
    for (const auto* part : {"+400 ms ±100 ms on 30 %", "payment-1", "00:18 left", "hit 4,120 times"})
      QVERIFY2(band->text().contains(QString::fromUtf8(part)), qPrintable(band->text()));
    QTest::mouseClick(band->findChild<QPushButton*>(QStringLiteral("clearFaults")), Qt::LeftButton);
    QTRY_VERIFY(contains(m_backend->calls(), "DELETE /api/faults"));
    m_backend->put(SnapshotBuilder::busy().noFaults().sequence(2, 1).get());
    QTRY_VERIFY(!band->isVisible());
  }

  void bandShowsWholeFaultsAndCountsTheOthers() {
    FaultBand band;
    band.resize(700, 40);
    api::FaultView fault;
    fault.name = "messages-poison";
    fault.target = "payment-1";
    fault.hits = 1;
    band.showFaults({fault, fault, fault});
    QVERIFY2(band.text().startsWith(QStringLiteral("Messages poison · ")), qPrintable(band.text()));
    QVERIFY2(band.text().endsWith(QStringLiteral("hit once     and 2 more")), qPrintable(band.text()));
    band.resize(2'000, 40);
    QTRY_COMPARE(band.text().count(QStringLiteral("Messages poison")), 3);
    QVERIFY(!band.text().contains(QStringLiteral("more")));
  }

  void anotherPageDoesNotPutTheFocusIntoItsFilter() {
    open(makePages(*m_feed));
    m_window->openPage(QStringLiteral("inventory"));
    m_window->findChild<QWidget*>(QStringLiteral("page-inventory"))->findChild<QLineEdit*>()->setFocus();
    m_window->openPage(QStringLiteral("nodes"));
    QVERIFY(m_window->focusWidget() != nullptr);
    QCOMPARE(m_window->focusWidget()->objectName(), QStringLiteral("page-nodes"));
  }

  void aClosedStoreIsSaidWithTheWayOut() {
    open({});
    auto* closed = m_window->findChild<InlineMessage*>(QStringLiteral("storeClosed"));
    QTRY_VERIFY(m_feed->snapshot() != nullptr);
    QVERIFY(!closed->isVisible());
    auto snapshot = SnapshotBuilder::busy().sequence(2, 1).get();
    snapshot.store.distrust = "Redis is empty, and the ledger knows of 12 orders";
    m_backend->put(snapshot);
    QTRY_VERIFY(closed->isVisible());
    for (const auto* part : {"12 orders", "orderdeckctl rebuild --dry-run"})
      QVERIFY2(closed->text().contains(QLatin1String(part)), qPrintable(closed->text()));
    snapshot.sequence = 3;
    snapshot.rebuild = api::RebuildView{
        .id = "rebuild-1", .state = "running", .step = "open orders of the ledger", .done = 2'000, .error = {}};
    m_backend->put(snapshot);
    QTRY_VERIFY(closed->text().contains(QStringLiteral("open orders of the ledger, 2,000")));
    m_backend->put(SnapshotBuilder::busy().sequence(4, 1).get());
    QTRY_VERIFY(!closed->isVisible());
  }

  void aLedgerThatCannotBeUsedIsSaidWithTheWayOut() {
    open({});
    auto* closed = m_window->findChild<InlineMessage*>(QStringLiteral("storeClosed"));
    QTRY_VERIFY(m_feed->snapshot() != nullptr);
    auto snapshot = SnapshotBuilder::busy().sequence(2, 1).get();
    snapshot.health.ledgerTrouble = "the ledger /d/ledger.sqlite is damaged: file is not a database. Stop the system";
    m_backend->put(snapshot);
    QTRY_VERIFY(closed->isVisible());
    for (const auto* part : {"/d/ledger.sqlite is damaged", "Stop the system"})
      QVERIFY2(closed->text().contains(QLatin1String(part)), qPrintable(closed->text()));
    snapshot.sequence = 3;
    snapshot.store.distrust = "Redis is empty, and the ledger knows of 12 orders";  // takes no order, which is worse
    m_backend->put(snapshot);
    QTRY_VERIFY(closed->text().contains(QStringLiteral("12 orders")));
    m_backend->put(SnapshotBuilder::busy().sequence(4, 1).get());
    QTRY_VERIFY(!closed->isVisible());
  }

  void onlyTheOpenPageIsHandedSnapshots() {
    auto* first = new CountingPage(*m_feed, QStringLiteral("first"));
    auto* second = new CountingPage(*m_feed, QStringLiteral("second"));
    open({first, second});
    QTRY_VERIFY(first->shown > 0);
    QCOMPARE(second->shown, 0);
    QTest::keyClick(m_window.get(), Qt::Key_2);
    QCOMPARE(m_window->currentPage(), QStringLiteral("second"));
    QCOMPARE(second->shown, 1);
    const int before = first->shown;
    m_backend->put(SnapshotBuilder::busy().sequence(9, 2).get());
    QTRY_COMPARE(second->shown, 2);
    QCOMPARE(first->shown, before);
  }

  void aPageIsGreyUntilWhatItShowsHasCome() {
    auto* first = new CountingPage(*m_feed, QStringLiteral("first"));
    auto* second = new CountingPage(*m_feed, QStringLiteral("second"));
    first->need({api::Section::Stock});
    second->need({api::Section::Locks});
    open({first, second});
    QTRY_VERIFY(first->shown > 0);
    const auto* veil = m_window->findChild<QStackedWidget*>()->findChild<QWidget*>(QStringLiteral("veil"));
    QVERIFY(!veil->isVisible());
    QVERIFY(!m_backend->asked().contains(api::Section::Locks));
    m_feed->setPaused(true);
    m_window->openPage(QStringLiteral("second"));
    QCOMPARE(second->shown, 0);
    QVERIFY(veil->isVisible());
    QTRY_COMPARE(second->shown, 1);
    QVERIFY(!veil->isVisible());
    QVERIFY(!m_backend->asked().contains(api::Section::Stock));  // a hidden page pulls nothing
    m_feed->setPaused(false);
  }

  void aMinimisedWindowPullsForNoPage() {
    auto* page = new CountingPage(*m_feed);
    page->need({api::Section::Stock});
    open({page});
    m_feed->setRate(10);
    QTRY_VERIFY(m_backend->asked().contains(api::Section::Stock));
    m_window->showMinimized();
    QTRY_VERIFY(!m_backend->asked().contains(api::Section::Stock));
    m_window->showNormal();
    QTRY_VERIFY(m_backend->asked().contains(api::Section::Stock));
  }

  void theSameSnapshotIsNoWork() {
    auto* page = new CountingPage(*m_feed);
    open({page});
    QTRY_VERIFY(page->shown > 0);
    const int shown = page->shown, pulled = m_backend->snapshots();
    m_feed->setRate(10);
    QTRY_VERIFY(m_backend->snapshots() >= pulled + 3);
    QCOMPARE(page->shown, shown);
  }

  void shortcutsReachThePage() {
    auto* page = new CountingPage(*m_feed);
    open({page});
    QTRY_VERIFY(m_feed->snapshot() != nullptr);
    m_feed->setRate(0);
    QTest::keyClick(m_window.get(), Qt::Key_F, Qt::ControlModifier);
    QCOMPARE(page->filters, 1);
    const int pulled = m_backend->snapshots();
    QTest::keyClick(m_window.get(), Qt::Key_F5);
    QTest::keyClick(m_window.get(), Qt::Key_R, Qt::ControlModifier);
    QCOMPARE(page->refreshes, 2);
    QTRY_VERIFY(m_backend->snapshots() > pulled);
    QTest::keyClick(m_window.get(), Qt::Key_Escape);
    QCOMPARE(page->escapes, 1);
  }

  void paletteFindsActs() {
    auto* page = new CountingPage(*m_feed);
    open({page});
    QTest::keyClick(m_window.get(), Qt::Key_K, Qt::ControlModifier);
    auto* palette = m_window->findChild<CommandPalette*>();
    QVERIFY(palette != nullptr);
    auto* text = palette->findChild<QLineEdit*>();
    text->setText(QStringLiteral("filter this"));
    QCOMPARE(palette->findChild<QListWidget*>()->count(), 1);
    QTest::keyClick(text, Qt::Key_Return);
    QTRY_COMPARE(page->filters, 1);
  }

  void sheetListsShortcuts() {
    open({new CountingPage(*m_feed)});
    QTest::keyClick(m_window.get(), Qt::Key_Question, Qt::ShiftModifier);
    auto* sheet = m_window->findChild<ShortcutSheet*>();
    QVERIFY(sheet != nullptr);
    QStringList all;
    for (const auto* label : sheet->findChildren<QLabel*>()) all << label->text();
    QVERIFY(all.contains(QStringLiteral("Ctrl+K")));
    QVERIFY(all.contains(QStringLiteral("F5 · Ctrl+R")));
  }

  void saysWhenTheBackendIsGoneAndComesBack() {
    open({new CountingPage(*m_feed)});
    auto* banner = m_window->findChild<InlineMessage*>();
    QTRY_VERIFY(m_feed->snapshot() != nullptr && !banner->isVisible());
    m_backend->setUp(false);
    QTRY_VERIFY(banner->isVisible());
    QVERIFY2(banner->text().contains(QStringLiteral("last figures")), qPrintable(banner->text()));
    QVERIFY(!m_window->findChild<QPushButton*>(QStringLiteral("injectOrders"))->isEnabled());
    m_backend->setUp(true);
    QTRY_VERIFY_WITH_TIMEOUT(!banner->isVisible(), 5000);
    QVERIFY(m_window->findChild<QPushButton*>(QStringLiteral("injectOrders"))->isEnabled());
  }

  void buttonsAskForTheDialogs() {
    open({new CountingPage(*m_feed)});
    QTRY_VERIFY(m_feed->state() == Feed::State::Live);
    QSignalSpy orders(m_window.get(), &MainWindow::injectOrdersRequested),
        fault(m_window.get(), &MainWindow::injectFaultRequested);
    QTest::mouseClick(m_window->findChild<QPushButton*>(QStringLiteral("injectOrders")), Qt::LeftButton);
    QTest::mouseClick(m_window->findChild<QPushButton*>(QStringLiteral("injectFault")), Qt::LeftButton);
    QCOMPARE(orders.count(), 1);
    QCOMPARE(fault.count(), 1);
  }

  void asksWhatToDoWithItsBackend() {
    QTemporaryDir folder;
    m_backend->setUp(false);
    m_feed = std::make_unique<Feed>(
        Feed::Options{m_backend->factory(),
                      BackendProcess::Command{
                          QStringLiteral("/bin/sh"),
                          {QStringLiteral("-c"), QStringLiteral("trap 'exit 0' TERM; while :; do sleep 0.05; done")},
                          folder.filePath(QStringLiteral("log"))}});
    open({new CountingPage(*m_feed)});
    QTRY_VERIFY(m_feed->ownsBackend());
    m_backend->setUp(true);
    m_window->close();
    QVERIFY(m_window->isVisible());  // it asks first
    auto* box = m_window->findChild<QMessageBox*>();
    QVERIFY(box != nullptr);
    QCOMPARE(box->defaultButton()->text(), QStringLiteral("Stop the backend"));
    QTest::keyClick(box, Qt::Key_Escape);
    QVERIFY(m_window->isVisible());
    QTRY_VERIFY(m_window->findChild<QMessageBox*>() == nullptr);
    m_window->close();
    QTest::mouseClick(m_window->findChild<QMessageBox*>()->defaultButton(), Qt::LeftButton);
    QTRY_VERIFY(!m_window->isVisible());
  }

  // However it ends: one that takes a picture closes no window.
  void keepsItsBackendIfItIsToldTo() {
    QTemporaryDir folder;
    const QString mark = folder.filePath(QStringLiteral("stopped"));
    const QString script =
        QStringLiteral("echo $$ > '%1.pid'; trap \"touch '%1'; exit 0\" TERM; while :; do sleep 0.05; done").arg(mark);
    m_backend->setUp(false);
    m_feed = std::make_unique<Feed>(Feed::Options{
        m_backend->factory(),
        BackendProcess::Command{
            QStringLiteral("/bin/sh"), {QStringLiteral("-c"), script}, folder.filePath(QStringLiteral("log"))}});
    open({new CountingPage(*m_feed)});
    m_window->keepBackendAtExit();
    QTRY_VERIFY(m_feed->ownsBackend());
    QFile pidFile(mark + QStringLiteral(".pid"));
    QTRY_VERIFY(pidFile.exists() && pidFile.size() > 0);
    QVERIFY(pidFile.open(QIODevice::ReadOnly));
    const auto pid = static_cast<pid_t>(pidFile.readAll().trimmed().toInt());
    m_feed->stop();
    QVERIFY(!QFile::exists(mark));
    QCOMPARE(::kill(pid, 0), 0);
    QCOMPARE(::kill(pid, SIGTERM), 0);
    QTRY_VERIFY(QFile::exists(mark));
  }

  void keepsPageRateAndZone() {
    open({new CountingPage(*m_feed, QStringLiteral("first")), new CountingPage(*m_feed, QStringLiteral("second"))});
    m_window->openPage(QStringLiteral("second"));
    QTest::keyClick(m_window.get(), Qt::Key_U, Qt::ControlModifier);
    m_feed->setRate(2);
    const auto zone = format::zone();
    m_window->close();
    m_window.reset();
    format::setZone(zone == format::Zone::Utc ? format::Zone::Local : format::Zone::Utc);
    open({new CountingPage(*m_feed, QStringLiteral("first")), new CountingPage(*m_feed, QStringLiteral("second"))});
    QCOMPARE(m_window->currentPage(), QStringLiteral("second"));
    QCOMPARE(m_feed->rate(), 2.0);
    QCOMPARE(format::zone(), zone);
    format::setZone(format::Zone::Local);
  }

  // Times are written anew on every page, the hidden ones too; no widget is told of a new language.
  void anotherZoneWritesTheTimesAnew() {
    auto* first = new CountingPage(*m_feed, QStringLiteral("first"));
    auto* second = new CountingPage(*m_feed, QStringLiteral("second"));
    open({first, second});
    LanguageChanges changes(m_window.get());
    const int before = first->written;
    QTest::keyClick(m_window.get(), Qt::Key_U, Qt::ControlModifier);
    QCOMPARE(first->written, before + 1);
    QCOMPARE(second->written, before + 1);
    QCOMPARE(changes.seen, 0);
    QTest::keyClick(m_window.get(), Qt::Key_U, Qt::ControlModifier);
  }

  void anEmptyPageAsksForTheDialogThroughTheWindow() {
    auto* page = new CountingPage(*m_feed);
    open({page});
    QSignalSpy asked(m_window.get(), &MainWindow::injectOrdersRequested);
    emit page->injectOrdersRequested();
    QCOMPARE(asked.count(), 1);
  }

  void theMenuOfSettingsEndsWithShortcutsAndQuit() {
    open({new CountingPage(*m_feed)});
    QMenu* settings = nullptr;
    for (auto* menu : m_window->findChildren<QMenu*>(QString(), Qt::FindDirectChildrenOnly))
      if (!menu->actions().isEmpty()) settings = menu;
    QVERIFY(settings != nullptr);
    const auto entries = settings->actions();
    QCOMPARE(entries[entries.size() - 2]->text(), QStringLiteral("Shortcuts"));
    QCOMPARE(entries[entries.size() - 1]->text(), QStringLiteral("Quit"));
  }

  void navigationCarriesItsSubject() {
    auto* first = new CountingPage(*m_feed, QStringLiteral("first"));
    auto* second = new CountingPage(*m_feed, QStringLiteral("second"));
    open({first, second});
    emit first->navigationRequested(QStringLiteral("second"), domain::OrderState::Paying);
    QCOMPARE(m_window->currentPage(), QStringLiteral("second"));
    QCOMPARE(second->opened, std::optional<Subject>(domain::OrderState::Paying));
    QVERIFY(!first->opened.has_value());
  }

  void everyControlHasAName() {
    open(makePages(*m_feed));
    QTRY_VERIFY(m_feed->snapshot() != nullptr);
    for (const auto* button : m_window->findChildren<QAbstractButton*>()) {
      if (button->objectName().startsWith(QLatin1String("qt_")) || !button->isVisible()) continue;
      QVERIFY2(!button->text().isEmpty() || !button->accessibleName().isEmpty() || !button->toolTip().isEmpty(),
               button->metaObject()->className());
    }
  }

  void pictures() {
    const auto folder = qEnvironmentVariable("ORDERDECK_SCREENSHOTS");
    if (folder.isEmpty()) QSKIP("ORDERDECK_SCREENSHOTS names no folder");
    m_backend->setSeries(lagSeries());
    m_backend->put(SnapshotBuilder::busy().noFaults().lag("payment", 200, "OK").get());
    open(makePages(*m_feed));
    QTRY_VERIFY(m_feed->snapshot() != nullptr);
    for (int step = 1; step <= 90; ++step) {  // a minute and a half in which payment falls behind
      auto next = SnapshotBuilder::busy().sequence(step + 1, step);
      next.lag("payment", 200 + step * step / 3, step > 30 ? "GROWING" : "OK");
      if (step < 25) next.noFaults();
      m_backend->put(next.get());
      QSignalSpy arrived(m_feed.get(), &Feed::snapshotArrived);
      m_feed->refresh();
      QVERIFY(arrived.wait(2000));
    }
    const auto save = [&](const QString& name) {
      QTest::qWait(150);
      QVERIFY(m_window->grab().save(folder + QLatin1Char('/') + name + QStringLiteral(".png")));
    };
    for (const auto kind : {ThemeKind::Dark, ThemeKind::Light}) {
      m_window->setTheme(kind);
      const QString theme = kind == ThemeKind::Dark ? QStringLiteral("dark") : QStringLiteral("light");
      for (const QSize size : {QSize(1280, 800), QSize(1600, 1000)}) {
        m_window->resize(size);
        for (int i = 0; i < 9; ++i) {
          QTest::keyClick(m_window.get(), static_cast<Qt::Key>(Qt::Key_1 + i));
          save(QStringLiteral("%1-%2-%3").arg(m_window->currentPage(), theme).arg(size.width()));
          if (m_window->currentPage() == pageAt(i + 1)) break;
        }
        QTest::keyClick(m_window.get(), Qt::Key_1);
      }
    }
    m_window->setTheme(ThemeKind::Dark);
    m_window->resize(1280, 800);
    QTest::keyClick(m_window.get(), Qt::Key_1);
    m_backend->setUp(false);
    QTRY_VERIFY(m_feed->state() == Feed::State::Gone);
    save(QStringLiteral("gone"));
    m_backend->put(SnapshotBuilder::fresh().sequence(500, 500).get());
    QTRY_VERIFY_WITH_TIMEOUT(m_feed->state() == Feed::State::Live, 5000);
    QTest::qWait(400);
    save(QStringLiteral("fresh"));
    QTest::keyClick(m_window.get(), Qt::Key_K, Qt::ControlModifier);
    QTest::qWait(100);
    if (auto* palette = m_window->findChild<CommandPalette*>())
      palette->grab().save(folder + QStringLiteral("/palette.png"));
  }

 private:
  void open(std::vector<Page*> pages) {
    if (pages.empty()) pages.push_back(new CountingPage(*m_feed));
    m_window = std::make_unique<MainWindow>(*m_feed, std::move(pages));
    expose(*m_window);
    m_window->activateWindow();
    m_window->setFocus();
    m_feed->start();
  }

  QString pageAt(int index) const {
    const auto pages = m_window->findChildren<Page*>();
    return index < pages.size() ? QString() : m_window->currentPage();
  }

  static bool contains(const std::vector<std::string>& calls, const std::string& start) {
    return std::any_of(calls.begin(), calls.end(), [&](const auto& call) { return call.rfind(start, 0) == 0; });
  }

  /// Half an hour in which nothing happened, and the minute and a half in which payment falls behind.
  static api::Series lagSeries() {
    const auto start = SnapshotBuilder::busy().get().at;
    api::Series all;
    all.cursor = 1;
    all.at = start + std::chrono::seconds(90);
    const char* groups[] = {"payment", "risk", "inventory", "points", "notification", "logistics", "ledger"};
    for (int g = 0; g < 7; ++g) {
      auto& points = all.series[std::string("lag.") + groups[g]];
      for (int i = -1'700; i <= 90; ++i) {
        const double level = 120 + g * 60 + ((i + 1'800) / 9 * 37 + g * 11) % 23;
        points.emplace_back(start + std::chrono::seconds(i), g == 0 && i > 0 ? 200 + i * i / 3.0 : level);
      }
    }
    all.faults = {{"f1", "payment-slow", "payment-1", start + std::chrono::seconds(25), std::nullopt}};
    return all;
  }

  std::unique_ptr<MainWindow> m_window;
};

ORDERDECK_TEST(MainWindowTest)
#include "main_window_test.moc"
