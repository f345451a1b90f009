#include "ui/pages/streams/streams_page.h"

#include <QGridLayout>
#include <QVBoxLayout>

#include "ui/feed/feed.h"
#include "ui/pages/lag_chart.h"
#include "ui/pages/page_parts.h"
#include "ui/pages/streams/dead_letter_panel.h"
#include "ui/pages/streams/stream_model.h"
#include "ui/tables/table_view.h"
#include "ui/theme/format.h"
#include "ui/widgets/card.h"
#include "ui/widgets/freshness.h"

namespace orderdeck::ui {

StreamsPage::StreamsPage(Feed& feed, QWidget* parent)
    : Page(feed, QStringLiteral("streams"), QStringLiteral("streams"), parent),
      m_groups(new Card({}, this)),
      m_history(new Card({}, this)),
      m_partitions(new Card({}, this)),
      m_topics(new Card({}, this)),
      m_groupTable(new TableView(this)),
      m_partitionTable(new TableView(this)),
      m_topicTable(new TableView(this)),
      m_groupModel(new StreamGroupModel(this)),
      m_partitionModel(new PartitionModel(this)),
      m_topicModel(new TopicModel(this)),
      m_chart(new LagChart(feed.history(), m_history)),
      m_deadLetters(new DeadLetterPanel(feed, this)) {
  auto* layout = new QGridLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->setSpacing(kCardGap);
  layout->addWidget(m_groups, 0, 0);
  layout->addWidget(m_history, 0, 1);
  layout->addWidget(m_topics, 1, 0);
  layout->addWidget(m_partitions, 1, 1);
  layout->addWidget(m_deadLetters, 2, 0, 1, 2);
  for (const int row : {0, 1, 2}) layout->setRowStretch(row, 1);
  layout->setColumnStretch(0, 6);  // the wider tables
  layout->setColumnStretch(1, 5);

  m_groups->body()->addWidget(m_groupTable);
  m_history->body()->addWidget(m_chart);
  m_topics->body()->addWidget(m_topicTable);
  m_partitions->body()->addWidget(m_partitionTable);

  m_groupTable->setSource(m_groupModel);
  m_groupTable->setSelectionMode(QAbstractItemView::SingleSelection);
  m_groupTable->sortByColumn(-1, Qt::AscendingOrder);
  setColumnWidths(m_groupTable, {0, 76, 68, 64, 64, 74, 112});
  m_groupTable->stretchColumn(0);
  m_groupTable->keepLayoutAs(QStringLiteral("groups"));
  m_partitionTable->setSource(m_partitionModel);
  m_partitionTable->sortByColumn(-1, Qt::AscendingOrder);
  setColumnWidths(m_partitionTable, {0, 68, 80, 80, 62, 104});
  m_partitionTable->stretchColumn(0);
  m_partitionTable->keepLayoutAs(QStringLiteral("partitions"));
  m_topicTable->setSource(m_topicModel);
  m_topicTable->sortByColumn(-1, Qt::AscendingOrder);
  setColumnWidths(m_topicTable, {188, 70, 90, 84, 84});
  m_topicTable->stretchColumn(5);
  m_topicTable->keepLayoutAs(QStringLiteral("topics"));

  connect(m_groupTable, &TableView::currentKeyChanged, this, [this] {
    if (const auto* snapshot = this->feed().snapshotWith(needs().sections)) showPartitions(*snapshot);
  });
  connect(m_deadLetters, &DeadLetterPanel::noticed, this, &StreamsPage::noticed);
  connect(m_deadLetters, &DeadLetterPanel::orderRequested, this, [this](const QString& orderId) {
    emit navigationRequested(QStringLiteral("orders"), subject::Order{orderId});
  });
  StreamsPage::retranslate();
}

void StreamsPage::showSnapshot(const api::Snapshot& snapshot) {
  std::vector<StreamGroupRow> rows;
  QStringList groups;
  for (const auto& group : snapshot.groups) {
    rows.push_back({group, static_cast<int>(rows.size())});
    rows.back().view.partitions.clear();
    groups.append(format::text(group.group));
  }
  m_groupModel->setRows(std::move(rows));
  m_topicModel->setRows(TopicModel::topicsOf(snapshot.groups, snapshot.deadLetters.byTopic));
  if (!m_groupTable->currentIndex().isValid() && m_groupModel->rowCount() > 0) m_groupTable->selectRow(0);
  const auto broker = Freshness::of(snapshot, {api::Source::Broker});
  m_groups->setSubtitle(broker.isStale()  // how many answer is not known now
                            ? QString()
                            : tr("%1 of %2 brokers up").arg(snapshot.health.brokersUp).arg(snapshot.health.brokers));
  showPartitions(snapshot);
  m_deadLetters->showSnapshot(snapshot);
  m_chart->showGroups(groups);
  for (auto* card : {m_groups, m_history, m_partitions, m_topics}) card->setFreshness(broker);
  m_deadLetters->setFreshness(Freshness::of(snapshot, {api::Source::Ledger}));
}

void StreamsPage::showActs() { m_deadLetters->showActs(); }

void StreamsPage::open(const Subject& subject) {
  if (const auto* group = std::get_if<subject::Group>(&subject)) m_groupTable->selectKey(group->name);
}

void StreamsPage::refresh() { m_deadLetters->refresh(); }

bool StreamsPage::escape() { return m_deadLetters->escape(); }

QString StreamsPage::selectedGroup() const {
  const QStringList keys = m_groupTable->selectedKeys();
  return keys.isEmpty() ? QString() : keys.first();
}

void StreamsPage::showPartitions(const api::Snapshot& snapshot) {
  const QString selected = selectedGroup();
  m_partitions->setSubtitle(selected);
  sayNoPartition();
  for (const auto& group : snapshot.groups) {
    if (format::text(group.group) == selected)
      return m_partitionModel->setRows(PartitionModel::partitionsOf(group, snapshot.nodes));
  }
  m_partitionModel->setRows({});
}

void StreamsPage::sayNoPartition() {
  m_partitionTable->setEmptyText(selectedGroup().isEmpty() ? tr("Select a group to see its partitions")
                                                           : tr("The group has no partition yet"));
}

void StreamsPage::retranslate() {
  m_groups->setTitle(tr("Consumer groups"));
  m_history->setTitle(tr("Lag"));
  m_history->setSubtitle(tr("messages behind"));
  m_partitions->setTitle(tr("Partitions"));
  m_topics->setTitle(tr("Topics"));
  m_chart->retranslate();
  m_groupTable->setAccessibleName(tr("Consumer groups"));
  m_groupTable->setEmptyText(tr("Consumer groups appear once they joined"));
  m_topicTable->setAccessibleName(tr("Topics"));
  m_topicTable->setEmptyText(tr("Topics appear once the broker answers"));
  m_partitionTable->setAccessibleName(tr("Partitions of the selected group"));
  sayNoPartition();
  m_groupModel->retranslate();
  m_partitionModel->retranslate();
  m_topicModel->retranslate();
  m_deadLetters->retranslate();
}

void StreamsPage::restyle() {
  m_groupModel->retranslate();
  m_chart->restyle();
}

}  // namespace orderdeck::ui
