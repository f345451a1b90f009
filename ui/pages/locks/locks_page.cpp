#include "ui/pages/locks/locks_page.h"

#include <QGridLayout>
#include <algorithm>

#include "ui/charts/histogram_bars.h"
#include "ui/feed/feed.h"
#include "ui/pages/locks/lock_model.h"
#include "ui/pages/page_parts.h"
#include "ui/tables/table_view.h"
#include "ui/theme/format.h"
#include "ui/widgets/card.h"
#include "ui/widgets/freshness.h"

namespace orderdeck::ui {

namespace {

QString percentiles(std::optional<double> p50, std::optional<double> p99) {
  return QStringLiteral("p50 %1 · p99 %2").arg(format::millis(p50), format::millis(p99));
}

}  // namespace

LocksPage::LocksPage(Feed& feed, QWidget* parent)
    : Page(feed, QStringLiteral("locks"), QStringLiteral("locks"), parent),
      m_holders(new Card({}, this)),
      m_wait(new Card({}, this)),
      m_hold(new Card({}, this)),
      m_contention(new Card({}, this)),
      m_lockTable(new TableView(this)),
      m_contentionTable(new TableView(this)),
      m_lockModel(new LockModel(this)),
      m_contentionModel(new ContentionModel(this)),
      m_waitBars(new HistogramBars(this)),
      m_holdBars(new HistogramBars(this)) {
  auto* layout = new QGridLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->setSpacing(kCardGap);
  layout->addWidget(m_holders, 0, 0, 1, 2);
  layout->addWidget(m_wait, 1, 0);
  layout->addWidget(m_hold, 2, 0);
  layout->addWidget(m_contention, 1, 1, 2, 1);
  layout->setRowStretch(0, 2);
  layout->setRowStretch(1, 2);
  layout->setRowStretch(2, 2);
  layout->setColumnStretch(0, 1);
  layout->setColumnStretch(1, 1);

  m_holders->body()->addWidget(m_lockTable);
  m_wait->body()->addWidget(m_waitBars);
  m_hold->body()->addWidget(m_holdBars);
  m_contention->body()->addWidget(m_contentionTable);
  m_lockTable->setSource(m_lockModel);
  setColumnWidths(m_lockTable, {170, 170, 90, 150, 96, 96});
  m_lockTable->stretchColumn(6);
  m_lockTable->sortByColumn(-1, Qt::AscendingOrder);  // those held longest first
  m_lockTable->keepLayoutAs(QStringLiteral("locks"));
  m_contentionTable->setSource(m_contentionModel);
  setColumnWidths(m_contentionTable, {132, 0, 90, 96});
  m_contentionTable->stretchColumn(1);
  m_contentionTable->sortByColumn(-1, Qt::AscendingOrder);  // the most taken first
  m_contentionTable->keepLayoutAs(QStringLiteral("contention"));
  m_emptyAct = new EmptyAct(m_contentionTable);
  connect(m_emptyAct, &EmptyAct::clicked, this, &LocksPage::injectOrdersRequested);
  for (auto* table : {m_lockTable, m_contentionTable})
    connect(table, &TableView::rowActivated, this, [this](const QString& key) {
      emit navigationRequested(QStringLiteral("inventory"), subject::Product{key});
    });
  LocksPage::retranslate();
}

void LocksPage::showSnapshot(const api::Snapshot& snapshot) {
  std::vector<api::LockHolderView> busy;
  for (const auto& lock : snapshot.locks) {
    if (!lock.holder.empty() || !lock.waiters.empty()) busy.push_back(lock);
  }
  std::stable_sort(busy.begin(), busy.end(),
                   [](const auto& a, const auto& b) { return a.heldSeconds > b.heldSeconds; });
  m_holders->setSubtitle(tr("%n held or waited for now", nullptr, static_cast<int>(busy.size())));
  m_lockModel->setRows(std::move(busy));
  showStats(snapshot.lockStats);
  const auto store = Freshness::of(snapshot, {api::Source::Store});
  showContention(snapshot.lockStats, !store.isStale());
  m_holders->setFreshness(store);
  m_contention->setFreshness(store);
  for (auto* card : {m_wait, m_hold}) card->setFreshness(Freshness::of(snapshot, {api::Source::Nodes}));
}

void LocksPage::open(const Subject& subject) {
  if (const auto* product = std::get_if<subject::Product>(&subject)) m_contentionTable->selectKey(product->id);
}

void LocksPage::showStats(const api::LockStats& stats) {
  m_waitBars->setBuckets(stats.waitBuckets);
  m_holdBars->setBuckets(stats.holdBuckets);
  m_wait->setSubtitle(percentiles(stats.waitP50Millis, stats.waitP99Millis));
  m_hold->setSubtitle(percentiles(stats.holdP50Millis, stats.holdP99Millis));
  m_contention->setSubtitle(tr("%1 stale writes refused").arg(format::number(stats.staleFences)));
}

void LocksPage::showContention(const api::LockStats& stats, bool ratesAreKnown) {
  const auto& fences = stats.fenceByProduct;
  std::int64_t most = 1;
  for (const auto& [product, taken] : fences) most = std::max(most, taken);
  std::vector<ContentionRow> rows;
  for (const auto& [product, taken] : fences) {
    if (taken == 0) continue;
    const auto rate = stats.takenPerSecond.find(product);
    const double perSecond = rate == stats.takenPerSecond.end() ? 0 : rate->second;
    rows.push_back({format::text(product), taken, ratesAreKnown ? std::optional(perSecond) : std::nullopt,
                    static_cast<double>(taken) / static_cast<double>(most)});
  }
  std::stable_sort(rows.begin(), rows.end(), [](const auto& a, const auto& b) { return a.taken > b.taken; });
  m_contentionModel->setRows(std::move(rows));
}

void LocksPage::showActs() { offer(m_emptyAct, feed().whyNoAct()); }

void LocksPage::retranslate() {
  m_holders->setTitle(tr("Lock holders"));
  m_wait->setTitle(tr("Time waited for a lock"));
  m_hold->setTitle(tr("Time a lock is held"));
  m_contention->setTitle(tr("Locks taken by product"));
  m_lockTable->setAccessibleName(tr("Lock holders"));
  m_lockTable->setEmptyText(
      tr("No lock is held at this moment: under load they live for milliseconds.\n"
         "To see one, pause inventory-1 on the page Nodes while orders flow."));
  m_contentionTable->setAccessibleName(tr("Locks taken by product"));
  m_contentionTable->setEmptyText(tr("No lock was taken yet. Inject orders to see which products are fought over."));
  m_emptyAct->setAct(tr("Inject orders…"));
  m_waitBars->setAccessibleName(tr("Time waited for a lock"));
  m_holdBars->setAccessibleName(tr("Time a lock is held"));
  m_waitBars->setEmptyText(tr("No lock was taken yet"));
  m_holdBars->setEmptyText(tr("No lock was taken yet"));
  m_lockModel->retranslate();
  m_contentionModel->retranslate();
}

}  // namespace orderdeck::ui
