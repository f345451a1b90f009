// The page Inventory on a scripted backend: stock as a snapshot says it, restocking, filter, and a selection that stays
// while figures change.
#include <QInputDialog>
#include <QScrollBar>

#include "tests/harness/test_registry.h"
#include "tests/ui/window_fixture.h"
#include "ui/pages/inventory/inventory_page.h"

using namespace orderdeck;
using namespace orderdeck::ui;
using support::SnapshotBuilder;
using tests::shownRow;

class InventoryPageTest : public QObject, private tests::PageParts {
  Q_OBJECT
 private slots:
  void init() { setUpPages(); }
  void cleanup() { takeDownPages(); }

  void inventoryShowsStockAndRestocks() {
    m_backend->answer(
        "GET /api/inventory/abc/movements",
        std::string(
            R"([{"movementId":"m1","orderId":"o1","productId":"abc","kind":"sold","quantity":3,"occurredAt":"2026-11-21T22:41:00.000Z"}])"));
    open<InventoryPage>();
    QTRY_COMPARE(table("Products")->model()->rowCount(), 48);
    QCOMPARE(shownRow(table("Products"), 0).first(), QStringLiteral("phone-15"));  // the scarcest first
    QVERIFY(!button("Restock…")->isEnabled());
    m_page->open(subject::Product{QStringLiteral("abc")});
    QTRY_COMPARE(table("Stock movements")->model()->rowCount(), 1);
    QVERIFY(button("Restock…")->isEnabled());
    QTest::mouseClick(button("Restock…"), Qt::LeftButton);
    auto* dialog = m_page->findChild<QInputDialog*>();
    QVERIFY(dialog != nullptr);
    QVERIFY(m_backend->calls("POST").empty());
    dialog->setIntValue(2'500);
    dialog->accept();
    QTRY_COMPARE(m_backend->calls("POST"),
                 std::vector<std::string>({R"(POST /api/inventory/abc/restock {"quantity":2500})"}));
  }

  void inventoryFilters() {
    open<InventoryPage>();
    QTRY_COMPARE(table("Products")->model()->rowCount(), 48);
    m_page->focusFilter();
    m_page->findChild<QLineEdit*>()->setText(QStringLiteral("phone"));
    QCOMPARE(table("Products")->model()->rowCount(), 1);
    QVERIFY(m_page->escape());
    QCOMPARE(table("Products")->model()->rowCount(), 48);
  }

  void selectionAndScrollStayWhileStockChanges() {
    open<InventoryPage>();
    QTRY_COMPARE(table("Products")->model()->rowCount(), 48);
    table("Products")->selectKey(QStringLiteral("item-140"));
    auto* bar = table("Products")->verticalScrollBar();
    const int at = bar->value();
    QVERIFY(at > 0);
    auto next = SnapshotBuilder::busy().get();
    for (auto& product : next.products) product.sold += 3, product.available -= 3;
    m_backend->put(next);
    QTRY_COMPARE(shownRow(table("Products"), 0).at(4), QStringLiteral("409"));
    QCOMPARE(table("Products")->selectedKeys(), QStringList({"item-140"}));
    QCOMPARE(bar->value(), at);
  }
};

ORDERDECK_TEST(InventoryPageTest)
#include "inventory_page_test.moc"
