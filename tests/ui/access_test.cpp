// The console without a mouse and without eyes: on every page and in every dialog Tab reaches every control once, in
// the order in which they stand, and each has a name that no other of its kind there has.
#include <QAccessible>
#include <QAction>
#include <QDialog>
#include <QTabWidget>

#include "tests/harness/test_registry.h"
#include "tests/ui/window_fixture.h"
#include "ui/frame/dialogs.h"
#include "ui/frame/event_strip.h"
#include "ui/frame/main_window.h"
#include "ui/pages/all_pages.h"

using namespace orderdeck;
using namespace orderdeck::ui;
using support::SnapshotBuilder;

namespace {

constexpr const char* kCatalogue =
    R"([{"name":"payment-slow","summary":"Slow.","services":["payment"],"needsTarget":false,"choices":[)"
    R"({"name":"kind","title":"what kind","options":["any","huge"]}],"params":[)"
    R"({"name":"latencyMs","title":"added latency","unit":"ms","standard":400.0,"least":0.0,"most":60000.0},)"
    R"({"name":"jitterMs","title":"jitter","unit":"ms","standard":100.0,"least":0.0,"most":60000.0}]}])";

constexpr const char* kLetters =
    R"([{"letterId":"l1","topic":"order-paid","partition":1,"offset":7,"service":"points","orderId":"o1",)"
    R"("event":"PaymentProcessed","eventId":"e1","why":"bad","attempts":5,"failedAt":"2026-11-21T22:41:00.000Z",)"
    R"("recordedAt":"2026-11-21T22:41:00.000Z","bodyBytes":9,"truncated":false,"status":"waiting","redrives":0}])";

QList<QWidget*> stopsIn(const QWidget* window) {
  QList<QWidget*> stops;
  for (auto* widget : window->findChildren<QWidget*>()) {
    const bool isStop = widget->window() == window && widget->isVisible() && widget->isEnabled() &&
                        (widget->focusPolicy() & Qt::TabFocus) != 0 && widget->focusProxy() == nullptr;
    if (isStop) stops.append(widget);
  }
  return stops;
}

QString nameOf(QWidget* widget) {
  auto* face = QAccessible::queryAccessibleInterface(widget);
  return face == nullptr ? QString() : face->text(QAccessible::Name).trimmed();
}

QAccessible::Role roleOf(QWidget* widget) { return QAccessible::queryAccessibleInterface(widget)->role(); }

QString shown(QWidget* widget) {
  return QStringLiteral("%1 \"%2\" (%3)")
      .arg(QLatin1String(widget->metaObject()->className()), nameOf(widget), widget->objectName());
}

/// Where Tab leads, from the first stop until it comes to one again.
QList<QWidget*> walked(QWidget* window) {
  QList<QWidget*> way;
  while (true) {
    auto* at = QApplication::focusWidget();
    QTest::keyClick(at != nullptr && at->window() == window ? at : window, Qt::Key_Tab);
    auto* now = QApplication::focusWidget();
    if (now == nullptr || way.contains(now)) return way;
    way.append(now);
  }
}

/// The two parts of the window in which these stand and that are side by side: not one within the other.
std::pair<QRect, QRect> apart(QWidget* a, QWidget* b) {
  const auto within = [](QWidget* widget, const QWidget* ancestor) {
    while (widget->parentWidget() != ancestor) widget = widget->parentWidget();
    return QRect(widget->mapToGlobal(QPoint()), widget->size());
  };
  const auto* common = a->parentWidget();
  while (!common->isAncestorOf(b)) common = common->parentWidget();
  return {within(a, common), within(b, common)};
}

bool overlap(int from, int to, int otherFrom, int otherTo) { return from <= otherTo && otherFrom <= to; }

/// Whether who reads from left to right and from top to bottom comes to `b` before `a`.
bool standsBefore(const QRect& b, const QRect& a) {
  const bool above = b.bottom() < a.top() && overlap(a.left(), a.right(), b.left(), b.right());
  const bool left = b.right() < a.left() && overlap(a.top(), a.bottom(), b.top(), b.bottom());
  return above || left;
}

/// What is wrong with the stops of a window as it is now; empty: nothing.
QString faultsOf(QWidget* window) {
  QStringList faults;
  const auto stops = stopsIn(window);
  if (auto* focus = QApplication::focusWidget()) focus->clearFocus();
  const auto way = walked(window);
  QSet<QString> names;
  for (auto* stop : stops) {
    if (nameOf(stop).isEmpty()) faults << shown(stop) + QStringLiteral(" has no name");
    if (!way.contains(stop)) faults << shown(stop) + QStringLiteral(" is not reached");
    const QString name = QStringLiteral("%1 %2").arg(static_cast<int>(roleOf(stop))).arg(nameOf(stop));
    if (names.contains(name)) faults << shown(stop) + QStringLiteral(" has another one's name");
    names.insert(name);
  }
  for (auto* stop : way)
    if (!stops.contains(stop)) faults << shown(stop) + QStringLiteral(" is no stop, and reached");
  // From the first one on: the way is a ring, and begins where the focus was.
  for (qsizetype i = 0; i < way.size(); ++i) {
    for (qsizetype j = i + 1; j < way.size(); ++j) {
      if (way[i]->isAncestorOf(way[j]) || way[j]->isAncestorOf(way[i])) continue;
      const auto [a, b] = apart(way[i], way[j]);
      if (standsBefore(b, a)) faults << shown(way[j]) + QStringLiteral(" comes after ") + shown(way[i]);
    }
  }
  return faults.join(QLatin1Char('\n'));
}

}  // namespace

