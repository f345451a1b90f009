// Where a dialog opens: in the middle of its window, and whole on the screen. GUI thread.
#pragma once

#include <QScreen>
#include <QWidget>
#include <algorithm>

namespace orderdeck::ui {

inline void placeOver(QWidget* dialog, const QWidget* over) {
  dialog->ensurePolished();
  if (!dialog->testAttribute(Qt::WA_Resized)) dialog->adjustSize();
  const QWidget* window = over->window();
  QRect at(QPoint(), dialog->size());
  at.moveCenter(window->geometry().center());
  if (const auto* screen = window->screen()) {
    const QRect room = screen->availableGeometry();
    at.moveLeft(std::max(room.left(), std::min(at.left(), room.right() + 1 - at.width())));
    at.moveTop(std::max(room.top(), std::min(at.top(), room.bottom() + 1 - at.height())));
  }
  dialog->move(at.topLeft());
}

}  // namespace orderdeck::ui
