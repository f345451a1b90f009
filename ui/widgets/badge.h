// Small marks: a Badge is a word on a filled pill, a Chip a dot with a name and a figure. Both follow the theme and
// repaint only when what they say differs. GUI thread.
#pragma once

#include <QWidget>

#include "ui/theme/theme.h"

namespace orderdeck::ui {

class Freshness;

class Badge : public QWidget {
  Q_OBJECT
 public:
  explicit Badge(const QString& text = {}, Tone tone = Tone::Neutral, QWidget* parent = nullptr);
  void set(const QString& text, Tone tone);
  QString text() const { return m_text; }
  Tone tone() const { return m_tone; }
  QSize sizeHint() const override;
  QSize minimumSizeHint() const override { return sizeHint(); }

  /// Paints the pill that delegates paint too, at the left of `area`, centred in height; returns what it covered.
  static QRect paint(QPainter& painter, const QRect& area, const QString& text, Tone tone);

 protected:
  void paintEvent(QPaintEvent* event) override;

 private:
  QString m_text;
  Tone m_tone;
};

class Chip : public QWidget {
  Q_OBJECT
 public:
  explicit Chip(const QString& name = {}, QWidget* parent = nullptr);
  void setName(const QString& name);
  /// `word` is for screen readers and the tooltip, since the dot's colour says it to those who see it ("healthy", "2 of
  /// 12 are down").
  void set(const QString& value, Tone tone, const QString& word);
  /// The same while its source is stale: no figure, but how old the last one is.
  void setStale(const Freshness& freshness);
  QString value() const { return m_value; }
  Tone tone() const { return m_tone; }
  QSize sizeHint() const override;
  QSize minimumSizeHint() const override { return sizeHint(); }

 protected:
  void paintEvent(QPaintEvent* event) override;

 private:
  QString m_name, m_value = QStringLiteral("—"), m_word;
  Tone m_tone = Tone::Neutral;
};

/// A dot that differs in shape as well as colour: full when well, a ring for neutral, a diamond for accent, a
/// triangle for warn, a square for bad.
void paintDot(QPainter& painter, QPointF centre, Tone tone);

}  // namespace orderdeck::ui
