#include "ui/pages/inventory/inventory_page.h"

#include <QAction>
#include <QInputDialog>
#include <QLineEdit>
#include <QVBoxLayout>

#include "ui/feed/feed.h"
#include "ui/pages/inventory/product_model.h"
#include "ui/pages/page_parts.h"
#include "ui/tables/table_view.h"
#include "ui/theme/format.h"
#include "ui/widgets/card.h"
#include "ui/widgets/freshness.h"
#include "ui/widgets/place_over.h"

namespace orderdeck::ui {

namespace {

constexpr int kMovementsShown = 200;
constexpr int kFetchEveryMillis = 1'000;
constexpr int kMostRestock = 1'000'000'000;

}  // namespace

InventoryPage::InventoryPage(Feed& feed, QWidget* parent)
    : Page(feed, QStringLiteral("inventory"), QStringLiteral("inventory"), parent),
      m_products(new Card({}, this)),
      m_movements(new Card({}, this)),
      m_filter(new QLineEdit(this)),
      m_restock(new QAction(this)),
      m_productTable(new TableView(this)),
      m_movementTable(new TableView(this)),
      m_productModel(new ProductModel(this)),
      m_movementModel(new MovementModel(this)) {
  fillWithCards(this, {m_products, m_movements}, {3, 1});
  m_filter->setClearButtonEnabled(true);
  m_filter->setFixedWidth(scaled(200));
  m_restock->setShortcut(QKeySequence(Qt::CTRL | Qt::Key_Plus));
  m_restock->setShortcutContext(Qt::WidgetWithChildrenShortcut);
  m_restock->setObjectName(QStringLiteral("act-restock"));
  addAction(m_restock);
  m_products->addHeadWidget(m_filter);
  m_products->addHeadWidget(actButton(m_restock, "", this));
  m_products->body()->addWidget(m_productTable);
  m_movements->body()->addWidget(m_movementTable);

  m_productTable->setSource(m_productModel);
  m_productTable->setSelectionMode(QAbstractItemView::SingleSelection);
  setColumnWidths(m_productTable, {124, 212, 98, 0, 94, 72, 80, 98, 64, 86, 70});
  m_productTable->stretchColumn(3);
  m_productTable->addAction(m_restock);
  m_productTable->sortByColumn(3, Qt::AscendingOrder);
  m_productTable->keepLayoutAs(QStringLiteral("inventory"));
  m_movementTable->setSource(m_movementModel);
  m_movementTable->sortByColumn(0, Qt::DescendingOrder);
  setColumnWidths(m_movementTable, {124, 110, 90});
  m_movementTable->stretchColumn(3);
  m_movementTable->keepLayoutAs(QStringLiteral("movements"));

  connect(m_filter, &QLineEdit::textChanged, m_productTable, &TableView::setFilterText);
  connect(m_productTable, &TableView::currentKeyChanged, this, &InventoryPage::select);
  connect(m_movementTable, &TableView::rowActivated, this, [this](const QString& key) {
    for (const auto& movement : m_movementModel->rows()) {
      if (movement.id == key && movement.ofOrder())
        emit navigationRequested(QStringLiteral("orders"), subject::Order{movement.orderId});
    }
  });
  connect(m_restock, &QAction::triggered, this, &InventoryPage::askRestock);
  InventoryPage::retranslate();
}

void InventoryPage::showSnapshot(const api::Snapshot& snapshot) {
  m_productModel->setRows(snapshot.products);
  m_products->setSubtitle(tr("%n products", nullptr, static_cast<int>(snapshot.products.size())));
  m_products->setFreshness(Freshness::of(snapshot, {api::Source::Store}));
  m_movements->setFreshness(Freshness::of(snapshot, {api::Source::Ledger}));
  showActs();
  if (!m_product.isEmpty() && !m_fetching && m_sinceFetch.hasExpired(kFetchEveryMillis)) fetchMovements();
}

void InventoryPage::open(const Subject& subject) {
  if (const auto* product = std::get_if<subject::Product>(&subject)) m_productTable->selectKey(product->id);
}

void InventoryPage::focusFilter() {
  m_filter->setFocus(Qt::ShortcutFocusReason);
  m_filter->selectAll();
}

void InventoryPage::refresh() {
  if (!m_product.isEmpty()) fetchMovements();
}

bool InventoryPage::escape() {
  if (m_filter->text().isEmpty()) return false;
  m_filter->clear();
  return true;
}

void InventoryPage::retranslate() {
  m_products->setTitle(tr("Inventory"));
  m_movements->setTitle(tr("Stock movements"));
  m_movements->setSubtitle(m_product);
  m_filter->setPlaceholderText(tr("Filter products"));
  m_filter->setAccessibleName(tr("Filter products"));
  m_productTable->setAccessibleName(tr("Products"));
  m_productTable->setEmptyText(tr("Here stands every product of the catalogue once the backend runs"));
  m_movementTable->setAccessibleName(tr("Stock movements"));
  m_movementTable->setEmptyText(m_product.isEmpty() ? tr("Select a product to see its stock move")
                                                    : tr("No movement of this product yet"));
  m_restock->setText(tr("Restock…"));
  showActs();
  m_productModel->retranslate();
  m_movementModel->retranslate();
}

QString InventoryPage::whyNotRestock() const {
  const QString reason = feed().whyNoAct({api::Source::Store});
  return reason.isEmpty() && m_product.isEmpty() ? tr("Select a product first") : reason;
}

void InventoryPage::showActs() {
  const QString key = m_restock->shortcut().toString(QKeySequence::NativeText);
  const QString reason = whyNotRestock();
  offer(m_restock, reason.isEmpty() ? reason : QStringLiteral("%1 (%2)").arg(reason, key),
        QStringLiteral("%1 (%2)").arg(tr("Put more units in stock"), key));
}

void InventoryPage::select(const QString& productId) {
  if (productId == m_product) return;
  m_product = productId;
  m_movementModel->setRows({});
  retranslate();
  if (!m_product.isEmpty()) fetchMovements();
}

void InventoryPage::fetchMovements() {
  m_fetching = true;
  m_sinceFetch.start();
  feed().send(api::stockMovements(m_product.toStdString(), kMovementsShown), this,
              [this, product = m_product](const core::Result<std::string>& answer) {
                m_fetching = false;
                if (product != m_product) {
                  if (!m_product.isEmpty()) fetchMovements();
                  return;
                }
                if (!answer) return;  // the window says when the backend is gone; the rows shown stay
                auto rows = MovementModel::parse(*answer);
                if (rows) {
                  m_movementModel->setRows(*std::move(rows));
                } else {
                  emit noticed(format::text(rows.error().what), true);
                }
              });
}

void InventoryPage::askRestock() {
  if (!whyNotRestock().isEmpty()) return;
  auto* dialog = new QInputDialog(this);
  dialog->setAttribute(Qt::WA_DeleteOnClose);
  dialog->setInputMode(QInputDialog::IntInput);
  dialog->setIntRange(1, kMostRestock);
  dialog->setIntValue(1'000);
  dialog->setIntStep(1'000);
  dialog->setWindowTitle(tr("Restock %1").arg(m_product));
  dialog->setLabelText(tr("Units to add:"));
  connect(dialog, &QInputDialog::intValueSelected, this, [this, product = m_product](int quantity) {
    feed().send(api::restock(product.toStdString(), quantity), this,
                [this, product, quantity](const core::Result<std::string>& answer) {
                  if (answer) {
                    emit noticed(tr("%1: %2 units added").arg(product, format::number(std::int64_t{quantity})), false);
                    feed().refresh();
                  } else {
                    emit noticed(tr("Restock of %1: %2").arg(product, format::text(answer.error().what)), true);
                  }
                },
                {api::Source::Store});
  });
  connect(dialog, &QDialog::finished, m_productTable, [this] { m_productTable->setFocus(); });
  placeOver(dialog, this);
  dialog->open();
}

}  // namespace orderdeck::ui
