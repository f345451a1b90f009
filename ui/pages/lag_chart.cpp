#include "ui/pages/lag_chart.h"

#include <QVBoxLayout>

#include "api/series.h"
#include "ui/charts/line_chart.h"
#include "ui/charts/time_range.h"
#include "ui/feed/history.h"
#include "ui/pages/history_frame.h"
#include "ui/theme/format.h"
#include "ui/widgets/card.h"

namespace orderdeck::ui {

LagChart::LagChart(const History& history, Card* card)
    : QWidget(card), m_history(history), m_range(new TimeRange(card)), m_chart(new LineChart(this)) {
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->addWidget(m_chart);
  card->addHeadWidget(m_range);
  m_chart->showLegend(false);  // the table of the groups beside it has their colours
  connect(m_range, &TimeRange::minutesChosen, this, [this] {
    m_chart->setZoom({});
    m_range->setZoomed(false);
    draw();
  });
  connect(m_range, &TimeRange::liveChosen, this, [this] {
    m_chart->setZoom({});
    m_range->setZoomed(false);
    m_chart->setFocus();  // the button that had it is gone
  });
  connect(m_chart, &LineChart::zoomChanged, this, [this] { m_range->setZoomed(m_chart->zoom().has_value()); });
  retranslate();
}

void LagChart::showGroups(const QStringList& groups) {
  if (groups == m_groups && m_history.newest() == m_drawnAt) return;
  m_groups = groups;
  draw();
}

void LagChart::draw() {
  m_drawnAt = m_history.newest();
  auto frame = frameOf(m_history, m_range->minutes(), ChartUnit::Count);
  int place = 0;
  for (const QString& group : m_groups)
    addLine(frame, m_history, format::text(api::series::kLag) + group, group, place++);
  m_chart->setFrame(std::move(frame));
}

void LagChart::retranslate() {
  m_range->retranslate();
  m_chart->setEmptyText(tr("No lag was measured yet"));
  m_chart->setTitle(tr("Lag of every consumer group over time"), tr("messages behind"));
}

}  // namespace orderdeck::ui
