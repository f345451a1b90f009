#include <QHeaderView>
#include <QVBoxLayout>

#include "ui/pages/lag_chart.h"
#include "ui/pages/overview/overview_cards.h"
#include "ui/tables/table_view.h"
#include "ui/theme/format.h"
#include "ui/theme/state_style.h"
#include "ui/widgets/freshness.h"
#include "ui/words/group_text.h"

namespace orderdeck::ui {
namespace {

constexpr const char* kContext = "orderdeck::ui::LagCard";
constexpr int kRow = 23, kMostRows = 8;  // lower than elsewhere: the chart needs the room

std::vector<Column<GroupRow>> columns() {
  return {
      {.title = QT_TRANSLATE_NOOP("orderdeck::ui::LagCard", "group"),
       .context = kContext,
       .text = [](const GroupRow& r) { return r.group; },
       .swatch = [](const GroupRow& r) { return seriesColor(r.color); },
       .dim = [](const GroupRow& r) { return !r.required; },
       .tip = [](const GroupRow& r) { return groupText(r.group, r.required); }},
      {.title = QT_TRANSLATE_NOOP("orderdeck::ui::LagCard", "lag"),
       .context = kContext,
       .kind = CellKind::Number,
       .text =
           [](const GroupRow& r) {
             return format::number(r.lag) +
                    (r.verdict == domain::LagVerdict::FallingBehind ? QStringLiteral(" ▲") : QString());
           },
       .titleTip = QT_TRANSLATE_NOOP("orderdeck::ui::LagCard",
                                     "Messages behind: end offset less committed offset, over all partitions")},
      {.title = QT_TRANSLATE_NOOP("orderdeck::ui::LagCard", "oldest"),
       .context = kContext,
       .kind = CellKind::Number,
       .text = [](const GroupRow& r) { return r.oldest; },
       .titleTip = QT_TRANSLATE_NOOP("orderdeck::ui::LagCard", "Age of the oldest message that was not consumed")},
      {.title = QT_TRANSLATE_NOOP("orderdeck::ui::LagCard", "drains in"),
       .context = kContext,
       .kind = CellKind::Number,
       .text = [](const GroupRow& r) { return r.drain; }},
      {.title = QT_TRANSLATE_NOOP("orderdeck::ui::LagCard", "verdict"),
       .context = kContext,
       .kind = CellKind::Badge,
       .text = [](const GroupRow& r) { return verdictStyle(r.verdict.value()).word; },
       .tone = [](const GroupRow& r) { return verdictStyle(r.verdict.value()).tone; }},
  };
}

}  // namespace

LagCard::LagCard(const History& history, QWidget* parent)
    : Card({}, parent), m_model([](const GroupRow& r) { return r.group; }, columns()) {
  m_chart = new LagChart(history, this);
  m_table = new TableView(this);
  m_table->setModel(&m_model);
  m_table->horizontalHeader()->setSectionsMovable(false);
  m_table->setVerticalScrollBarPolicy(Qt::ScrollBarAsNeeded);
  m_table->setColumnWidth(1, scaled(84));
  m_table->setColumnWidth(2, scaled(68));
  m_table->setColumnWidth(3, scaled(82));
  m_table->setColumnWidth(4, scaled(108));
  m_table->stretchColumn(0);
  m_table->setRowHeight(kRow);
  body()->setSpacing(2);
  body()->addWidget(m_chart, 1);
  body()->addWidget(m_table);
  connect(m_table, &TableView::rowActivated, this, &LagCard::groupActivated);
  retranslate();
}

void LagCard::retranslate() {
  setTitle(tr("Kafka lag"));
  setSubtitle(tr("messages behind"));
  m_chart->retranslate();
  m_table->setEmptyText(tr("Consumer groups appear once they joined"));
  m_table->setAccessibleName(tr("Consumer groups"));
  m_model.retranslate();
}

void LagCard::restyle() {
  m_model.retranslate();
  m_chart->restyle();
}

void LagCard::showSnapshot(const api::Snapshot& snapshot) {
  std::vector<GroupRow> rows;
  QStringList groups;
  int color = 0;
  for (const auto& g : snapshot.groups) {
    const auto whole = [](std::optional<double> s) { return s && *s < 0.0005 ? std::optional<double>(0) : s; };
    groups.append(format::text(g.group));
    rows.push_back(
        {groups.back(), g.verdict, g.lag, format::brief(whole(g.oldestSeconds)), drainText(g), color++, g.required});
  }
  const bool resized = static_cast<int>(rows.size()) != m_model.rowCount();
  m_model.setRows(std::move(rows));
  if (resized) {
    const int shown = std::clamp(m_model.rowCount(), 2, kMostRows);
    m_table->setFixedHeight(shown * scaled(kRow) + m_table->horizontalHeader()->sizeHint().height() + 2);
  }
  m_chart->showGroups(groups);
  setFreshness(Freshness::of(snapshot, {api::Source::Broker}));
}

}  // namespace orderdeck::ui
