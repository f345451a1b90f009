// The window: navigation, shortcuts, what a page is handed, what is kept.
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QMenu>
#include <QStackedWidget>
#include <QToolButton>

#include "tests/harness/test_registry.h"
#include "tests/ui/main_window_world.h"
#include "ui/frame/command_palette.h"
#include "ui/frame/event_list.h"
#include "ui/frame/event_strip.h"
#include "ui/frame/goals.h"
#include "ui/frame/load_pill.h"
#include "ui/pages/all_pages.h"
#include "ui/tables/table_view.h"
#include "ui/theme/format.h"
#include "ui/words/fault_text.h"

using namespace orderdeck;
using namespace orderdeck::ui;
using support::SnapshotBuilder;
using tests::CountingPage;

namespace {

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

class MainWindowTest : public QObject, private tests::WindowParts {
  Q_OBJECT
 private slots:
  void init() { setUp(SnapshotBuilder::busy().get()); }
  void cleanup() { takeDownWindow(); }

  void anotherPageDoesNotPutTheFocusIntoItsFilter() {
    open(makePages(*m_feed));
    m_window->openPage(QStringLiteral("inventory"));
    m_window->findChild<QWidget*>(QStringLiteral("page-inventory"))->findChild<QLineEdit*>()->setFocus();
    m_window->openPage(QStringLiteral("nodes"));
    QVERIFY(m_window->focusWidget() != nullptr);
    QCOMPARE(m_window->focusWidget()->objectName(), QStringLiteral("page-nodes"));
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

  void paletteFindsWhatThereIs() {
    auto* page = new CountingPage(*m_feed, QStringLiteral("inventory"));
    open({page, new CountingPage(*m_feed, QStringLiteral("orders"))});
    QTRY_VERIFY(m_feed->snapshot() != nullptr);
    QTest::keyClick(m_window.get(), Qt::Key_K, Qt::ControlModifier);
    auto* palette = m_window->findChild<CommandPalette*>();
    auto* text = palette->findChild<QLineEdit*>();
    const auto* list = palette->findChild<QListWidget*>();
    const auto find = [&](const QString& typed) {
      text->setText(typed);
      QStringList found;
      for (int i = 0; i < list->count(); ++i) found << list->item(i)->text();
      return found;
    };
    QTRY_VERIFY(m_feed->snapshotWith(goalNeeds().sections) != nullptr);
    const auto& snapshot = *m_feed->snapshot();
    for (const QString& thing :
         {QStringLiteral("Product ") + format::text(snapshot.products.front().productId),
          QStringLiteral("Process ") + format::text(snapshot.nodes.front().name),
          QStringLiteral("Consumer group ") + format::text(snapshot.groups.front().group),
          QStringLiteral("Inject fault: ") + faultTitle(QStringLiteral("payment-slow")) + QStringLiteral("…")})
      QVERIFY2(find(thing).contains(thing), qPrintable(thing));
    QCOMPARE(find(QStringLiteral("01JABCDEF234")), QStringList{QStringLiteral("Order 01JABCDEF234")});
    QTest::keyClick(text, Qt::Key_Return);
    QTRY_COMPARE(m_window->currentPage(), QStringLiteral("orders"));
  }

  void aRunningLoadStandsInTheBarAndIsStoppedThere() {
    open({new CountingPage(*m_feed)});
    QTRY_VERIFY(m_feed->state() == Feed::State::Live);
    const auto* pill = m_window->findChild<LoadPill*>();
    QVERIFY(!pill->isVisible());
    auto snapshot = SnapshotBuilder::busy().sequence(9, 2).get();
    snapshot.load.emplace();
    snapshot.load->state = api::JobState::Running;
    snapshot.load->planned = 200;
    snapshot.load->sent = 50;
    snapshot.load->sentPerSecond = 100;
    m_backend->put(snapshot);
    QTRY_VERIFY(pill->isVisible());
    QCOMPARE(pill->text(), QStringLiteral("load 100/s · 25 %"));
    const auto* words = pill->findChild<QToolButton*>(QStringLiteral("runningLoad"));
    m_window->resize(900, m_window->height());  // no room: the button to stop it stays, and no half of a word
    QTRY_VERIFY(words->isHidden() && !pill->isHidden());
    m_window->resize(1'900, m_window->height());
    QTRY_VERIFY(!words->isHidden() && words->width() >= words->sizeHint().width());
    QTest::mouseClick(pill->findChild<QToolButton*>(QStringLiteral("stopRunningLoad")), Qt::LeftButton);
    QTRY_COMPARE(m_backend->calls("DELETE /api/load").size(), 1u);
  }

  void theListOfEventsIsLive() {
    open({new CountingPage(*m_feed)});
    auto snapshot = SnapshotBuilder::busy().sequence(9, 2).get();
    m_backend->put(snapshot);
    QTRY_VERIFY(m_feed->snapshot() != nullptr && m_feed->snapshot()->events == snapshot.events);
    QTest::mouseClick(m_window->findChild<EventStrip*>(), Qt::LeftButton, {}, {5, 5});
    auto* list = m_window->findChild<EventList*>();
    QVERIFY(list != nullptr && list->isVisible());
    const auto* model = list->findChild<TableView*>()->model();
    QCOMPARE(model->rowCount(), static_cast<int>(snapshot.events.size()));
    auto next = snapshot.events.back();
    ++next.sequence;
    snapshot.events.push_back(next);
    ++snapshot.sequence;
    snapshot.at += std::chrono::seconds(1);
    m_backend->put(snapshot);
    QTRY_COMPARE(model->rowCount(), static_cast<int>(snapshot.events.size()));
    list->findChild<QLineEdit*>()->setText(QStringLiteral("no event says this"));
    QCOMPARE(model->rowCount(), 0);
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

  void theMenuOfSettingsHasHeadingsAndEndsWithShortcutsAndQuit() {
    open({new CountingPage(*m_feed)});
    QMenu* settings = nullptr;
    for (auto* menu : m_window->findChildren<QMenu*>(QString(), Qt::FindDirectChildrenOnly))
      if (!menu->actions().isEmpty()) settings = menu;
    QVERIFY(settings != nullptr);
    const auto entries = settings->actions();
    QStringList headings;
    for (const auto* heading : settings->findChildren<QLabel*>()) headings.append(heading->text());
    QCOMPARE(headings, QStringList({"Theme", "Language", "Refresh"}));
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
};

ORDERDECK_TEST(MainWindowTest)
#include "main_window_test.moc"
