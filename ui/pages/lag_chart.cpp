#include "ui/pages/lag_chart.h"

#include <QButtonGroup>
#include <QPushButton>
#include <QVBoxLayout>

#include "ui/charts/line_chart.h"
#include "ui/feed/history.h"
#include "ui/theme/state_style.h"
#include "ui/widgets/card.h"
#include "ui/words/fault_text.h"

namespace orderdeck::ui {

LagChart::LagChart(const History& history, Card* card)
    : QWidget(card), m_history(history), m_ranges(new QButtonGroup(this)), m_chart(new LineChart(this)) {
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->addWidget(m_chart);
  for (const int minutes : {1, 5, 30}) {
    auto* button = new QPushButton(card);
    button->setProperty("role", "flat");
    button->setCheckable(true);
    button->setChecked(minutes == m_minutes);
    m_ranges->addButton(button, minutes);
    card->addHeadWidget(button);
  }
  connect(m_ranges, &QButtonGroup::idClicked, this, [this](int minutes) {
    m_minutes = minutes;
    m_chart->resetZoom();
    draw();
  });
  retranslate();
}

void LagChart::showGroups(const QStringList& groups) {
  if (groups == m_groups && m_history.newest() == m_drawnAt) return;
  m_groups = groups;
  draw();
}

void LagChart::draw() {
  m_drawnAt = m_history.newest();
  LineChart::Frame frame;
  frame.to = m_drawnAt;
  frame.from = frame.to - m_minutes * 60.0;
  int color = 0;
  for (const QString& group : m_groups) {
    LineSeries series{group, seriesColor(color++), {}};
    const auto& samples = m_history.lagOf(group);
    series.points.reserve(samples.size());
    for (const auto& sample : samples)
      if (sample.at >= frame.from - 5) series.points.emplace_back(sample.at, sample.value);
    frame.series.push_back(std::move(series));
  }
  for (const auto& span : m_history.faults())
    if (span.to > frame.from) frame.bands.push_back({span.from, span.to, faultTitle(span.name)});
  m_chart->setFrame(std::move(frame));
}

void LagChart::retranslate() {
  for (auto* button : m_ranges->buttons()) {
    const int minutes = m_ranges->id(button);
    button->setText(tr("%1 m").arg(minutes));
    button->setToolTip(tr("Show the last %n minutes", nullptr, minutes));
    button->setAccessibleName(button->toolTip());
  }
  m_chart->setEmptyText(tr("No lag was measured yet"));
  m_chart->setAccessibleName(tr("Lag of every consumer group over time"));
}

}  // namespace orderdeck::ui
