#include "ui/pages/orders_page.h"

#include <QLineEdit>
#include <QScrollBar>
#include <QSplitter>
#include <QTimer>
#include <QVBoxLayout>

#include "ui/feed/feed.h"
#include "ui/models/order_model.h"
#include "ui/pages/order_panel.h"
#include "ui/theme/format.h"
#include "ui/widgets/card.h"
#include "ui/widgets/state_filter.h"
#include "ui/widgets/table_view.h"

namespace orderdeck::ui {

namespace {

constexpr int kPage = 200;
constexpr int kFetchEveryMillis = 500;
constexpr int kTypingMillis = 250;  // of quiet before the search is sent

}  // namespace

OrdersPage::OrdersPage(Feed& feed, QWidget* parent)
    : Page(feed, QStringLiteral("orders"), QStringLiteral("orders"), parent),
      m_splitter(new QSplitter(Qt::Vertical, this)),
      m_card(new Card({}, this)),
      m_search(new QLineEdit(this)),
      m_typing(new QTimer(this)),
      m_states(new StateFilter(this)),
      m_table(new TableView(this)),
      m_model(new OrderModel(this)),
      m_panel(new OrderPanel(feed, this)) {
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->addWidget(m_splitter);
  m_splitter->addWidget(m_card);
  m_splitter->addWidget(m_panel);
  m_splitter->setStretchFactor(0, 3);
  m_splitter->setStretchFactor(1, 2);
  m_splitter->setHandleWidth(10);
  m_splitter->setChildrenCollapsible(false);

  m_search->setClearButtonEnabled(true);
  m_search->setMinimumWidth(scaled(280));
  m_card->addHeadWidget(m_search);
  m_states->setContentsMargins(10, 6, 10, 6);
  m_card->body()->addWidget(m_states);
  m_card->body()->addWidget(m_table);

  m_table->setSource(m_model);
  m_table->setSelectionMode(QAbstractItemView::SingleSelection);
  m_table->stretchColumn(3);
  m_table->setColumnWidth(0, scaled(250));
  m_table->keepLayoutAs(QStringLiteral("orders"));
  m_typing->setSingleShot(true);
  m_typing->setInterval(kTypingMillis);

  connect(m_search, &QLineEdit::textChanged, m_typing, qOverload<>(&QTimer::start));
  connect(m_typing, &QTimer::timeout, this, &OrdersPage::filterChanged);
  connect(m_states, &StateFilter::changed, this, &OrdersPage::filterChanged);
  connect(m_model, &OrderModel::moreWanted, this, &OrdersPage::fetchOlder);
  connect(m_table, &TableView::currentKeyChanged, this, [this](const QString& id) {
    if (!id.isEmpty()) m_panel->showOrder(id);
  });
  connect(m_panel, &OrderPanel::noticed, this, &OrdersPage::noticed);
  OrdersPage::retranslate();
}

void OrdersPage::showSnapshot(const runtime::Snapshot& snapshot) {
  m_states->showCounts(snapshot.states);
  m_panel->refresh();
  if (m_fetching || !live()) return;
  if (!m_sinceFetch.isValid() || m_sinceFetch.hasExpired(kFetchEveryMillis)) fetchNewest();
}

void OrdersPage::open(const QString& argument) {
  const QString value = argument.section(QLatin1Char('='), 1);
  if (argument.startsWith(QLatin1String("order="))) {
    m_search->setText(value);
    m_panel->showOrder(value);
  } else if (argument.startsWith(QLatin1String("product="))) {
    m_search->setText(value);
  } else if (argument.startsWith(QLatin1String("state="))) {
    m_search->clear();
    m_states->setStates({value});
  } else {
    return;
  }
  filterChanged();
}

void OrdersPage::focusFilter() {
  m_search->setFocus(Qt::ShortcutFocusReason);
  m_search->selectAll();
}

void OrdersPage::refresh() {
  m_table->scrollToTop();
  fetchNewest();
}

bool OrdersPage::escape() {
  if (m_search->text().isEmpty() && m_states->states().empty()) return false;
  m_search->clear();
  m_states->setStates({});
  filterChanged();
  return true;
}

bool OrdersPage::live() const { return m_table->verticalScrollBar()->value() == 0; }

void OrdersPage::filterChanged() {
  m_typing->stop();
  ++m_generation;
  m_table->scrollToTop();
  fetchNewest();
}

void OrdersPage::fetchNewest() {
  m_fetching = true;
  m_sinceFetch.start();
  feed().send(runtime::listOrders(m_states->states(), m_search->text().trimmed().toStdString(), {}, kPage), this,
              [this, generation = m_generation](const core::Result<std::string>& answer) {
                if (generation != m_generation) return;
                m_fetching = false;
                if (!answer) return;  // the window says when the backend is gone; the rows shown stay
                auto rows = OrderModel::parse(*answer);
                if (!rows) {
                  emit noticed(format::text(rows.error().what), true);
                } else if (live()) {
                  const bool more = rows->size() == kPage;
                  m_model->showPage(*std::move(rows), more);
                }
              });
}

void OrdersPage::fetchOlder(const QString& before) {
  feed().send(runtime::listOrders(m_states->states(), m_search->text().trimmed().toStdString(), before.toStdString(), kPage), this,
              [this, generation = m_generation](const core::Result<std::string>& answer) {
                if (generation != m_generation) return;
                auto rows = answer ? OrderModel::parse(*answer) : std::unexpected(answer.error());
                if (!rows) return emit noticed(format::text(rows.error().what), true);
                const bool more = rows->size() == kPage;
                m_model->appendPage(*std::move(rows), more);
              });
}

void OrdersPage::retranslate() {
  m_card->setTitle(tr("Orders"));
  m_card->setSubtitle(tr("newest first; live while the table stands at its top"));
  m_search->setPlaceholderText(tr("Order id, user or product"));
  m_search->setAccessibleName(tr("Search orders by id, user or product"));
  m_table->setAccessibleName(tr("Orders"));
  m_table->setEmptyText(tr("No such order in the ledger. Inject orders to see them arrive here."));
  m_states->retranslate();
  m_model->retranslate();
}

}  // namespace orderdeck::ui
