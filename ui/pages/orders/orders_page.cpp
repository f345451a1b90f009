#include "ui/pages/orders/orders_page.h"

#include <QLineEdit>
#include <QScrollBar>
#include <QTimer>
#include <QVBoxLayout>
#include <algorithm>
#include <iterator>
#include <utility>

#include "ui/feed/feed.h"
#include "ui/pages/orders/order_panel.h"
#include "ui/pages/orders/state_filter.h"
#include "ui/pages/page_parts.h"
#include "ui/tables/table_view.h"
#include "ui/theme/format.h"
#include "ui/widgets/badge.h"
#include "ui/widgets/card.h"
#include "ui/widgets/freshness.h"
#include "ui/widgets/veil.h"

namespace orderdeck::ui {

namespace {

constexpr int kPage = 200;
constexpr int kExported = 1'000;           // rows a call: as many as one answers
constexpr int kMostRefreshed = 5 * kPage;  // rows that stand still have their states refreshed up to here
constexpr qint64 kFetchEveryMillis = 500;
constexpr qint64 kRest = 10;        // a search rests so many times what it took: in a large ledger it may take a second
constexpr int kTypingMillis = 250;  // of quiet before the search is sent

}  // namespace

OrdersPage::OrdersPage(Feed& feed, QWidget* parent)
    : Page(feed, QStringLiteral("orders"), QStringLiteral("orders"), parent),
      m_card(new Card({}, this)),
      m_mode(new Badge({}, Tone::Ok, this)),
      m_search(new QLineEdit(this)),
      m_typing(new QTimer(this)),
      m_states(new StateFilter(this)),
      m_table(new TableView(this)),
      m_model(new OrderModel(this)),
      m_panel(new OrderPanel(feed, this)) {
  fillWithCards(this, {m_card, m_panel}, {3, 2});
  m_search->setClearButtonEnabled(true);
  m_search->setFixedWidth(scaled(290));  // an order's id and the button that clears it
  m_card->addHeadWidget(m_mode);
  m_card->addHeadWidget(m_search);
  m_countsVeil = new Veil(m_states);
  m_states->setContentsMargins(6, 6, 6, 2);
  m_card->body()->addWidget(m_states);
  m_card->body()->addWidget(m_table);

  m_table->setSource(m_model);
  m_table->setSelectionMode(QAbstractItemView::SingleSelection);
  m_table->setSortingEnabled(false);  // to sort what is loaded would pass for sorting all
  m_table->sortByColumn(-1, Qt::AscendingOrder);
  setColumnWidths(m_table, {226, 100, 84, 0, 104, 116, 70, 76, 262});
  m_table->stretchColumn(3);
  m_table->keepLayoutAs(QStringLiteral("orders"));
  m_table->exportBy([this] { return allOrders(); });
  m_emptyAct = new EmptyAct(m_table);
  m_typing->setSingleShot(true);
  m_typing->setInterval(kTypingMillis);

  connect(m_search, &QLineEdit::textChanged, m_typing, qOverload<>(&QTimer::start));
  connect(m_typing, &QTimer::timeout, this, &OrdersPage::filterChanged);
  connect(m_states, &StateFilter::changed, this, &OrdersPage::filterChanged);
  connect(m_model, &OrderModel::moreWanted, this, &OrdersPage::fetchOlder);
  connect(m_table->selectionModel(), &QItemSelectionModel::selectionChanged, this, &OrdersPage::selectionChanged);
  connect(m_table->verticalScrollBar(), &QScrollBar::valueChanged, this, &OrdersPage::showMode);
  connect(m_emptyAct, &EmptyAct::clicked, this, [this] { filtered() ? clearFilter() : emit injectOrdersRequested(); });
  connect(m_panel, &OrderPanel::noticed, this, &OrdersPage::noticed);
  connect(m_panel, &OrderPanel::asked, m_table, [this] { m_table->setFocus(); });
  connect(m_panel, &OrderPanel::orderKnown, m_model, [this](const OrderRow& order) { m_model->refreshRows({order}); });
  OrdersPage::retranslate();
}

void OrdersPage::showSnapshot(const api::Snapshot& snapshot) {
  m_states->showCounts(snapshot.states);
  const auto ledger = Freshness::of(snapshot, {api::Source::Ledger});
  m_card->setFreshness(ledger);
  m_panel->setFreshness(ledger);
  if (std::exchange(m_isOld, ledger.isStale()) != m_isOld) retranslate();
  const auto store = Freshness::of(snapshot, {api::Source::Store});
  m_countsVeil->setVisible(store.isStale());
  m_states->setToolTip(format::tip(store.why()));
  showMode();
  showActs();
  m_panel->refresh();
  m_table->viewport()->update();  // ages and deadlines go on
  if (m_fetching || (m_sinceFetch.isValid() && !m_sinceFetch.hasExpired(m_fetchPause))) return;
  if (live() || (!scrolled() && m_model->rowCount() <= kMostRefreshed)) fetch();
}

void OrdersPage::open(const Subject& subject) {
  if (const auto* order = std::get_if<subject::Order>(&subject)) {
    m_states->setStates({});
    m_search->setText(order->id);
    m_panel->showOrder(order->id);
  } else if (const auto* state = std::get_if<domain::OrderState>(&subject)) {
    m_search->clear();
    m_states->setStates({format::text(domain::stateName(*state))});
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
  m_table->selectionModel()->clear();
  m_table->scrollToTop();
  fetch();
}

bool OrdersPage::escape() {
  if (m_table->selectionModel()->hasSelection()) {
    m_table->selectionModel()->clear();
    m_panel->showOrder({});
    return true;
  }
  if (!filtered()) return false;
  clearFilter();
  return true;
}

void OrdersPage::clearFilter() {
  m_search->clear();
  m_states->setStates({});
  filterChanged();
}

bool OrdersPage::filtered() const { return !m_search->text().trimmed().isEmpty() || !m_states->states().empty(); }

bool OrdersPage::scrolled() const { return m_table->verticalScrollBar()->value() > 0; }

bool OrdersPage::live() const { return !scrolled() && !m_table->selectionModel()->hasSelection(); }

void OrdersPage::selectionChanged() {
  if (const QStringList keys = m_table->selectedKeys(); !keys.isEmpty()) m_panel->showOrder(keys.first());
  showMode();
}

void OrdersPage::filterChanged() {
  m_typing->stop();
  ++m_generation;
  m_total.reset();
  setSearching(false);
  m_table->selectionModel()->clear();
  m_table->scrollToTop();
  retranslate();
  fetch();
}

// Answers to an older filter are dropped. When the backend is gone, the window says so, and the rows shown stay.
void OrdersPage::ask(const QString& before, std::function<void(OrderRows)> use) {
  const auto call =
      api::listOrders(m_states->states(), m_search->text().trimmed().toStdString(), before.toStdString(), kPage);
  feed().send(call, this,
              [this, use = std::move(use), generation = m_generation](const core::Result<std::string>& answer) {
                if (generation != m_generation) return;
                auto found = answer ? OrderModel::parse(*answer) : std::unexpected(answer.error());
                if (found) return use(*std::move(found));
                m_fetching = false;
                setSearching(false);
                if (answer) emit noticed(format::text(found.error().what), true);
              });
}

void OrdersPage::fetch() {
  m_fetching = true;
  m_fetchPause = kFetchEveryMillis;
  m_sinceFetch.start();
  if (live() || m_model->rowCount() == 0) return search({}, {});
  // Every id is at most as long as the first row's: one digit more is the least id above it.
  ask(m_model->row(0).id + QLatin1Char('0'), [this](const OrderRows& found) {
    m_fetching = false;
    m_model->refreshRows(found.rows);
  });
}

// The newest page. Where the ledger ended a search early, it goes on until the page is full or there is no older order.
void OrdersPage::search(const QString& before, OrderRows found) {
  ask(before, [this, found = std::move(found)](OrderRows more) mutable {
    if (more.total) m_total = more.total, m_totalIsLeast = more.atLeast;
    std::ranges::move(more.rows, std::back_inserter(found.rows));
    const bool goesOn = !more.next.isEmpty() && found.rows.size() < kPage;
    const bool shows = live();  // else the operator took hold of the rows meanwhile
    if (shows && (!goesOn || found.rows.size() > m_model->rows().size()))
      m_model->showPage(found.rows, goesOn ? QString() : more.next);
    setSearching(goesOn && found.rows.empty());
    if (goesOn && shows) return search(more.next, std::move(found));
    m_fetching = false;
    m_fetchPause = std::max(kFetchEveryMillis, kRest * m_sinceFetch.elapsed());
    showMode();
  });
}

void OrdersPage::fetchOlder(const QString& before) {
  ask(before, [this](OrderRows found) {
    if (found.rows.empty() && !found.next.isEmpty()) return fetchOlder(found.next);
    m_model->appendPage(std::move(found.rows), found.next);
    showMode();
  });
}

void OrdersPage::setSearching(bool searching) {
  if (std::exchange(m_searching, searching) != searching) retranslate();
}

QString OrdersPage::howMany() const {
  if (!m_total) return {};
  const QString shown = format::number(static_cast<std::int64_t>(m_model->rows().size()));
  const QString total = format::number(std::max<std::int64_t>(*m_total, m_model->rowCount()));
  return QStringLiteral(" · ") +
         (m_totalIsLeast ? tr("%1 of at least %2").arg(shown, total) : tr("%1 of %2").arg(shown, total));
}

// Of the filter that is on now: it may be another one while they are fetched.
FetchRows OrdersPage::allOrders() {
  return [this, states = m_states->states(), text = m_search->text().trimmed().toStdString()](const QString& before,
                                                                                              const TakeRows& take) {
    feed().send(api::listOrders(states, text, before.toStdString(), kExported), this,
                [take](const core::Result<std::string>& answer) {
                  auto found = answer ? OrderModel::parse(*answer) : std::unexpected(answer.error());
                  if (!found) return take(std::unexpected(found.error()));
                  auto rows = std::make_unique<OrderModel>();
                  rows->setRows(std::move(found->rows));
                  take(FetchedRows{std::move(rows), found->next});
                });
  };
}

void OrdersPage::showMode() {
  const bool now = live();
  if (m_isOld)
    m_mode->set(tr("NOT LIVE"), Tone::Neutral);
  else
    m_mode->set(now ? tr("LIVE") : tr("HELD"), now ? Tone::Ok : Tone::Warn);
  m_card->setSubtitle((m_isOld      ? tr("as it was last read")
                       : now        ? tr("newest first, as the ledger takes them")
                       : scrolled() ? tr("scrolled down: Ctrl+Home goes back to the newest")
                                    : tr("an order is selected: Esc lets new ones come in")) +
                      howMany());
}

void OrdersPage::showActs() {
  m_panel->showActs();
  offer(m_emptyAct, filtered() ? QString() : feed().whyNoAct());
}

void OrdersPage::retranslate() {
  m_card->setTitle(tr("Orders"));
  m_search->setPlaceholderText(tr("Order id, user or product"));
  m_search->setAccessibleName(tr("Search orders by id, user or product"));
  m_search->setToolTip(tr("Search orders by id, user or product (Ctrl+F)"));
  m_table->setAccessibleName(tr("Orders"));
  m_table->setEmptyText(m_isOld       ? tr("The ledger is not read now: which orders it has is not known.")
                        : m_searching ? tr("Searching the older orders…")
                        : filtered()  ? tr("No order in the ledger is like that.")
                                      : tr("No order came yet. Inject some to see them arrive here."));
  m_emptyAct->setAct(filtered() ? tr("Show all orders") : tr("Inject orders…"));
  m_states->retranslate();
  m_model->retranslate();
  m_panel->retranslate();
  showMode();
}

void OrdersPage::restyle() { m_states->retranslate(); }

}  // namespace orderdeck::ui
