// Greys out what lies under it, without taking its clicks: last values of a backend that is gone.
#pragma once

#include <QPainter>
#include <QResizeEvent>
#include <QWidget>

#include "ui/theme/theme.h"

namespace orderdeck::ui {

class Veil : public QWidget {
 public:
  explicit Veil(QWidget* over) : QWidget(over) {
    setObjectName(QStringLiteral("veil"));
    setAttribute(Qt::WA_TransparentForMouseEvents);
    over->installEventFilter(this);
    hide();
  }

 protected:
  bool eventFilter(QObject* watched, QEvent* event) override {
    if (event->type() == QEvent::Resize) resize(static_cast<QResizeEvent*>(event)->size());
    return QWidget::eventFilter(watched, event);
  }
  void paintEvent(QPaintEvent*) override {
    QColor grey = colors().window;
    grey.setAlpha(150);
    QPainter(this).fillRect(rect(), grey);
  }
};

}  // namespace orderdeck::ui
