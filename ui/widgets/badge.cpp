#include "ui/widgets/badge.h"

#include <QPainter>

#include "ui/theme/format.h"
#include "ui/widgets/freshness.h"

namespace orderdeck::ui {
namespace {

QFont badgeFont() {
  QFont f = textFont(FontRole::Small);
  f.setWeight(QFont::DemiBold);
  return f;
}

}  // namespace

Badge::Badge(const QString& text, Tone tone, QWidget* parent) : QWidget(parent), m_text(text), m_tone(tone) {
  setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
  setAccessibleName(text);
}

void Badge::set(const QString& text, Tone tone) {
  if (text == m_text && tone == m_tone) return;
  m_text = text;
  m_tone = tone;
  setAccessibleName(text);
  updateGeometry();
  update();
}

QSize Badge::sizeHint() const {
  const QFontMetrics metrics(badgeFont());
  return {metrics.horizontalAdvance(m_text) + 16, metrics.height() + 5};
}

QRect Badge::paint(QPainter& painter, const QRect& area, const QString& text, Tone tone) {
  const QFont f = badgeFont();
  const QFontMetrics metrics(f);
  const int height = metrics.height() + 4;
  const int wanted = metrics.horizontalAdvance(text) + 16;  // 1 px to spare at each side: advances are rounded
  const int width = std::min(wanted, area.width());
  const QRect pill(area.left(), area.top() + (area.height() - height) / 2, width, height);
  const auto& t = colors().tone(tone);
  painter.save();
  painter.setRenderHint(QPainter::Antialiasing);
  painter.setPen(Qt::NoPen);
  painter.setBrush(t.fill);
  painter.drawRoundedRect(pill, 3, 3);
  painter.setFont(f);
  painter.setPen(t.text);
  painter.drawText(pill.adjusted(8, 0, 0, 0), Qt::AlignVCenter | Qt::AlignLeft,
                   width == wanted ? text : metrics.elidedText(text, Qt::ElideRight, width - 14));
  painter.restore();
  return pill;
}

void Badge::paintEvent(QPaintEvent*) {
  QPainter painter(this);
  if (!m_text.isEmpty()) paint(painter, rect(), m_text, m_tone);
}

Chip::Chip(const QString& name, QWidget* parent) : QWidget(parent), m_name(name) {
  setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
  setAccessibleName(name);
}

void Chip::setName(const QString& name) {
  m_name = name;
  setMinimumWidth(sizeHint().width());
  update();
}

void Chip::set(const QString& value, Tone tone, const QString& word) {
  if (value == m_value && tone == m_tone && word == m_word) return;
  m_value = value;
  m_tone = tone;
  m_word = word;
  const QString all = m_name + QLatin1Char(' ') + m_value + QStringLiteral(": ") + m_word;
  setAccessibleName(all);
  setToolTip(format::tip(all));
  // Only ever wider, so that its neighbours do not tremble with the digits.
  if (const int wanted = sizeHint().width(); wanted > minimumWidth()) setMinimumWidth(wanted);
  update();
}

void Chip::setStale(const Freshness& freshness) { set(freshness.age(), Tone::Neutral, freshness.why()); }

QSize Chip::sizeHint() const {
  const QFontMetrics words(textFont(FontRole::Body)), digits(textFont(FontRole::Number));
  return {words.horizontalAdvance(m_name) + digits.horizontalAdvance(m_value) + 12 + 14 + 6 + 11,
          std::max(words.height(), digits.height()) + 10};
}

void Chip::paintEvent(QPaintEvent*) {
  const auto& c = colors();
  QPainter painter(this);
  painter.setRenderHint(QPainter::Antialiasing);
  painter.setPen(c.border);
  painter.setBrush(Qt::NoBrush);
  painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), height() / 2.0, height() / 2.0);
  paintDot(painter, {14, height() / 2.0}, m_tone);
  QRect area = rect().adjusted(24, 0, -10, 0);
  painter.setFont(textFont(FontRole::Body));
  painter.setPen(c.muted);
  painter.drawText(area, Qt::AlignVCenter | Qt::AlignLeft, m_name);
  area.setLeft(area.left() + QFontMetrics(painter.font()).horizontalAdvance(m_name) + 6);
  painter.setFont(textFont(FontRole::Number));
  painter.setPen(c.text);
  painter.drawText(area, Qt::AlignVCenter | Qt::AlignLeft, m_value);
}

void paintDot(QPainter& painter, QPointF centre, Tone tone) {
  const QColor color = colors().tone(tone).line;
  painter.save();
  painter.setRenderHint(QPainter::Antialiasing);
  if (tone == Tone::Neutral) {
    painter.setPen(QPen(color, 1.5));
    painter.setBrush(Qt::NoBrush);
    painter.drawEllipse(centre, 3, 3);
  } else {
    painter.setPen(Qt::NoPen);
    painter.setBrush(color);
    if (tone == Tone::Warn) {
      painter.drawPolygon(
          QPolygonF({centre + QPointF(0, -4.5), centre + QPointF(4.6, 3.5), centre + QPointF(-4.6, 3.5)}));
    } else if (tone == Tone::Accent) {
      painter.drawPolygon(QPolygonF(
          {centre + QPointF(0, -5), centre + QPointF(5, 0), centre + QPointF(0, 5), centre + QPointF(-5, 0)}));
    } else if (tone == Tone::Bad) {
      painter.drawRect(QRectF(centre.x() - 3.5, centre.y() - 3.5, 7, 7));
    } else {
      painter.drawEllipse(centre, 4, 4);
    }
  }
  painter.restore();
}

}  // namespace orderdeck::ui
