// What tests of the window and of its pages set up alike: a backend in memory, a feed on it, and ways to find what an
// operator sees. A test class inherits one of these beside QObject. GUI thread.
#pragma once

#include <QLineEdit>
#include <QPushButton>
#include <QSignalSpy>

#include "tests/support/snapshot_builder.h"
#include "tests/ui/answers.h"
#include "tests/ui/console_fixture.h"
#include "tests/ui/fake_backend.h"
#include "ui/feed/feed.h"
#include "ui/pages/page.h"
#include "ui/tables/table_view.h"
#include "ui/theme/format.h"
#include "ui/widgets/badge.h"
#include "ui/widgets/confirm_dialog.h"

namespace orderdeck::tests {

/// A console without its window: each test starts with no kept settings, `first` as the backend's snapshot, and a feed
/// that is not started.
class ConsoleParts {
 protected:
  void setUp(const api::Snapshot& first) {
    if (!m_environment) m_environment = std::make_unique<ConsoleEnvironment>();
    QSettings().clear();
    m_backend = std::make_unique<FakeBackend>();
    m_backend->put(first);
    m_feed = std::make_unique<ui::Feed>(ui::Feed::Options{m_backend->factory(), {}});
  }
  void takeDown() {
    m_feed.reset();
    m_backend.reset();
  }

  /// Shows it and waits until it is there.
  static void expose(QWidget& window) {
    window.show();
    if (!QTest::qWaitForWindowExposed(&window)) qFatal("the window is not shown");
  }
  static ui::TableView* tableIn(const QWidget* within, const char* name) {
    for (auto* view : within->findChildren<ui::TableView*>())
      if (view->accessibleName() == QLatin1String(name)) return view;
    qFatal("there is no table %s", name);
  }
  static QPushButton* buttonIn(const QWidget* within, const char* text) {
    for (auto* found : within->findChildren<QPushButton*>())
      if (found->text() == QString::fromUtf8(text)) return found;
    qFatal("there is no button %s", text);
  }

  std::unique_ptr<ConsoleEnvironment> m_environment;
  std::unique_ptr<FakeBackend> m_backend;
  std::unique_ptr<ui::Feed> m_feed;
};

/// One page as a window of its own, on a backend that lives and knows three orders.
class PageParts : protected ConsoleParts {
 protected:
  void setUpPages() {
    setUp(support::SnapshotBuilder::busy().get());
    m_backend->live();
    ui::format::setZone(ui::format::Zone::Utc);
    m_backend->answer("GET /api/orders", pageOf({orderJson("o3", "created", 9), orderJson("o2", "paying", 8),
                                                 orderJson("o1", "completed", 7)},
                                                {}, "3"));
    m_backend->answer("GET /api/orders/o2", orderDetailJson("o2", "paying"));
    m_backend->answer("GET /api/orders/o1", orderDetailJson("o1", "completed"));
    m_feed->setRate(10);
  }
  void takeDownPages() {
    m_page.reset();
    takeDown();
  }

  template <typename P>
  P* open() {
    return open(std::make_unique<P>(*m_feed));
  }
  template <typename P>
  P* open(std::unique_ptr<P> page) {
    P* result = page.get();
    m_page = std::move(page);
    QObject::connect(m_feed.get(), &ui::Feed::snapshotArrived, result, [this, result] { show(result); });
    m_page->resize(1190, 690);
    expose(*m_page);
    m_feed->start();
    show(result);
    return result;
  }
  /// As the window does: what the page needs, once it is there.
  void show(ui::Page* page) {
    if (const auto* snapshot = m_feed->snapshotWith(page->needs().sections)) page->showSnapshot(*snapshot);
  }
  void nextSnapshots(int count) {
    QSignalSpy arrived(m_feed.get(), &ui::Feed::snapshotArrived);
    QTRY_VERIFY(arrived.count() >= count);
  }
  ui::TableView* table(const char* name) const { return tableIn(m_page.get(), name); }
  QPushButton* button(const char* text) const { return buttonIn(m_page.get(), text); }
  /// Whether the rows follow the ledger or stand.
  QString mode() const {
    for (const auto* badge : m_page->findChildren<ui::Badge*>())
      if (badge->text() == QLatin1String("LIVE") || badge->text() == QLatin1String("HELD")) return badge->text();
    return {};
  }
  void confirm() const {
    auto* dialog = m_page->findChild<ui::ConfirmDialog*>();
    QVERIFY(dialog != nullptr);
    QTest::mouseClick(dialog->findChild<QPushButton*>(QStringLiteral("act")), Qt::LeftButton);
  }

  std::unique_ptr<ui::Page> m_page;
};

}  // namespace orderdeck::tests
