// Pictures of the window, to be looked at: ORDERDECK_SCREENSHOTS=FOLDER saves them there; else nothing is done.
#include <cmath>

#include "tests/harness/test_registry.h"
#include "tests/ui/main_window_world.h"
#include "ui/frame/command_palette.h"
#include "ui/frame/event_list.h"
#include "ui/frame/event_strip.h"
#include "ui/pages/all_pages.h"

using namespace orderdeck;
using namespace orderdeck::ui;
using support::SnapshotBuilder;

class WindowPicturesTest : public QObject, private tests::WindowParts {
  Q_OBJECT
 private slots:
  void init() { setUp(SnapshotBuilder::busy().get()); }
  void cleanup() { takeDownWindow(); }

  void pictures() {
    const auto folder = qEnvironmentVariable("ORDERDECK_SCREENSHOTS");
    if (folder.isEmpty()) QSKIP("ORDERDECK_SCREENSHOTS names no folder");
    m_backend->setSeries(lagSeries());
    m_backend->put(SnapshotBuilder::busy().noFaults().lag("payment", 200, "keeping up").get());
    open(makePages(*m_feed));
    QTRY_VERIFY(m_feed->snapshot() != nullptr);
    for (int step = 1; step <= 90; ++step) {  // a minute and a half in which payment falls behind
      auto next = SnapshotBuilder::busy().sequence(step + 1, step);
      next.lag("payment", 200 + step * step / 3,
               step > 30 ? domain::LagVerdict::FallingBehind : domain::LagVerdict::KeepingUp);
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
    QTest::mouseClick(m_window->findChild<EventStrip*>(), Qt::LeftButton, {}, {5, 5});
    QTest::qWait(100);
    if (auto* events = m_window->findChild<EventList*>()) events->grab().save(folder + QStringLiteral("/events.png"));
  }

 private:
  QString pageAt(int index) const {
    const auto pages = m_window->findChildren<Page*>();
    return index < pages.size() ? QString() : m_window->currentPage();
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
    const auto add = [&](const std::string& name, double level, double swing) {
      for (int i = -1'700; i <= 90; ++i)
        all.series[name].emplace_back(start + std::chrono::seconds(i), level + swing * std::sin(i / 17.0 + level));
    };
    add("orders.accepted", 980, 40), add("orders.completed", 960, 60), add("orders.refused", 12, 9);
    add("p99.accept", 6.5, 2), add("p99.order", 240, 80);
    for (int product = 0; product < 20; ++product) add("stock.product-" + std::to_string(product), 5 + 4 * product, 2);
    for (const char* node : {"daemon", "redis", "kafka", "gateway-1", "payment-1", "payment-2", "risk-1", "inventory-1",
                             "points-1", "notification-1", "logistics-1", "ledger-1"})
      add(std::string("cpu.") + node, 3 + 2.0 * static_cast<double>(std::string(node).size()), 2);
    const auto happens = [&](const char* code, int second, const char* text) {
      api::OpsEvent event{.sequence = second, .at = start + std::chrono::seconds(second), .code = code, .kind = "node"};
      event.text = text;
      event.arguments["node"] = std::string("payment-1");
      all.events.push_back(event);
    };
    happens("node.paused", 10, "payment-1 is paused");
    happens("node.resumed", 40, "payment-1 goes on");
    happens("node.died", 62, "payment-1 died (signal 9); starts again in 100 ms");
    all.faults = {{"f1", "payment-slow", "payment-1", start + std::chrono::seconds(25), std::nullopt}};
    return all;
  }
};

ORDERDECK_TEST(WindowPicturesTest)
#include "window_pictures_test.moc"
