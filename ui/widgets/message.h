// Telling the operator something: Toast floats over the window for a while; InlineMessage stands in a layout with an
// act. GUI thread.
#pragma once

#include <QFrame>

#include "ui/theme/theme.h"

class QLabel;
class QPushButton;

namespace orderdeck::ui {

class InlineMessage : public QFrame {
  Q_OBJECT
 public:
  explicit InlineMessage(QWidget* parent = nullptr);
  /// `actText` empty: no button.
  void set(Tone tone, const QString& title, const QString& text, const QString& actText = {});
  QString text() const;

 signals:
  void acted();

 protected:
  void paintEvent(QPaintEvent* event) override;

 private:
  Tone m_tone = Tone::Neutral;
  QLabel* m_title;
  QLabel* m_text;
  QPushButton* m_act;
};

class Toast : public QFrame {
  Q_OBJECT
 public:
  /// Shows `text` at the bottom left of the window, where tables scroll, of `anywhere`; errors stay longer, a click
  /// closes.
  static void show(QWidget* anywhere, const QString& text, Tone tone = Tone::Ok);

 protected:
  void paintEvent(QPaintEvent* event) override;
  void mousePressEvent(QMouseEvent* event) override;

 private:
  Toast(QWidget* window, const QString& text, Tone tone);
  Tone m_tone;
};

}  // namespace orderdeck::ui
