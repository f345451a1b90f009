#include "ui/charts/line_chart_view.h"

#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <cmath>
#include <set>
#include <tuple>

#include "ui/theme/format.h"
#include "ui/theme/theme.h"

namespace orderdeck::ui {
namespace {

constexpr double kLeastLabel = 40;     // a narrower band would show three dots
constexpr double kLeastZoom = 4;       // seconds
constexpr double kNear = 6;            // pixels from the crosshair within which a mark is read
constexpr std::size_t kMostMarks = 3;  // that are read at once
constexpr int kLongStep = 10;          // samples, with Shift
constexpr int kInside = 6;             // from the frame of what is read to its words

// Steps of 1, 2 or 5 times a power of ten: about four of them below `top`.
double niceStep(double top) {
  const double rough = std::max(top, 4.0) / 4;
  const double power = std::pow(10.0, std::floor(std::log10(rough)));
  for (const double factor : {1.0, 2.0, 5.0})
    if (factor * power >= rough) return factor * power;
  return 10 * power;
}

QString agoLabel(double seconds) {
  if (seconds < 0.5) return QCoreApplication::translate("orderdeck::ui::LineChart", "now");
  const auto whole = std::llround(seconds);
  return QStringLiteral("−%1:%2").arg(whole / 60).arg(whole % 60, 2, 10, QLatin1Char('0'));
}

QString clockText(double seconds) {
  return format::timeOfDay(core::fromEpochMillis(static_cast<std::int64_t>(seconds * 1000)));
}

const ToneColors& colorsOf(ChartMark::Kind kind) {
  switch (kind) {
    case ChartMark::Kind::Ended: return colors().bad;
    case ChartMark::Kind::Paused: return colors().warn;
    case ChartMark::Kind::Resumed: break;
  }
  return colors().accentTone;
}

// A cross: it ended. Two bars: it was paused. A triangle: it goes on.
void paintSign(QPainter* painter, QPointF at, ChartMark::Kind kind) {
  const QColor color = colorsOf(kind).line;
  painter->save();
  painter->setRenderHint(QPainter::Antialiasing);
  painter->setPen(QPen(color, 2, Qt::SolidLine, Qt::FlatCap));
  if (kind == ChartMark::Kind::Ended) {
    painter->drawLine(at + QPointF(-3.5, -3.5), at + QPointF(3.5, 3.5));
    painter->drawLine(at + QPointF(-3.5, 3.5), at + QPointF(3.5, -3.5));
  } else if (kind == ChartMark::Kind::Paused) {
    painter->drawLine(at + QPointF(-2.5, -4), at + QPointF(-2.5, 4));
    painter->drawLine(at + QPointF(2.5, -4), at + QPointF(2.5, 4));
  } else {
    painter->setPen(Qt::NoPen);
    painter->setBrush(color);
    painter->drawPolygon(QPolygonF({at + QPointF(-3, -4), at + QPointF(4, 0), at + QPointF(-3, 4)}));
  }
  painter->restore();
}

}  // namespace

LineChart::View::View(LineChart* owner)
    : QChartView(owner), m_owner(owner), m_chart(new QChart), m_x(new QValueAxis), m_y(new QValueAxis) {
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
  viewport()->setMouseTracking(true);
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

void LineChart::View::setHidden(const QSet<QString>& names) {
  m_hidden = names;
  drawFrame();
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
  const auto most = static_cast<std::size_t>(std::max(40, 2 * width()));
  double top = 0;
  std::size_t used = 0;
  for (const auto& series : m_frame.series) {
    if (m_hidden.contains(series.name)) continue;
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
    for (const auto& piece : pieces(shown)) {
      if (used == m_lines.size()) {
        auto* line = new QLineSeries;
        m_chart->addSeries(line);
        line->attachAxis(m_x);
        line->attachAxis(m_y);
        m_lines.push_back(line);
      }
      const auto points = thinned(piece, std::max<std::size_t>(4, most * piece.size() / shown.size()));
      m_lines[used]->setPen(QPen(series.color, 2));
      m_lines[used]->setName(series.name);
      m_lines[used++]->replace(QList<QPointF>(points.begin(), points.end()));
    }
  }
  while (m_lines.size() > used) {
    m_chart->removeSeries(m_lines.back());
    delete m_lines.back();
    m_lines.pop_back();
  }
  m_step = niceStep(top * 1.1);
  m_top = m_step * std::max(1.0, std::ceil(top * 1.05 / m_step));
  if (m_frame.unit == ChartUnit::Percent && top <= 100) m_top = std::min(m_top, 100.0);  // there is no more than all
  showRange();
}

void LineChart::View::showRange() {
  m_x->setRange(m_from, m_to);
  m_y->setRange(0, m_top);
  viewport()->update();
}

std::optional<LineChart::Span> LineChart::View::zoom() const {
  return m_zoomed ? std::optional(Span(m_from, m_to)) : std::nullopt;
}

void LineChart::View::setZoom(const std::optional<Span>& zoom) {
  m_zoomed = zoom.has_value();
  std::tie(m_from, m_to) = zoom.value_or(Span(m_liveFrom, m_liveTo));
  drawFrame();
}

void LineChart::View::zoomBy(double factor) {
  const double span = std::max(kLeastZoom, (m_to - m_from) * factor);
  if (span >= m_liveTo - m_liveFrom) {
    setZoom({});
  } else {
    const double middle = m_crosshair.value_or((m_from + m_to) / 2);
    const double from = std::clamp(middle - span / 2, m_liveFrom, m_liveTo - span);
    setZoom(Span(from, from + span));
  }
  emit m_owner->zoomChanged();
}

void LineChart::View::place() {
  m_chart->resize(size());
  const int label = QFontMetrics(textFont(FontRole::SmallNumber)).horizontalAdvance(QStringLiteral("0000 ms"));
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

double LineChart::View::secondsAt(double x) const {
  const auto area = m_chart->plotArea();
  return m_from + (x - area.left()) / area.width() * (m_to - m_from);
}

void LineChart::View::drawBackground(QPainter* painter, const QRectF& rect) {
  painter->fillRect(rect, colors().panel);
  painter->setFont(textFont(FontRole::SmallNumber));
  drawBands(painter);
  if (saysEmpty()) return;  // no axis through the words
  drawGrid(painter);
}

void LineChart::View::drawBands(QPainter* painter) const {
  const auto& c = colors();
  const auto area = m_chart->plotArea();
  const QFontMetrics metrics(painter->font());
  for (const auto& band : m_frame.bands) {
    const double left = std::clamp(xOf(band.from), area.left(), area.right());
    const double right = std::clamp(xOf(band.to), area.left(), area.right());
    if (right - left < 1) continue;
    QColor fill = c.warn.line;
    fill.setAlpha(kBandAlpha);
    painter->fillRect(QRectF(left, area.top(), right - left, area.height()), fill);
    painter->setPen(QPen(c.warn.line, 1, Qt::DotLine));
    for (const double edge : {left, right})
      if (edge > area.left() && edge < area.right()) painter->drawLine(QLineF(edge, area.top(), edge, area.bottom()));
    if (right - left < kLeastLabel) continue;
    painter->setPen(c.warn.text);
    painter->drawText(QRectF(left + 5, area.top() + 2, std::max(right - left - 6, 0.0), 18),
                      Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine,
                      metrics.elidedText(band.label, Qt::ElideRight, static_cast<int>(right - left - 6)));
  }
}

void LineChart::View::drawGrid(QPainter* painter) const {
  const auto& c = colors();
  const auto area = m_chart->plotArea();
  for (double value = 0; value <= m_top + m_step / 2; value += m_step) {
    const double y = std::round(yOf(value)) + 0.5;
    painter->setPen(c.grid);
    painter->drawLine(QPointF(area.left(), y), QPointF(area.right(), y));
    painter->setPen(c.muted);
    painter->drawText(QRectF(0, y - 9, area.left() - 8, 18), Qt::AlignRight | Qt::AlignVCenter,
                      axisText(m_frame.unit, value));
  }
  const double span = m_to - m_from;
  const bool byClock = m_zoomed || m_isPicture;
  for (int i = 0; span > 2 && i <= 2; ++i) {
    const double at = m_from + span * i / 2;
    const auto align = i == 0 ? Qt::AlignLeft : i == 1 ? Qt::AlignHCenter : Qt::AlignRight;
    painter->setPen(c.muted);
    painter->drawText(QRectF(area.left(), area.bottom() + 6, area.width(), 18),
                      static_cast<int>(align | Qt::AlignVCenter), byClock ? clockText(at) : agoLabel(m_to - at));
  }
}

bool LineChart::View::saysEmpty() const {
  return !m_empty.isEmpty() &&
         std::all_of(m_frame.series.begin(), m_frame.series.end(), [](const auto& s) { return s.points.empty(); });
}

void LineChart::View::drawForeground(QPainter* painter, const QRectF&) {
  if (saysEmpty()) {
    painter->setPen(colors().muted);
    painter->setFont(textFont(FontRole::Body));
    painter->drawText(m_chart->plotArea(), Qt::AlignCenter | Qt::TextWordWrap, m_empty);
  } else {
    drawMarks(painter);
    if (m_crosshair && !m_isPicture) drawCrosshair(painter);
  }
  if (hasFocus() && !m_isPicture) {
    painter->setPen(colors().accent);
    painter->setBrush(Qt::NoBrush);
    painter->drawRect(QRectF(viewport()->rect()).adjusted(2, 1, -3, -2));
  }
}

// Signs that would lie over each other show the first; the crosshair reads them all.
void LineChart::View::drawMarks(QPainter* painter) const {
  const auto area = m_chart->plotArea();
  double last = -kNear * 2;
  for (const auto& mark : m_frame.marks) {
    const double x = std::round(xOf(mark.at)) + 0.5;
    if (x < area.left() || x > area.right()) continue;
    QColor line = colorsOf(mark.kind).line;
    painter->setPen(QPen(line, 1, Qt::DashLine));
    painter->drawLine(QLineF(x, area.top(), x, area.bottom()));
    if (x - last < kNear * 2) continue;
    last = x;
    painter->fillRect(QRectF(x - 6, area.top() - 10, 12, 12), colors().panel);
    paintSign(painter, {x, area.top() - 4}, mark.kind);
  }
}

std::vector<const ChartMark*> LineChart::View::marksAt(double at) const {
  std::vector<const ChartMark*> found;
  for (const auto& mark : m_frame.marks)
    if (std::abs(xOf(mark.at) - xOf(at)) <= kNear) found.push_back(&mark);
  return found;
}

std::vector<LineChart::View::Reading> LineChart::View::readings() const {
  std::vector<Reading> all;
  if (!m_crosshair) return all;
  const auto marks = marksAt(*m_crosshair);
  for (std::size_t i = 0; i < marks.size() && i < kMostMarks; ++i)
    all.push_back({colorsOf(marks[i]->kind).line, clockText(marks[i]->at) + QLatin1Char(' ') + marks[i]->label});
  if (marks.size() > kMostMarks)
    all.push_back({colors().muted, LineChart::tr("and %n more", nullptr, static_cast<int>(marks.size() - kMostMarks))});
  for (const auto& band : m_frame.bands)
    if (band.from <= *m_crosshair && *m_crosshair <= band.to) all.push_back({colors().warn.line, band.label});
  for (const auto& series : m_frame.series) {
    if (m_hidden.contains(series.name)) continue;
    const auto* point = nearest(series.points, *m_crosshair);
    all.push_back({series.color, QStringLiteral("%1: %2").arg(
                                     series.name, point ? valueText(m_frame.unit, point->y()) : format::dash())});
  }
  return all;
}

QStringList LineChart::View::reading() const {
  QStringList words;
  if (!m_crosshair) return words;
  words << clockText(*m_crosshair);
  for (const auto& read : readings()) words << read.text;
  return words;
}

void LineChart::View::drawCrosshair(QPainter* painter) const {
  const auto& c = colors();
  const auto area = m_chart->plotArea();
  const double x = std::round(xOf(*m_crosshair)) + 0.5;
  if (x < area.left() - 1 || x > area.right() + 1) return;
  painter->setPen(c.muted);
  painter->drawLine(QLineF(x, area.top(), x, area.bottom()));
  for (const auto& series : m_frame.series) {
    const auto* point = m_hidden.contains(series.name) ? nullptr : nearest(series.points, *m_crosshair);
    if (point != nullptr) painter->fillRect(QRectF(xOf(point->x()) - 2.5, yOf(point->y()) - 2.5, 5, 5), series.color);
  }
  // What is read stands beside the line, in as many columns as its height asks for.
  const auto all = readings();
  const QFont font = textFont(FontRole::Small);
  const QFontMetrics metrics(font);
  const int line = metrics.height() + 1, swatch = 9;
  const int fitting = std::max(1, static_cast<int>((height() - 2 * kInside) / line) - 1);
  const int columns = std::max(1, (static_cast<int>(all.size()) + fitting - 1) / fitting);
  const int rows = (static_cast<int>(all.size()) + columns - 1) / columns;
  const QString time = clockText(*m_crosshair);
  int column = metrics.horizontalAdvance(time);
  for (const auto& read : all) column = std::max(column, swatch + metrics.horizontalAdvance(read.text));
  column = std::min(column, (width() - 4 * kInside) / columns - kInside);
  const QSizeF size(columns * (column + kInside) + kInside, (rows + 1) * line + 2 * kInside - 2);
  double left = x + 8;
  if (left + size.width() > width() - 2) left = std::max(2.0, x - 8 - size.width());
  const QRectF box(QPointF(left, std::max(2.0, std::min(area.top(), height() - size.height() - 2))), size);
  painter->setPen(c.border);
  painter->setBrush(c.raised);
  painter->drawRect(box);
  painter->setFont(font);
  painter->setPen(c.muted);
  painter->drawText(QRectF(box.left() + kInside, box.top() + kInside - 1, column, line), Qt::AlignLeft, time);
  for (int i = 0; i < static_cast<int>(all.size()); ++i) {
    const auto& read = all[static_cast<std::size_t>(i)];
    const QRectF at(box.left() + kInside + i / rows * (column + kInside),
                    box.top() + kInside - 1 + (i % rows + 1) * line, column, line);
    painter->fillRect(QRectF(at.left(), at.center().y() - 1.5, 6, 3), read.color);
    painter->setPen(c.text);
    painter->drawText(at.adjusted(swatch, 0, 0, 0), Qt::AlignLeft,
                      metrics.elidedText(read.text, Qt::ElideRight, column - swatch));
  }
}

void LineChart::View::setCrosshair(std::optional<double> at) {
  if (at == m_crosshair) return;
  m_crosshair = at;
  viewport()->update();
}

// By the operator: others that show the same time follow.
void LineChart::View::moveTo(std::optional<double> at) {
  if (at == m_crosshair) return;
  setCrosshair(at);
  setAccessibleDescription(reading().join(QStringLiteral(", ")));
  emit m_owner->crosshairMoved();
}

// From sample to sample of all lines that are shown.
void LineChart::View::step(int samples) {
  std::set<double> times;
  for (const auto& series : m_frame.series) {
    if (m_hidden.contains(series.name)) continue;
    for (const QPointF& point : series.points)
      if (point.x() >= m_from && point.x() <= m_to) times.insert(std::round(point.x()));
  }
  if (times.empty()) return;
  if (!m_crosshair) return moveTo(*times.rbegin());
  auto at = times.lower_bound(std::round(*m_crosshair));
  if (at == times.end()) --at;
  for (; samples < 0 && at != times.begin(); ++samples) --at;
  for (; samples > 0 && std::next(at) != times.end(); --samples) ++at;
  moveTo(*at);
}

QPixmap LineChart::View::picture() {
  m_isPicture = true;
  const QPixmap picture = grab();
  m_isPicture = false;
  return picture;
}

void LineChart::View::mouseMoveEvent(QMouseEvent* event) {
  QChartView::mouseMoveEvent(event);
  if (event->buttons() != Qt::NoButton) return;
  const auto area = m_chart->plotArea();
  const double x = event->position().x();
  moveTo(x >= area.left() && x <= area.right() ? std::optional(secondsAt(x)) : std::nullopt);
}

void LineChart::View::leaveEvent(QEvent* event) {
  QChartView::leaveEvent(event);
  moveTo({});
}

void LineChart::View::mouseReleaseEvent(QMouseEvent* event) {
  const double from = m_x->min(), to = m_x->max();
  QChartView::mouseReleaseEvent(event);
  const Span chosen(m_x->min(), m_x->max());
  if (event->button() != Qt::LeftButton || chosen == Span(from, to)) {
    // QChartView zooms out on a right click; here the right button opens the menu.
    showRange();
    return;
  }
  if (chosen.second - chosen.first < 2) return showRange();
  setZoom(chosen);
  emit m_owner->zoomChanged();
}

void LineChart::View::mouseDoubleClickEvent(QMouseEvent*) {
  setZoom({});
  emit m_owner->zoomChanged();
}

void LineChart::View::keyPressEvent(QKeyEvent* event) {
  const int samples = (event->modifiers() & Qt::ShiftModifier) != 0 ? kLongStep : 1;
  switch (event->key()) {
    case Qt::Key_Left: return step(-samples);
    case Qt::Key_Right: return step(samples);
    case Qt::Key_Home: return moveTo(m_from);
    case Qt::Key_End: return moveTo(m_to);
    case Qt::Key_Plus: return zoomBy(0.5);
    case Qt::Key_Minus: return zoomBy(2);
    default: event->ignore();  // other keys belong to the window
  }
}

void LineChart::View::focusInEvent(QFocusEvent* event) {
  QChartView::focusInEvent(event);
  viewport()->update();
}

void LineChart::View::focusOutEvent(QFocusEvent* event) {
  QChartView::focusOutEvent(event);
  moveTo({});
  viewport()->update();
}

}  // namespace orderdeck::ui
