// What holds for every page with a table: controls have names. ORDERDECK_SCREENSHOTS=FOLDER also saves pictures there.
#include <functional>

#include "tests/harness/test_registry.h"
#include "tests/ui/window_fixture.h"
#include "ui/pages/inventory/inventory_page.h"
#include "ui/pages/locks/locks_page.h"
#include "ui/pages/nodes/nodes_page.h"
#include "ui/pages/orders/orders_page.h"
#include "ui/pages/streams/streams_page.h"

using namespace orderdeck;
using namespace orderdeck::ui;

class PagesTest : public QObject, private tests::PageParts {
  Q_OBJECT
 private slots:
  void init() { setUpPages(); }
  void cleanup() { takeDownPages(); }

  void everyPageNamesItsControls() {
    const std::vector<std::function<Page*()>> pages = {
        [this] { return open<OrdersPage>(); }, [this] { return open<InventoryPage>(); },
        [this] { return open<StreamsPage>(); }, [this] { return open<LocksPage>(); },
        [this] { return open<NodesPage>(); }};
    for (const auto& make : pages) {
      const Page* page = make();
      for (const auto* control : page->findChildren<QWidget*>()) {
        if (control->focusPolicy() == Qt::NoFocus || !control->isVisible() ||
            control->objectName().startsWith(QLatin1String("qt_")))
          continue;
        if (qobject_cast<const QAbstractButton*>(control) == nullptr &&
            qobject_cast<const QLineEdit*>(control) == nullptr && qobject_cast<const QTableView*>(control) == nullptr)
          continue;
        const auto* named = qobject_cast<const QAbstractButton*>(control);
        QVERIFY2(!control->accessibleName().isEmpty() || (named != nullptr && !named->text().isEmpty()),
                 control->metaObject()->className());
      }
    }
  }

  void pictures() {
    const auto folder = qEnvironmentVariable("ORDERDECK_SCREENSHOTS");
    if (folder.isEmpty()) QSKIP("ORDERDECK_SCREENSHOTS names no folder");
    const auto save = [&](const QString& name) {
      m_page->resize(1190, 690);
      QTest::qWait(700);
      QVERIFY(m_page->grab().save(folder + QLatin1Char('/') + name + QStringLiteral(".png")));
    };
    open<OrdersPage>();
    QTRY_COMPARE(table("Orders")->model()->rowCount(), 3);
    table("Orders")->selectKey(QStringLiteral("o2"));
    save(QStringLiteral("orders"));
    open<LocksPage>();
    save(QStringLiteral("locks"));
    open<NodesPage>();
    QTRY_COMPARE(table("Nodes")->model()->rowCount(), 11);
    table("Nodes")->selectKey(QStringLiteral("inventory-1"));
    save(QStringLiteral("nodes"));
    m_backend->answer("GET /api/orders", std::string("[]"));
    open<OrdersPage>();
    save(QStringLiteral("orders-empty"));
  }
};

ORDERDECK_TEST(PagesTest)
#include "pages_test.moc"
