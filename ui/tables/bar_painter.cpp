#include "ui/tables/bar_painter.h"

#include <QPainter>
#include <algorithm>
#include <cmath>

namespace orderdeck::ui {

void paintBar(QPainter& painter, const QRect& area, const Bar& bar) {
  const int height = std::min(area.height(), scaled(8));
  const QRect whole(area.left(), area.top() + (area.height() - height) / 2, area.width(), height);
  painter.fillRect(whole, colors().barRest);
  double at = 0;
  for (const auto& part : bar.parts) {
    if (!(part.share > 0)) continue;
    const int left = whole.left() + static_cast<int>(std::lround(std::clamp(at, 0.0, 1.0) * whole.width()));
    at += part.share;
    const int right = whole.left() + static_cast<int>(std::lround(std::clamp(at, 0.0, 1.0) * whole.width()));
    const int width = std::min(std::max(1, right - left), whole.right() + 1 - left);
    if (width > 0) painter.fillRect(QRect(left, whole.top(), width, height), part.color);
  }
}

}  // namespace orderdeck::ui
