#include "ui/charts/line_chart.h"

#include <QBuffer>
#include <QContextMenuEvent>
#include <QMenu>
#include <QVBoxLayout>
#include <algorithm>

#include "ui/charts/line_chart_view.h"
#include "ui/widgets/save_file.h"

namespace orderdeck::ui {

std::vector<ChartBand> merged(std::vector<ChartBand> bands) {
  std::stable_sort(bands.begin(), bands.end(), [](const ChartBand& a, const ChartBand& b) { return a.from < b.from; });
  std::vector<ChartBand> all;
  QStringList labels;
  for (auto& band : bands) {
    if (all.empty() || band.from > all.back().to) {
      labels = QStringList(band.label);
      all.push_back(std::move(band));
      continue;
    }
    if (!labels.contains(band.label)) labels.append(band.label);
    all.back().to = std::max(all.back().to, band.to);
    all.back().label = labels.join(QStringLiteral(" · "));
  }
  return all;
}

std::vector<QPointF> thinned(const std::vector<QPointF>& points, std::size_t most) {
  if (points.size() <= most || most < 4) return points;
  const std::size_t buckets = most / 2;
  std::vector<QPointF> out;
  out.reserve(buckets * 2);
  for (std::size_t bucket = 0; bucket < buckets; ++bucket) {
    const auto begin = points.begin() + static_cast<std::ptrdiff_t>(bucket * points.size() / buckets);
    const auto end = points.begin() + static_cast<std::ptrdiff_t>((bucket + 1) * points.size() / buckets);
    const auto [low, high] =
        std::minmax_element(begin, end, [](const QPointF& a, const QPointF& b) { return a.y() < b.y(); });
    out.push_back(*std::min(low, high));
    if (low != high) out.push_back(*std::max(low, high));
  }
  return out;
}

LineChart::LineChart(QWidget* parent) : QWidget(parent), m_view(new View(this)) {
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->addWidget(m_view);
  setFocusProxy(m_view);
}

LineChart::~LineChart() = default;

void LineChart::setFrame(Frame frame) {
  if (!isVisible()) {
    m_waiting = std::make_unique<Frame>(std::move(frame));
    return;
  }
  m_view->apply(std::move(frame));
}

void LineChart::setEmptyText(const QString& text) { m_view->setEmptyText(text); }

bool LineChart::zoomed() const { return m_view->zoomed(); }

void LineChart::resetZoom() { m_view->resetZoom(); }

QPixmap LineChart::picture() { return m_view->grab(); }

void LineChart::savePng() {
  QByteArray png;
  QBuffer buffer(&png);
  buffer.open(QIODevice::WriteOnly);
  picture().save(&buffer, "PNG");
  askAndSave(this, {tr("Save the chart"), tr("PNG pictures (*.png)"), QStringLiteral("png"), accessibleName(), png});
}

void LineChart::showEvent(QShowEvent* event) {
  QWidget::showEvent(event);
  if (const auto waiting = std::move(m_waiting)) m_view->apply(std::move(*waiting));
}

void LineChart::changeEvent(QEvent* event) {
  QWidget::changeEvent(event);
  if (event->type() == QEvent::PaletteChange) m_view->restyle();
}

void LineChart::contextMenuEvent(QContextMenuEvent* event) {
  auto* menu = new QMenu(this);
  menu->setAttribute(Qt::WA_DeleteOnClose);
  auto* all = menu->addAction(tr("Show all (double click)"), this, &LineChart::resetZoom);
  all->setEnabled(zoomed());
  menu->addAction(tr("Save as PNG…"), this, &LineChart::savePng);
  menu->popup(event->globalPos());
}

}  // namespace orderdeck::ui
