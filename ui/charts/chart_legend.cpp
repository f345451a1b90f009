#include "ui/charts/chart_legend.h"

#include <QEvent>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>

#include "ui/theme/theme.h"

namespace orderdeck::ui {

namespace {

constexpr int kSide = 12, kSwatch = 12, kAfterSwatch = 5, kBetween = 14, kAround = 2;  // pixels

int lineHeight() { return QFontMetrics(textFont(FontRole::Small)).height() + 4; }

// One after the other, in as many rows as they need.
std::vector<QRect> placesOf(const ChartLegend::Entries& entries, int width) {
  const QFontMetrics metrics(textFont(FontRole::Small));
  std::vector<QRect> places;
  int x = kSide, y = 0;
  for (const auto& entry : entries) {
    const int wide = std::min(kSwatch + kAfterSwatch + metrics.horizontalAdvance(entry.name) + 1, width - 2 * kSide);
    if (x > kSide && x + wide > width - kSide) x = kSide, y += lineHeight();
    places.emplace_back(x, y, wide, lineHeight());
    x += wide + kBetween;
  }
  return places;
}

}  // namespace

std::vector<LegendEntry> legendOf(const ChartFrame& frame, const QSet<QString>& hidden) {
  std::vector<LegendEntry> entries;
  entries.reserve(frame.series.size());
  for (const auto& series : frame.series) entries.push_back({series.name, series.color, hidden.contains(series.name)});
  return entries;
}

ChartLegend::ChartLegend(QWidget* parent) : QWidget(parent) {
  QSizePolicy policy(QSizePolicy::Preferred, QSizePolicy::Fixed);
  policy.setHeightForWidth(true);
  setSizePolicy(policy);
  setFocusPolicy(Qt::StrongFocus);
  setCursor(Qt::PointingHandCursor);
}

void ChartLegend::setTitle(const QString& chart) {
  m_chart = chart;
  setToolTip(tr("Click a name to hide its line, or to show it again"));
  describe();
}

void ChartLegend::setEntries(Entries entries) {
  if (entries == m_entries) return;
  const bool resized = entries.size() != m_entries.size();
  m_entries = std::move(entries);
  m_current = std::min(m_current, m_entries.empty() ? 0 : m_entries.size() - 1);
  describe();
  if (resized) updateGeometry();
  update();
}

void ChartLegend::describe() {
  setAccessibleName(tr("Legend of %1").arg(m_chart));
  if (m_entries.empty()) return;
  const auto& entry = m_entries[m_current];
  setAccessibleDescription(entry.hidden ? tr("%1: hidden. Space shows it").arg(entry.name)
                                        : tr("%1: shown. Space hides it").arg(entry.name));
}

QRect ChartLegend::rectOf(std::size_t entry) const { return placesOf(m_entries, width())[entry]; }

int ChartLegend::heightFor(const Entries& entries, int width) {
  const auto places = placesOf(entries, width);
  return places.empty() ? 0 : places.back().bottom() + 1 + kAround;
}

void ChartLegend::paint(QPainter& painter, const QRect& area, const Entries& entries,
                        std::optional<std::size_t> marked) {
  const auto places = placesOf(entries, area.width());
  for (std::size_t i = 0; i < entries.size(); ++i) {
    const auto& entry = entries[i];
    const QRect place = places[i].translated(area.topLeft());
    QRect swatch(place.left(), place.center().y() - 1, kSwatch, 3);
    QFont font = textFont(FontRole::Small);
    font.setStrikeOut(entry.hidden);
    painter.setFont(font);
    if (entry.hidden) {
      painter.setPen(entry.color);
      painter.setBrush(Qt::NoBrush);
      painter.drawRect(swatch.adjusted(0, 0, -1, -1));
    } else {
      painter.fillRect(swatch, entry.color);
    }
    painter.setPen(entry.hidden ? colors().muted : colors().text);
    const QRect words = place.adjusted(kSwatch + kAfterSwatch, 0, 0, 0);
    painter.drawText(words, Qt::AlignVCenter | Qt::AlignLeft | Qt::TextSingleLine,
                     QFontMetrics(font).elidedText(entry.name, Qt::ElideRight, words.width()));
    if (marked == i) {
      painter.setPen(colors().accent);
      painter.setBrush(Qt::NoBrush);
      painter.drawRect(place.adjusted(-4, 0, 3, -1));
    }
  }
}

void ChartLegend::paintEvent(QPaintEvent*) {
  QPainter painter(this);
  paint(painter, rect(), m_entries, hasFocus() ? std::optional(m_current) : std::nullopt);
}

void ChartLegend::mousePressEvent(QMouseEvent* event) {
  if (event->button() != Qt::LeftButton) return QWidget::mousePressEvent(event);
  const auto places = placesOf(m_entries, width());
  for (std::size_t i = 0; i < places.size(); ++i) {
    if (!places[i].contains(event->pos())) continue;
    m_current = i;
    return emit toggled(m_entries[i].name);
  }
}

void ChartLegend::keyPressEvent(QKeyEvent* event) {
  if (m_entries.empty()) return QWidget::keyPressEvent(event);
  const auto last = m_entries.size() - 1;
  switch (event->key()) {
    case Qt::Key_Left:
    case Qt::Key_Up: m_current -= m_current > 0 ? 1 : 0; break;
    case Qt::Key_Right:
    case Qt::Key_Down: m_current = std::min(m_current + 1, last); break;
    case Qt::Key_Space:
    case Qt::Key_Return:
    case Qt::Key_Enter: return emit toggled(m_entries[m_current].name);
    default: return QWidget::keyPressEvent(event);
  }
  describe();
  update();
}

void ChartLegend::changeEvent(QEvent* event) {
  QWidget::changeEvent(event);
  if (event->type() == QEvent::LanguageChange) setTitle(m_chart);
}

void ChartLegend::resizeEvent(QResizeEvent* event) {
  QWidget::resizeEvent(event);
  if (event->size().width() != event->oldSize().width()) updateGeometry();
}

}  // namespace orderdeck::ui