class AccessTest : public QObject, private tests::ConsoleParts {
  Q_OBJECT
 private slots:
  void init() {
    setUp(SnapshotBuilder::busy().get());
    m_backend->live();
    m_backend->answer("GET /api/orders", tests::pageOf({tests::orderJson("o1", "paying")}));
    m_backend->answer("GET /api/orders/o1", tests::orderDetailJson("o1", "paying"));
    m_backend->answer("GET /api/dead-letters", std::string(kLetters));
    m_backend->answer("GET /api/faults/catalogue", std::string(kCatalogue));
    m_window = std::make_unique<MainWindow>(*m_feed, makePages(*m_feed));
    connectDialogs(*m_window, *m_feed);
    m_window->resize(1280, 800);
    expose(*m_window);
    m_window->activateWindow();
    m_feed->start();
    m_feed->setRate(10);
    QTRY_VERIFY(m_feed->state() == Feed::State::Live && m_feed->snapshot() != nullptr);
    QTRY_VERIFY(m_window->isActiveWindow());
  }
  void cleanup() {
    m_window.reset();
    takeDown();
  }

  void everyStopOfEveryPageHasANameAndItsPlace() {
    for (const QString& page : m_window->pageIds()) {
      m_window->openPage(page);
      const auto* shownPage = m_window->findChild<Page*>(QStringLiteral("page-") + page);
      QTRY_VERIFY(m_feed->snapshotWith(shownPage->needs().sections) != nullptr);
      // With a row chosen in every table: acts on rows are stops too.
      for (auto* table : shownPage->findChildren<TableView*>()) {
        if (table->isVisible() && table->model()->rowCount() > 0) table->selectRow(0);
      }
      nextSnapshots(2);
      const QString faults = faultsOf(m_window.get());
      QVERIFY2(faults.isEmpty(), qPrintable(page + QLatin1Char('\n') + faults));
    }
  }

  void everyStopOfEveryDialogHasANameAndItsPlace() {
    m_window->openPage(QStringLiteral("nodes"));
    QTRY_VERIFY(tableIn(m_window.get(), "Nodes")->model()->rowCount() > 0);
    const std::vector<std::pair<const char*, std::function<void()>>> dialogs = {
        {"fault", [this] { emit m_window->injectFaultRequested(); }},
        {"orders", [this] { emit m_window->injectOrdersRequested(); }},
        {"palette", [this] { QTest::keyClick(m_window.get(), Qt::Key_K, Qt::ControlModifier); }},
        {"shortcuts", [this] { QTest::keyClick(m_window.get(), Qt::Key_F1); }},
        {"events",
         [this] {
           auto* strip = m_window->findChild<EventStrip*>();
           strip->setFocus();
           QTest::keyClick(strip, Qt::Key_Return);
         }},
        {"question",
         [this] {
           ConfirmDialog::ask(m_window.get(),
                              {.title = QStringLiteral("Kill payment-1?"),
                               .text = QStringLiteral("It ends."),
                               .mayBreak = QStringLiteral("Much."),
                               .act = QStringLiteral("Kill"),
                               .typeToConfirm = QStringLiteral("payment-1")},
                              [] {});
         }},
        {"restock",
         [this] {
           m_window->openPage(QStringLiteral("inventory"));
           auto* products = tableIn(m_window.get(), "Products");
           QTRY_VERIFY(products->model()->rowCount() > 0);
           products->selectRow(0);
           nextSnapshots(1);
           m_window->findChild<QAction*>(QStringLiteral("act-restock"))->trigger();
         }},
    };
    for (const auto& [name, open] : dialogs) {
      open();
      QDialog* dialog = nullptr;
      QTRY_VERIFY2((dialog = openDialog()) != nullptr, name);
      QTRY_VERIFY(dialog->isActiveWindow());
      nextSnapshots(2);
      auto* tabs = dialog->findChild<QTabWidget*>();
      for (int tab = 0; tab < (tabs == nullptr ? 1 : tabs->count()); ++tab) {
        if (tabs != nullptr) tabs->setCurrentIndex(tab);
        const QString faults = faultsOf(dialog);
        QVERIFY2(faults.isEmpty(),
                 qPrintable(QStringLiteral("%1 %2\n%3").arg(QLatin1String(name)).arg(tab).arg(faults)));
      }
      QTest::keyClick(dialog, Qt::Key_Escape);
      QTRY_VERIFY(openDialog() == nullptr);
    }
  }

 private:
  QDialog* openDialog() const {
    for (auto* dialog : m_window->findChildren<QDialog*>())
      if (dialog->isVisible()) return dialog;
    return nullptr;
  }
  void nextSnapshots(int count) {
    QSignalSpy arrived(m_feed.get(), &Feed::snapshotArrived);
    QTRY_VERIFY(arrived.count() >= count);
  }

  std::unique_ptr<MainWindow> m_window;
};

ORDERDECK_TEST(AccessTest)
#include "access_test.moc"
