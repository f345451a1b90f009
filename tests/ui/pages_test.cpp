// What holds for every page: a name, an icon, and controls that have names. ORDERDECK_SCREENSHOTS=FOLDER also saves
// pictures there.
#include "tests/harness/test_registry.h"
#include "tests/ui/window_fixture.h"
#include "ui/pages/all_pages.h"
#include "ui/pages/locks/locks_page.h"
#include "ui/pages/nodes/nodes_page.h"
#include "ui/pages/orders/orders_page.h"
#include "ui/theme/icon.h"

using namespace orderdeck;
using namespace orderdeck::ui;

class PagesTest : public QObject, private tests::PageParts {
  Q_OBJECT
 private slots:
  void init() { setUpPages(); }
  void cleanup() { takeDownPages(); }

  void everyPageNamesItsControls() {
    for (Page* page : makePages(*m_feed)) {
      open(std::unique_ptr<Page>(page));
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

  void everyPageHasItsNameAndItsIcon() {
    QSet<QString> ids;
    for (Page* made : makePages(*m_feed)) {
      const std::unique_ptr<Page> page(made);
      QVERIFY(!page->title().isEmpty() && !ids.contains(page->id()));
      ids.insert(page->id());
      QVERIFY2(isDrawn(page->iconName()), qPrintable(page->iconName()));
    }
  }

  void theOtherIconsOfTheFrameAreThere() {
    for (const auto* name : {"settings", "pause", "play"}) QVERIFY2(isDrawn(QLatin1String(name)), name);
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
    m_backend->answer("GET /api/orders", tests::pageOf({}));
    open<OrdersPage>();
    save(QStringLiteral("orders-empty"));
  }

 private:
  static bool isDrawn(const QString& icon) {
    const auto picture = iconPixmap(icon, Qt::white, 24, 1.0).toImage();
    for (int y = 0; y < picture.height(); ++y)
      for (int x = 0; x < picture.width(); ++x)
        if (qAlpha(picture.pixel(x, y)) > 0) return true;
    return false;
  }
};

ORDERDECK_TEST(PagesTest)
#include "pages_test.moc"
