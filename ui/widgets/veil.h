// Hatches what lies under it, without taking its clicks and so thinly that it can be read: figures of a source that is
// not read now. GUI thread.
#pragma once

#include <QPainter>
#include <QResizeEvent>
#include <QWidget>

#include "ui/theme/theme.h"

namespace orderdeck::ui {

class Veil : public QWidget {
 public:
  /// Over all of `over` below its first `top` pixels.
  explicit Veil(QWidget* over, int top = 0) : QWidget(over), m_top(top) {
    setObjectName(QStringLiteral("veil"));
    setAttribute(Qt::WA_TransparentForMouseEvents);
    over->installEventFilter(this);
    hide();
  }
  void setTop(int top) {
    m_top = top;
    place(parentWidget()->size());
  }

 protected:
  bool eventFilter(QObject* watched, QEvent* event) override {
    if (event->type() == QEvent::Resize) place(static_cast<QResizeEvent*>(event)->size());
    return QWidget::eventFilter(watched, event);
  }
  void paintEvent(QPaintEvent*) override {
    constexpr int kEvery = 12;  // pixels between two lines
    QPainter painter(this);
    painter.fillRect(rect(), colors().veil);
    painter.setPen(colors().border);
    for (int x = -height(); x < width(); x += kEvery) painter.drawLine(x, height(), x + height(), 0);
  }

 private:
  void place(const QSize& whole) { setGeometry(1, m_top, whole.width() - 2, whole.height() - m_top - 1); }

  int m_top;
};

}  // namespace orderdeck::ui
