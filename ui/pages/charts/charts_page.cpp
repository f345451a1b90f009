#include "ui/pages/charts/charts_page.h"

#include <QGridLayout>
#include <QHBoxLayout>
#include <QToolButton>
#include <algorithm>
#include <functional>

#include "api/series.h"
#include "ui/charts/line_chart.h"
#include "ui/charts/time_range.h"
#include "ui/feed/feed.h"
#include "ui/pages/history_frame.h"
#include "ui/pages/page_parts.h"
#include "ui/theme/format.h"
#include "ui/theme/icon.h"
#include "ui/widgets/card.h"
#include "ui/widgets/freshness.h"
#include "ui/widgets/text_label.h"

namespace orderdeck::ui {

namespace {

constexpr qsizetype kMostLines = 12;  // of one chart: more could not be told apart

double newestOf(const History& history, const QString& series) {
  const auto& samples = history.samplesOf(series);
  return samples.empty() ? 0 : samples.back().value;
}

/// Of all names those `kMostLines` whose newest values come first, sorted by name.
QStringList firstOf(QStringList names, const std::function<bool(const QString&, const QString&)>& comesFirst) {
  std::stable_sort(names.begin(), names.end(), comesFirst);
  names = names.first(std::min(kMostLines, names.size()));
  names.sort();
  return names;
}

}  // namespace

ChartsPage::ChartsPage(Feed& feed, QWidget* parent)
    : Page(feed, QStringLiteral("charts"), QStringLiteral("charts"), parent),
      m_time(new TextLabel(FontRole::Body, TextLabel::Ink::Muted, {}, this)),
      m_range(new TimeRange(this)) {
  auto* head = new QHBoxLayout;
  head->addWidget(m_time, 1);
  head->addWidget(m_range);
  auto* layout = new QGridLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->setSpacing(kCardGap);
  layout->addLayout(head, 0, 0, 1, 2);
  addPanel(Rates, ChartUnit::PerSecond);
  addPanel(Lag, ChartUnit::Count);
  addPanel(Accept, ChartUnit::Millis);
  addPanel(EndToEnd, ChartUnit::Millis);
  addPanel(Stock, ChartUnit::Percent);
  addPanel(Cpu, ChartUnit::Percent);
  const Which places[] = {Rates, Lag, Accept, EndToEnd, Stock, Cpu};
  for (int i = 0; i < static_cast<int>(std::size(places)); ++i)
    layout->addWidget(m_panels[places[i]].card, 1 + i / 2, i % 2);
  for (const int row : {1, 2, 3}) layout->setRowStretch(row, 1);
  for (const int column : {0, 1}) layout->setColumnStretch(column, 1);
  connect(m_range, &TimeRange::minutesChosen, this, [this] {
    backToLive();
    draw();
  });
  connect(m_range, &TimeRange::liveChosen, this, [this] {
    backToLive();
    m_panels[Rates].chart->setFocus();  // the button that had it is gone
  });
  ChartsPage::retranslate();
}

void ChartsPage::addPanel(Which which, ChartUnit unit) {
  auto& panel = m_panels[which];
  panel = {unit, new Card({}, this), new LineChart(this), new QToolButton(this)};
  panel.card->addHeadWidget(panel.save);
  panel.card->body()->addWidget(panel.chart);
  panel.save->setFocusPolicy(Qt::TabFocus);
  auto* chart = panel.chart;
  connect(panel.save, &QToolButton::clicked, chart, &LineChart::savePng);
  connect(chart, &LineChart::zoomChanged, this, [this, chart] { shareZoom(chart); });
  connect(chart, &LineChart::crosshairMoved, this, [this, chart] {
    for (auto& other : m_panels) other.chart->setCrosshair(chart->crosshair());
  });
}

void ChartsPage::shareZoom(const LineChart* from) {
  for (auto& panel : m_panels)
    if (panel.chart != from) panel.chart->setZoom(from->zoom());
  m_range->setZoomed(from->zoom().has_value());
}

void ChartsPage::backToLive() {
  for (auto& panel : m_panels) panel.chart->setZoom({});
  m_range->setZoomed(false);
}

bool ChartsPage::escape() {
  if (!m_panels[Rates].chart->zoom()) return false;
  backToLive();
  return true;
}

void ChartsPage::showEvent(QShowEvent* event) {
  m_products.clear();  // which ones matter most may have changed meanwhile
  Page::showEvent(event);
}

void ChartsPage::restyle() {
  retranslate();  // its icons too
  draw();
}

void ChartsPage::showSnapshot(const api::Snapshot& snapshot) {
  const auto grow = [&](std::initializer_list<Which> panels, std::initializer_list<api::Source> sources) {
    for (const Which which : panels) m_panels[which].card->setFreshness(Freshness::of(snapshot, sources));
  };
  grow({Rates, Stock}, {api::Source::Store});
  grow({Accept, EndToEnd}, {api::Source::Nodes});
  grow({Lag}, {api::Source::Broker});
  grow({Cpu}, {});
  if (feed().history().newest() != m_drawnAt) draw();
}

void ChartsPage::choose() {
  const auto& history = feed().history();
  const QStringList products = history.namesAfter(api::series::kStock), nodes = history.namesAfter(api::series::kCpu);
  if (products == m_products && nodes == m_nodes) return;
  m_products = products;
  m_nodes = nodes;
  const auto value = [&history](std::string_view prefix, const QString& name) {
    return newestOf(history, format::text(prefix) + name);
  };
  m_scarcest = firstOf(products, [&](const QString& a, const QString& b) {
    return value(api::series::kStock, a) < value(api::series::kStock, b);
  });
  m_busiest = firstOf(nodes, [&](const QString& a, const QString& b) {
    return value(api::series::kCpu, a) > value(api::series::kCpu, b);
  });
  retranslate();
}

void ChartsPage::draw() {
  choose();
  m_drawnAt = feed().history().newest();
  for (std::size_t which = 0; which < kPanels; ++which) {
    auto frame = frameOf(feed().history(), m_range->minutes(), m_panels[which].unit);
    addLines(static_cast<Which>(which), frame);
    m_panels[which].chart->setFrame(std::move(frame));
  }
}

void ChartsPage::addLines(Which which, ChartFrame& frame) {
  const auto& history = feed().history();
  const auto add = [&](std::string_view series, const QString& name) {
    addLine(frame, history, format::text(series), name, static_cast<int>(frame.series.size()));
  };
  switch (which) {
    case Rates:
      add(api::series::kAccepted, tr("accepted"));
      add(api::series::kCompleted, tr("completed"));
      add(api::series::kRefused, tr("refused"));
      break;
    case Accept: add(api::series::kAcceptP99, tr("accept p99")); break;
    case EndToEnd: add(api::series::kOrderP99, tr("end-to-end p99")); break;
    case Lag: addChosen(frame, api::series::kLag, history.namesAfter(api::series::kLag)); break;
    case Stock: addChosen(frame, api::series::kStock, m_scarcest); break;
    case Cpu: addChosen(frame, api::series::kCpu, m_busiest); break;
    case kPanels: break;
  }
}

// A name keeps its colour, whichever others are shown beside it.
void ChartsPage::addChosen(ChartFrame& frame, std::string_view prefix, const QStringList& chosen) {
  const auto& history = feed().history();
  const QStringList all = history.namesAfter(prefix);
  for (const QString& name : chosen)
    addLine(frame, history, format::text(prefix) + name, name, static_cast<int>(all.indexOf(name)));
}

void ChartsPage::setTexts(Which which, const QString& title, const QString& subtitle, const QString& empty) {
  auto& panel = m_panels[which];
  panel.card->setTitle(title);
  panel.card->setSubtitle(subtitle);
  panel.chart->setTitle(title, subtitle);
  panel.chart->setEmptyText(empty);
  panel.save->setIcon(themeIcon(QStringLiteral("download")));
  panel.save->setToolTip(tr("Save “%1” as PNG").arg(title));
  panel.save->setAccessibleName(panel.save->toolTip());
}

void ChartsPage::retranslate() {
  const auto of = [this](const QString& what, const QStringList& chosen, const QStringList& all, const QString& which) {
    return chosen.size() == all.size() ? what : what + QStringLiteral(" · ") + which.arg(chosen.size()).arg(all.size());
  };
  const QString none = tr("Nothing was measured yet");
  setTexts(Rates, tr("Orders"), tr("a second, over the last 2 s"), none);
  setTexts(Accept, tr("Accept p99"), tr("from the request to the 202, of the last 10 s"),
           tr("No order was taken lately"));
  setTexts(EndToEnd, tr("End-to-end p99"), tr("from the accept to the end in the ledger, of the last 10 s"),
           tr("No order came to its end lately"));
  setTexts(Lag, tr("Lag"), tr("messages behind, by consumer group"), tr("No lag was measured yet"));
  setTexts(Stock, tr("Stock left"),
           of(tr("of all that was ever stocked"), m_scarcest, m_products, tr("the scarcest %1 of %2")), none);
  setTexts(Cpu, tr("CPU"), of(tr("of one core, by node"), m_busiest, m_nodes, tr("the busiest %1 of %2")), none);
  m_time->setValue(tr("The last half hour as the daemon keeps it. Drag to zoom; the arrow keys read values."));
  m_range->retranslate();
}

}  // namespace orderdeck::ui
