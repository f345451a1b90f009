#include "ui/charts/line_chart_view.h"

#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <cmath>

#include "ui/theme/format.h"
#include "ui/theme/theme.h"

namespace orderdeck::ui {
namespace {

constexpr double kLeastLabel = 40;  // a narrower band would show three dots

// Steps of 1, 2 or 5 times a power of ten: about four of them below `top`.
double niceStep(double top) {
  const double rough = std::max(top, 4.0) / 4;
  const double power = std::pow(10.0, std::floor(std::log10(rough)));
  for (const double factor : {1.0, 2.0, 5.0})
    if (factor * power >= rough) return factor * power;
  return 10 * power;
}

QString shortNumber(double value) {
  if (value >= 1'000'000) return QString::number(value / 1'000'000, 'g', 3) + QStringLiteral(" M");
  if (value >= 1'000) return QString::number(value / 1'000, 'g', 3) + QStringLiteral(" k");
  return QString::number(value, 'g', 3);
}

QString agoLabel(double seconds) {
  if (seconds < 0.5) return QCoreApplication::translate("orderdeck::ui::LineChart", "now");
  const auto whole = std::llround(seconds);
  return QStringLiteral("−%1:%2").arg(whole / 60).arg(whole % 60, 2, 10, QLatin1Char('0'));
}

}  // namespace

LineChart::View::View(QWidget* parent)
    : QChartView(parent), m_chart(new QChart), m_x(new QValueAxis), m_y(new QValueAxis) {
  m_chart->legend()->hide();
  m_chart->setBackgroundVisible(false);
  m_chart->setMargins({});
  m_chart->setContentsMargins(0, 0, 0, 0);
  m_chart->setAnimationOptions(QChart::NoAnimation);
  for (auto* axis : {m_x, m_y}) {
    axis->setVisible(false);
    m_chart->addAxis(axis, axis == m_x ? Qt::AlignBottom : Qt::AlignLeft);
  }
  auto* old = chart();
  setChart(m_chart);
  delete old;
  setFrameShape(QFrame::NoFrame);
  setRenderHint(QPainter::Antialiasing, false);
  setRubberBand(QChartView::HorizontalRubberBand);
  setViewportUpdateMode(QGraphicsView::FullViewportUpdate);
  setFocusPolicy(Qt::StrongFocus);
  setMinimumSize(0, 0);
  restyle();
}

void LineChart::View::restyle() {
  setBackgroundBrush(colors().panel);
  viewport()->update();
}

void LineChart::View::setEmptyText(const QString& text) {
  m_empty = text;
  viewport()->update();
}

void LineChart::View::apply(Frame frame) {
  m_frame = std::move(frame);
  m_frame.bands = merged(std::move(m_frame.bands));
  m_liveFrom = m_frame.from;
  m_liveTo = std::max(m_frame.to, m_frame.from + 1);
  if (!m_zoomed) m_from = m_liveFrom, m_to = m_liveTo;
  drawFrame();
}

void LineChart::View::drawFrame() {
  while (m_lines.size() > m_frame.series.size()) {
    m_chart->removeSeries(m_lines.back());
    delete m_lines.back();
    m_lines.pop_back();
  }
  while (m_lines.size() < m_frame.series.size()) {
    auto* line = new QLineSeries;
    m_chart->addSeries(line);
    line->attachAxis(m_x);
    line->attachAxis(m_y);
    m_lines.push_back(line);
  }
  const auto most = static_cast<std::size_t>(std::max(40, 2 * width()));
  double top = 0;
  for (std::size_t i = 0; i < m_lines.size(); ++i) {
    const auto& series = m_frame.series[i];
    std::vector<QPointF> shown;
    shown.reserve(series.points.size());
    for (std::size_t p = 0; p < series.points.size(); ++p) {
      // One point beyond each edge, so that the line reaches it.
      const bool before = p + 1 < series.points.size() && series.points[p + 1].x() < m_from;
      const bool after = p > 0 && series.points[p - 1].x() > m_to;
      if (before || after) continue;
      shown.push_back(series.points[p]);
      top = std::max(top, series.points[p].y());
    }
    shown = thinned(shown, most);
    m_lines[i]->setPen(QPen(series.color, 2));
    m_lines[i]->setName(series.name);
    m_lines[i]->replace(QList<QPointF>(shown.begin(), shown.end()));
  }
  m_step = niceStep(top * 1.1);
  m_top = m_step * std::max(1.0, std::ceil(top * 1.05 / m_step));
  showRange();
}

void LineChart::View::showRange() {
  m_x->setRange(m_from, m_to);
  m_y->setRange(0, m_top);
  viewport()->update();
}

void LineChart::View::resetZoom() {
  m_zoomed = false;
  m_from = m_liveFrom;
  m_to = m_liveTo;
  drawFrame();
}

void LineChart::View::place() {
  m_chart->resize(size());
  const int label = QFontMetrics(textFont(FontRole::SmallNumber)).horizontalAdvance(QStringLiteral("0000 k"));
  m_chart->setPlotArea(QRectF(label + 6, 12, std::max(10, width() - label - 18), std::max(10, height() - 40)));
}

void LineChart::View::resizeEvent(QResizeEvent* event) {
  QChartView::resizeEvent(event);
  place();
}

double LineChart::View::xOf(double seconds) const {
  const auto area = m_chart->plotArea();
  return area.left() + (seconds - m_from) / (m_to - m_from) * area.width();
}

double LineChart::View::yOf(double value) const {
  const auto area = m_chart->plotArea();
  return area.bottom() - value / m_top * area.height();
}

void LineChart::View::drawBackground(QPainter* painter, const QRectF& rect) {
  const auto& c = colors();
  painter->fillRect(rect, c.panel);
  const auto area = m_chart->plotArea();
  const QFont small = textFont(FontRole::SmallNumber);
  painter->setFont(small);
  for (const auto& band : m_frame.bands) {
    const double left = std::clamp(xOf(band.from), area.left(), area.right());
    const double right = std::clamp(xOf(band.to), area.left(), area.right());
    if (right - left < 1) continue;
    QColor fill = c.warn.line;
    fill.setAlpha(28);
    painter->fillRect(QRectF(left, area.top(), right - left, area.height()), fill);
    if (right - left < kLeastLabel) continue;
    painter->setPen(c.warn.text);
    painter->drawText(QRectF(left + 5, area.top() + 2, std::max(right - left - 6, 0.0), 18),
                      Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine,
                      QFontMetrics(small).elidedText(band.label, Qt::ElideRight, static_cast<int>(right - left - 6)));
  }
  if (saysEmpty()) return;  // no axis through the words
  for (double value = 0; value <= m_top + m_step / 2; value += m_step) {
    const double y = std::round(yOf(value)) + 0.5;
    painter->setPen(c.grid);
    painter->drawLine(QPointF(area.left(), y), QPointF(area.right(), y));
    painter->setPen(c.muted);
    painter->drawText(QRectF(0, y - 9, area.left() - 8, 18), Qt::AlignRight | Qt::AlignVCenter, shortNumber(value));
  }
  const double span = m_to - m_from;
  const double newest = m_zoomed ? 0 : m_to;
  for (int i = 0; span > 2 && i <= 2; ++i) {
    const double at = m_from + span * i / 2;
    const QString label = m_zoomed ? format::timeOfDay(core::fromEpochMillis(static_cast<std::int64_t>(at * 1000)))
                                   : agoLabel(newest - at);
    const auto align = i == 0 ? Qt::AlignLeft : i == 1 ? Qt::AlignHCenter : Qt::AlignRight;
    painter->setPen(c.muted);
    painter->drawText(QRectF(area.left(), area.bottom() + 6, area.width(), 18),
                      static_cast<int>(align | Qt::AlignVCenter), label);
  }
}

bool LineChart::View::saysEmpty() const {
  return !m_empty.isEmpty() &&
         std::none_of(m_lines.begin(), m_lines.end(), [](const auto* line) { return line->count() > 0; });
}

void LineChart::View::drawForeground(QPainter* painter, const QRectF&) {
  if (!saysEmpty()) return;
  painter->setPen(colors().muted);
  painter->setFont(textFont(FontRole::Body));
  painter->drawText(m_chart->plotArea(), Qt::AlignCenter | Qt::TextWordWrap, m_empty);
}

void LineChart::View::mouseReleaseEvent(QMouseEvent* event) {
  const double from = m_x->min(), to = m_x->max();
  QChartView::mouseReleaseEvent(event);
  if (event->button() != Qt::LeftButton || (m_x->min() == from && m_x->max() == to)) {
    // QChartView zooms out on a right click; here the right button opens the menu.
    showRange();
    return;
  }
  if (m_x->max() - m_x->min() < 2) return showRange();
  m_from = m_x->min();
  m_to = m_x->max();
  m_zoomed = true;
  drawFrame();
}

void LineChart::View::mouseDoubleClickEvent(QMouseEvent*) { resetZoom(); }

void LineChart::View::keyPressEvent(QKeyEvent* event) {
  event->ignore();  // keys belong to the window
}

}  // namespace orderdeck::ui
